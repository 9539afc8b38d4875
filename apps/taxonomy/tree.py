"""The tree as we write it — five CSV files — and what is wrong with it. No ORM."""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from apps.core import text

FOLDER = Path(__file__).with_name("data")
FILES = ("industries.csv", "nodes.csv", "shared_terms.csv", "parks.csv", "skills.csv")
SEPARATOR = "；"
LEAST_TERMS = 3


@dataclass(frozen=True)
class Line:
    """A row of a file, numbered as an editor shows it."""

    file: str
    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def many(self, column: str) -> list[str]:
        """The parts of a cell that lists several, each once."""
        parts = (text.normalize(part) for part in self.values[column].split(SEPARATOR))
        return list(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True)
class Problem:
    file: str
    number: int
    message: str

    def __str__(self) -> str:
        return f"{self.file} 第 {self.number} 行：{self.message}"


@dataclass(frozen=True)
class Tree:
    """What the files say, in their order; `digest` changes with any byte of them."""

    industries: list[Line]
    nodes: list[Line]
    shared: list[Line]
    parks: list[Line]
    skills: list[Line]
    digest: str

    @property
    def shared_keys(self) -> set[str]:
        return {text.fold(line["text"]) for line in self.shared}


def terms_of(line: Line) -> list[str]:
    """What a node is called: its name first."""
    return list(dict.fromkeys([text.normalize(line["name"]), *line.many("terms")]))


def read(folder: Path = FOLDER) -> Tree:
    """Raises FileNotFoundError or KeyError where a file or a column is missing."""
    digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in FILES)).hexdigest()
    return Tree(*(_lines(folder, name) for name in FILES), digest)


def _lines(folder: Path, name: str) -> list[Line]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="")
        return [Line(name, reader.line_num, row) for row in reader]


def problems(tree: Tree) -> Iterator[Problem]:
    """What the files themselves show; `unknown_codes` needs the official lists."""
    yield from _doubled_codes(tree)
    yield from _stray(tree)
    yield from _thin(tree)
    yield from _ambiguous(tree)
    yield from _idle_marks(tree)


def _doubled_codes(tree: Tree) -> Iterator[Problem]:
    for lines in (tree.industries, tree.nodes, tree.parks, tree.skills):
        seen: dict[str, int] = {}
        for line in lines:
            first = seen.setdefault(line["code"], line.number)
            if first != line.number:
                yield Problem(line.file, line.number, f"代码 {line['code']} 与第 {first} 行重复")


def _stray(tree: Tree) -> Iterator[Problem]:
    """Everything hangs where it should: a node under a track of its own industry, a skill under a node."""
    industries = {line["code"] for line in tree.industries}
    tracks = {line["code"]: line["industry"] for line in tree.nodes if not line["parent"]}
    nodes = {line["code"] for line in tree.nodes}
    for line in tree.nodes:
        if line["industry"] not in industries:
            yield Problem(line.file, line.number, f"没有产业 {line['industry']}")
        if line["level"] != ("node" if line["parent"] else "track"):
            yield Problem(line.file, line.number, "细分赛道（track）没有上级，产业链环节（node）必须有上级")
        elif line["parent"] and tracks.get(line["parent"]) != line["industry"]:
            yield Problem(line.file, line.number, f"上级 {line['parent']} 不是本产业的细分赛道")
    for line in tree.skills:
        if line["node"] and line["node"] not in nodes:
            yield Problem(line.file, line.number, f"没有环节 {line['node']}")


def _thin(tree: Tree) -> Iterator[Problem]:
    for line in tree.nodes:
        if len(terms_of(line)) < LEAST_TERMS:
            yield Problem(line.file, line.number, f"“{line['name']}”的说法少于 {LEAST_TERMS} 个")
        if not line.many("gbt4754"):
            yield Problem(line.file, line.number, f"“{line['name']}”没有对应的国民经济行业分类")
        if not line.many("majors"):
            yield Problem(line.file, line.number, f"“{line['name']}”没有对应的专业或专业类")


def _owners(tree: Tree) -> dict[str, list[tuple[Line, str]]]:
    owners: dict[str, list[tuple[Line, str]]] = defaultdict(list)
    for line in tree.nodes:
        for key, term in {text.fold(term): term for term in terms_of(line)}.items():
            owners[key].append((line, term))
    return owners


def _ambiguous(tree: Tree) -> Iterator[Problem]:
    marked = tree.shared_keys
    for key, found in _owners(tree).items():
        (first, _), *others = found
        if key in marked:
            continue
        for line, term in others:
            message = f"“{term}”已是 {first['code']}（第 {first.number} 行）的说法；确属多义请写进 shared_terms.csv"
            yield Problem(line.file, line.number, message)


def _idle_marks(tree: Tree) -> Iterator[Problem]:
    """A mark without a reason, or on a term that only one node uses, hides the next mistake."""
    owners = _owners(tree)
    for line in tree.shared:
        if len(owners.get(text.fold(line["text"]), ())) < 2:
            yield Problem(line.file, line.number, f"“{line['text']}”并没有两个环节使用，不必标为多义")
        if not line["reason"].strip():
            yield Problem(line.file, line.number, f"“{line['text']}”没有写明多义的理由")


def unknown_codes(tree: Tree, classes: set[str], majors: set[str]) -> Iterator[Problem]:
    """Codes that the official lists do not have; an empty set means that the list was not loaded."""
    for line in tree.nodes:
        for column, known, label in (("gbt4754", classes, "国民经济行业分类"), ("majors", majors, "专业目录")):
            unknown = [code for code in line.many(column) if known and code not in known]
            if unknown:
                yield Problem(line.file, line.number, f"{label}里没有 {'、'.join(unknown)}")
