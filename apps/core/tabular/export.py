"""The way out: what a list shows, as a workbook or as CSV, with nothing in it that a program would run."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from apps.core.tabular.cells import FORBIDDEN, LINE_END
from apps.core.tabular.formulas import neutral
from apps.core.tabular.marks import FILTERS_SHEET
from apps.core.tabular.template import saved

LONGEST = 32_767
HEAD = Font(bold=True)
HEAD_FILL = PatternFill("solid", fgColor="E8F0FA")
WRAP = Alignment(vertical="top", wrap_text=True)
FORMATS = {"number": "General", "date": "yyyy-mm-dd", "text": "@"}


@dataclass(frozen=True, slots=True)
class ExportColumn:
    title: str
    width: int = 18


def safe_text(value: object) -> str:
    """Text that neither runs nor breaks a file."""
    return LINE_END.sub("\n", neutral(FORBIDDEN.sub("", str(value))))[:LONGEST]


def written(value: Any) -> tuple[Any, str]:
    """What goes into the cell and its kind: numbers and dates stay what they are, everything else is text."""
    if value is None:
        return "", "text"
    if isinstance(value, bool):
        return ("是" if value else "否"), "text"
    if isinstance(value, int | float | Decimal) and abs(value) < 10**15:
        return value, "number"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "minutes"), "text"
    if isinstance(value, date):
        return value, "date"
    return safe_text(value), "text"


def export(
    columns: Sequence[ExportColumn], rows: Iterable[Sequence[Any]], filters_text: str, *, name: str = "数据"
) -> bytes:
    """A workbook: rows on the first sheet, on the second the filters they were found by."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.append([_head(sheet, column.title) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    _filters(book, filters_text)
    return saved(book)


def _head(sheet: Any, title: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, safe_text(title))
    cell.font, cell.fill, cell.alignment = HEAD, HEAD_FILL, WRAP
    return cell


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    value, kind = written(value)
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = FORMATS[kind]
    return cell


def _filters(book: Workbook, text: str) -> None:
    sheet = book.create_sheet(FILTERS_SHEET)
    sheet.column_dimensions["A"].width = 80
    for line in text.splitlines() or ["全部"]:
        sheet.append([_cell(sheet, line)])


def export_csv(columns: Sequence[ExportColumn], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a mark, by which Excel knows it for Chinese."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([safe_text(column.title) for column in columns])
    for row in rows:
        writer.writerow([written(value)[0] for value in row])
    return buffer.getvalue().encode("utf-8-sig", "replace")
