"""An empty sheet to fill in: frozen header, a hint and an example row, drop-downs, and a mark of its version."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from apps.core.tabular.formulas import neutral
from apps.core.tabular.marks import EXAMPLE, HINT, LISTS_SHEET, MARK_SHEET

FIRST_ROW, LAST_ROW = 4, 5_000  # of the rows a person fills in
TEXT = "@"  # keeps leading zeros and long numbers as typed
HEAD_FILL = PatternFill("solid", fgColor="1F4F86")
HINT_FILL = PatternFill("solid", fgColor="EEF2F7")
WRAP = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """`choices` make a drop-down; `strict` refuses anything else, otherwise several may be typed, separated."""

    title: str
    hint: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    strict: bool = True
    width: int = 18


def template(columns: Sequence[TemplateColumn], *, key: str, version: str, name: str = "填写") -> bytes:
    """A workbook whose second and third rows the reader leaves out, and whose mark it reports."""
    book = Workbook()
    sheet = book.active
    sheet.title = name[:31]
    for number, column in enumerate(columns, start=1):
        _head(sheet, number, column)
    sheet.cell(2, 1).value = f"{HINT}{columns[0].hint}"
    sheet.cell(3, 1).value = f"{EXAMPLE}{columns[0].example}"
    sheet.freeze_panes = "A2"
    _lists(book, sheet, columns)
    mark(book, key, version)
    return saved(book)


def _head(sheet: Worksheet, number: int, column: TemplateColumn) -> None:
    title = sheet.cell(1, number, f"*{column.title}" if column.required else column.title)
    title.font, title.fill, title.alignment = Font(bold=True, color="FFFFFF"), HEAD_FILL, WRAP
    for row, text in ((2, column.hint), (3, column.example)):
        cell = sheet.cell(row, number, neutral(text))
        cell.font, cell.fill, cell.alignment = Font(italic=True, color="5A6675"), HINT_FILL, WRAP
        cell.number_format = TEXT
    dimension = sheet.column_dimensions[get_column_letter(number)]
    dimension.width, dimension.number_format = column.width, TEXT


def _lists(book: Workbook, sheet: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    """Choices stand on a hidden sheet: a list written into the rule itself may not pass 255 characters."""
    chosen = [(number, column) for number, column in enumerate(columns, start=1) if column.choices]
    if not chosen:
        return
    lists = book.create_sheet(LISTS_SHEET)
    lists.sheet_state = "hidden"
    for place, (number, column) in enumerate(chosen, start=1):
        for row, choice in enumerate(column.choices, start=1):
            lists.cell(row, place, choice).number_format = TEXT
        letter = get_column_letter(place)
        rule = DataValidation(
            type="list",
            formula1=f"{LISTS_SHEET}!${letter}$1:${letter}${len(column.choices)}",
            allow_blank=True,
            showErrorMessage=True,
            errorStyle="stop" if column.strict else "warning",
            errorTitle=column.title[:32],
            error="请从下拉列表中选择" if column.strict else "列表里没有这一项；可填多项，用“；”分隔",
        )
        target = get_column_letter(number)
        rule.add(f"{target}{FIRST_ROW}:{target}{LAST_ROW}")
        sheet.add_data_validation(rule)


def mark(book: Workbook, key: str, version: str) -> None:
    sheet = book.create_sheet(MARK_SHEET)
    sheet.sheet_state = "veryHidden"
    for column, text in enumerate((key, version), start=1):
        sheet.cell(1, column, text).number_format = TEXT


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
