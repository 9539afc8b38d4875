"""Spreadsheets in and out: read as people make them, refuse what is dangerous, give back what must be mended."""

from apps.core.tabular.cells import parse_date, parse_number
from apps.core.tabular.export import ExportColumn, export, export_csv
from apps.core.tabular.formulas import neutral, plain
from apps.core.tabular.mapping import Target, guess_mapping, unit_of
from apps.core.tabular.marks import ERRORS
from apps.core.tabular.model import Book, Column, Mark, Note, Row, Sheet, Skip, Unreadable
from apps.core.tabular.reader import paste, read
from apps.core.tabular.red import red_sheet
from apps.core.tabular.template import TemplateColumn, template

__all__ = [
    "ERRORS",
    "Book",
    "Column",
    "ExportColumn",
    "Mark",
    "Note",
    "Row",
    "Sheet",
    "Skip",
    "Target",
    "TemplateColumn",
    "Unreadable",
    "export",
    "export_csv",
    "guess_mapping",
    "neutral",
    "paste",
    "parse_date",
    "parse_number",
    "plain",
    "read",
    "red_sheet",
    "template",
    "unit_of",
]
