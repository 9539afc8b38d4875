"""What reading a spreadsheet yields: sheets, columns, rows, and a word about all that was changed or left out."""

from collections import Counter
from dataclasses import dataclass, field


class Unreadable(ValueError):
    """A file that is not read at all; says what is wrong and what the person can do."""

    def __init__(self, message: str, remedy: str = "") -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message}。{remedy}" if remedy else message)


class NoHeader(Unreadable):
    """A sheet without a row of titles: prose, a chart's data, a cover."""


@dataclass(frozen=True, slots=True)
class Note:
    """One cell that reads otherwise than the user typed it; `column` is the index of the column, from 0."""

    column: int
    was: str
    now: str
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the row as the user's own program counts it, from 1."""

    number: int
    cells: tuple[str, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Skip:
    """A row that holds no record: its kind is a key of SKIPS."""

    number: int
    kind: str
    text: str


HEADER, SUBHEADER = "header", "subheader"
SKIPS = {
    "title": "标题",
    HEADER: "表头",
    SUBHEADER: "小标题",
    "total": "合计",
    "blank": "空行",
    "repeat": "重复表头",
    "hint": "填写说明",
    "example": "示例",
    "footnote": "附注",
}


@dataclass(frozen=True, slots=True)
class Column:
    index: int
    letter: str
    title: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Which template, and which version of it, the file was made from."""

    key: str
    version: str


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    header_row: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    skipped: tuple[Skip, ...] = ()

    @property
    def subheaders(self) -> tuple[Skip, ...]:
        """Rows such as 「北京市（92所）」: they hold no record, but may carry a group and a control total."""
        return tuple(skip for skip in self.skipped if skip.kind == SUBHEADER)

    @property
    def skipped_text(self) -> str:
        """「1 行标题、4 行合计」, for the line above a preview; the header itself goes without saying."""
        counts = Counter(skip.kind for skip in self.skipped if skip.kind != HEADER)
        return "、".join(f"{counts[kind]} 行{label}" for kind, label in SKIPS.items() if counts[kind])


@dataclass(frozen=True, slots=True)
class Book:
    """`left_out` names the sheets that hold something, but no table."""

    filename: str
    format: str
    sheets: tuple[Sheet, ...]
    mark: Mark | None = None
    left_out: tuple[str, ...] = ()

    @property
    def main(self) -> Sheet:
        """The sheet most likely meant: the one with most rows, the first of equals."""
        return max(self.sheets, key=lambda sheet: len(sheet.rows))


Raw = str | float | bool | dict[str, str]  # a date or time travels as {"d": "2024-06-11"}


@dataclass(slots=True)
class Grid:
    """A sheet as the parser saw it; merges are (first row, first column, last row, last column), all from 0."""

    name: str
    cells: list[list[Raw]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def letter(index: int) -> str:
    """The name of a column: 0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
