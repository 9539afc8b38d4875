"""What reading one official list yields, and how a file that disagrees with itself is refused."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from apps.core import tabular


class Refused(Exception):
    """The file contradicts itself or the published figures: nothing of it is taken. One line per contradiction."""

    def __init__(self, name: str, defects: Sequence[str]) -> None:
        self.name, self.defects = name, list(defects)
        super().__init__(f"{name}：" + "；".join(self.defects))


@dataclass(frozen=True)
class Reading:
    """Rows are the columns of the model by name; `checked` is the part of the result line that tells what agreed."""

    name: str
    edition: str
    year: int | None
    source: str
    digest: str
    rows: list[dict[str, str]]
    checked: str = ""
    remarks: list[str] = field(default_factory=list)


Reader = Callable[[Path], Iterable[Reading]]


@dataclass(frozen=True)
class Record:
    """A row by column title, with its number in the file."""

    number: int
    values: dict[str, str]

    def __getitem__(self, title: str) -> str:
        return self.values[title]


@dataclass(frozen=True)
class Table:
    """One file as read: its name below the folder, its digest, its main sheet."""

    source: str
    digest: str
    sheet: tabular.Sheet

    def records(self) -> Iterator[Record]:
        titles = [column.title for column in self.sheet.columns]
        for row in self.sheet.rows:
            yield Record(row.number, dict(zip(titles, row.cells, strict=True)))


def newest(folder: Path, pattern: str) -> Path | None:
    """The last by name of the files that fit; names end with the year."""
    return max(folder.glob(pattern), default=None)


def table(folder: Path, path: Path, titles: Sequence[str]) -> Table:
    """Raises Refused when the file cannot be read or lacks one of the columns."""
    source = path.relative_to(folder).as_posix()
    try:
        sheet = tabular.read(path, expect=titles).main
    except tabular.Unreadable as error:
        raise Refused(source, [str(error)]) from None
    missing = [title for title in titles if title not in {column.title for column in sheet.columns}]
    if missing:
        raise Refused(source, [f"缺少列“{title}”" for title in missing])
    return Table(source, hashlib.sha256(path.read_bytes()).hexdigest(), sheet)


def repeated(records: Sequence[Record], title: str) -> list[str]:
    """Codes must be there once."""
    seen: dict[str, int] = {}
    found = []
    for record in records:
        first = seen.setdefault(record[title], record.number)
        if first != record.number:
            found.append(f"第 {record.number} 行代码 {record[title]} 与第 {first} 行重复")
    return found
