"""A person's own sheet back, with the cells to mend in red and the reason beside each row.

It is built from the values that were read: nothing but the child ever opens the person's file.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from apps.core.tabular import cells, guard, layout
from apps.core.tabular.export import safe_text
from apps.core.tabular.formulas import plain
from apps.core.tabular.marks import ERRORS
from apps.core.tabular.model import SUBHEADER, Grid, Raw, Sheet, Unreadable
from apps.core.tabular.reader import grids, load, mark_of, tables
from apps.core.tabular.template import TEXT, mark, saved

Failure = tuple[int, int | None, str]  # row as the user counts it, index of the column or None, message
Wrong = dict[int, list[tuple[int | None, str]]]
RED_FILL = PatternFill("solid", fgColor="FCECEA")
RED = Font(color="A3241B", bold=True)
WRAP = Alignment(vertical="top", wrap_text=True)
AUTHOR = "导入检查"


def red_sheet(
    source: bytes | Path | str,
    filename: str,
    failures: Iterable[Failure],
    *,
    sheet_name: str | None = None,
    all_rows: bool = False,
    expect: Iterable[str] = (),
) -> bytes:
    """An .xlsx to mend and upload again: title and header rows, then the failing rows only, or `all_rows`.

    A sub-header stays where a row under it does. Raises Unreadable, as reading the file did or would.
    """
    data, filename = load(source, filename)
    found = grids(data, guard.inspect(data, filename))
    grid, sheet = _chosen(found, sheet_name, tuple(expect))
    wrong = _by_row(failures)
    book = Workbook()
    page = book.active
    page.title = (grid.name or "数据")[:31]
    _write(page, grid, sheet, wrong, list(_kept(sheet, set(wrong), all_rows)))
    if was := mark_of(found):
        mark(book, was.key, was.version)
    return saved(book)


def _chosen(found: list[Grid], name: str | None, expect: tuple[str, ...]) -> tuple[Grid, Sheet]:
    pairs = [pair for pair in tables(found, expect)[0] if name in (None, pair[0].name)]
    if not pairs:
        raise Unreadable("原表里找不到该工作表")
    return max(pairs, key=lambda pair: len(pair[1].rows))


def _by_row(failures: Iterable[Failure]) -> Wrong:
    wrong: Wrong = defaultdict(list)
    for row, column, message in failures:
        wrong[row].append((column, message))
    return dict(wrong)


def _kept(sheet: Sheet, wrong: set[int], all_rows: bool) -> Iterator[int]:
    """Numbers of the rows to keep, in order."""
    records = {row.number for row in sheet.rows}
    groups = {skip.number for skip in sheet.subheaders}
    above = [skip.number for skip in sheet.skipped if skip.number <= sheet.header_row]
    yield from above
    waiting: int | None = None
    for number in sorted(records | groups):
        if number in groups and not all_rows:
            waiting = number
        elif all_rows or number in wrong:
            if waiting:
                yield waiting
            waiting = None
            yield number


def _write(page: Worksheet, grid: Grid, sheet: Sheet, wrong: Wrong, kept: list[int]) -> None:
    width = len(sheet.columns)
    fills = layout.merged_fills(grid, sheet.header_row - 1)
    for place, number in enumerate(kept, start=1):
        raw = grid.cells[number - 1]
        for column in range(width):
            value = raw[column] if column < len(raw) else ""
            _put(page, place, column + 1, fills.get(number - 1, {}).get(column, "") if value == "" else value)
        for column, message in wrong.get(number, ()):
            _redden(page, place, column, message)
        if number in wrong:
            _reason(page, place, width + 1, "；".join(message for _, message in wrong[number]))
        if number == sheet.header_row:
            page.freeze_panes = page.cell(place + 1, 1)
            page.cell(place, width + 1, ERRORS).font = RED
    _merges(page, grid, sheet, kept)
    for column in range(1, width + 1):
        page.column_dimensions[get_column_letter(column)].width = 16
    page.column_dimensions[get_column_letter(width + 1)].width = 60


def _put(page: Worksheet, row: int, column: int, value: Raw) -> None:
    """As the user saw it; text and whole numbers as text, so that a code keeps its digits."""
    cell = page.cell(row, column)
    if isinstance(value, str | dict | bool) or float(value).is_integer():
        cell.value, cell.number_format = _text(value), TEXT
    else:
        cell.value = value


def _text(value: Any) -> str:
    return safe_text(plain(value) if isinstance(value, str) else cells.text_of(value)[0])


def _redden(page: Worksheet, row: int, column: int | None, message: str) -> None:
    if column is None:
        return
    cell = page.cell(row, column + 1)
    cell.fill, cell.font = RED_FILL, RED
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(f"{before}{safe_text(message)}", AUTHOR, width=320, height=120)


def _reason(page: Worksheet, row: int, column: int, text: str) -> None:
    cell = page.cell(row, column, safe_text(text))
    cell.font, cell.fill, cell.alignment = RED, RED_FILL, WRAP


def _merges(page: Worksheet, grid: Grid, sheet: Sheet, kept: list[int]) -> None:
    """Merges of the title, header and sub-header rows that were kept whole; those of records were filled instead."""
    places = {number: place for place, number in enumerate(kept, start=1)}
    flat = {skip.number for skip in sheet.skipped if skip.kind == SUBHEADER or skip.number <= sheet.header_row}
    for first, left, last, right in grid.merges:
        rows = range(first + 1, last + 2)
        if all(number in flat and number in places for number in rows) and right < len(sheet.columns):
            page.merge_cells(
                start_row=places[first + 1], end_row=places[last + 1], start_column=left + 1, end_column=right + 1
            )
