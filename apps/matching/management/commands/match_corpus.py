"""`manage.py match_corpus`: rank outside data with the platform's own text scorer, without the database."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.core.management.base import BaseCommand, CommandError

from apps.matching import embedders
from apps.matching.space import Space, everyday
from apps.matching.textscore import Passage, TextIndex, best, encode, passage


class Line(NamedTuple):
    """One text of the corpus under the id its author gave it."""

    id: str | int
    passage: Passage


class Command(BaseCommand):
    help = '按文本为外部数据排序，不连接数据库。输入每行 {"id","text"[,"title"]}，输出 {"demand","ranked":[[id,分],…]}'
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--demands", type=Path, required=True, metavar="D.jsonl")
        parser.add_argument("--resources", type=Path, required=True, metavar="R.jsonl")
        parser.add_argument("--out", type=Path, required=True, metavar="O.jsonl")
        parser.add_argument("--top", type=int, default=100, metavar="K", help="每条需求最多给出几条资源（默认 100）")

    def handle(self, *, demands, resources, out, top, **options):
        if top < 1:
            raise CommandError("--top 应不小于 1")
        asked, offered = read(demands), read(resources)
        with open_out(out) as target:
            for demand, ranked in rank(asked, offered, top):
                target.write(json.dumps({"demand": demand, "ranked": ranked}) + "\n")
        self.stdout.write(f"{len(asked)} 条需求 × {len(offered)} 条资源 → {out}")


def rank(asked: list[Line], offered: list[Line], top: int) -> Iterator[tuple[str | int, list[list]]]:
    """Each demand with its best resources and their scores."""
    embedder = embedders.load()
    demands, resources = [line.passage for line in asked], [line.passage for line in offered]
    vectors = encode(embedder, demands, query=True)
    space = Space.of(encode(embedder, resources, query=False), vectors, everyday(embedder)) if embedder else None
    index, ids = TextIndex.of([each.terms for each in resources], space), [line.id for line in offered]
    for row, line in enumerate(asked):
        fused = index.scores(line.passage, vectors[row] if vectors is not None else None).fused
        yield line.id, [[ids[at], round(float(fused[at]), 4)] for at in best(fused, ids, top)]


def read(path: Path) -> list[Line]:
    """The lines of a corpus; the first bad one is named."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"读不了 {path}：{error}") from error
    found: dict[str, Line] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            entry = parse(line, f"{path} 第 {number} 行")
            if found.setdefault(str(entry.id), entry) is not entry:
                raise CommandError(f"{path} 第 {number} 行：id {entry.id} 重复")
    return list(found.values())


def parse(line: str, where: str) -> Line:
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise CommandError(f"{where}：不是 JSON（{error}）") from error
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str | int):
        raise CommandError(f'{where}：应为 {{"id", "text"[, "title"]}}，id 为文字或整数')
    title, text = entry.get("title") or "", entry.get("text")
    if not isinstance(text, str) or not isinstance(title, str):
        raise CommandError(f"{where}：text 与 title 应为文字")
    return Line(entry["id"], passage(title, text))


def open_out(path: Path):
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"写不了 {path}：{error}") from error
