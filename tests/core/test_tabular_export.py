"""What leaves the platform in a file: the rows, the filters they were found by, and nothing that runs."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core import tabular
from apps.core.tabular import ExportColumn, export, export_csv

COLUMNS = [ExportColumn("编码", 12), ExportColumn("值")]
LIVE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", " =1", "=cmd|'/C calc'!A0", "'=1"]


def sheets(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book}


def test_rows_on_the_first_sheet_filters_on_the_second():
    data = export(COLUMNS, [["010203", 1.5], ["010204", None]], "状态：正常\n园区：东方芯港", name="仪器")
    assert sheets(data) == {
        "仪器": [["编码", "值"], ["010203", 1.5], ["010204", None]],
        "筛选条件": [["状态：正常"], ["园区：东方芯港"]],
    }
    assert sheets(export(COLUMNS, [], ""))["筛选条件"] == [["全部"]]
    first = openpyxl.load_workbook(io.BytesIO(data))["仪器"]
    assert (first.freeze_panes, first.column_dimensions["A"].width) == ("A2", 12)


@pytest.mark.parametrize(
    ("value", "written", "format"),
    [
        ("010203", "010203", "@"),
        (7, 7, "General"),
        (Decimal("386.50"), 386.5, "General"),
        (10**15, "1000000000000000", "@"),
        (True, "是", "@"),
        (False, "否", "@"),
        (None, None, "@"),
        (date(2024, 6, 11), datetime(2024, 6, 11), "yyyy-mm-dd"),
        (datetime(2024, 6, 11, 8, 30, tzinfo=UTC), "2024-06-11 08:30", "@"),
        ("甲\x00乙", "甲乙", "@"),
        ("甲" * 40_000, "甲" * 32_767, "@"),
        (-5, -5, "General"),
    ],
)
def test_each_value_keeps_its_sort(value, written, format):
    book = openpyxl.load_workbook(io.BytesIO(export(COLUMNS[:1], [[value]], "")))
    cell = book["数据"]["A2"]
    assert (cell.value, cell.number_format) == (written, format)


@pytest.mark.parametrize("text", LIVE)
def test_no_text_leaves_as_a_formula(text):
    book = openpyxl.load_workbook(io.BytesIO(export([ExportColumn(text)], [[text]], text)))
    found = [(cell.value, cell.data_type) for sheet in book for row in sheet for cell in row if cell.value]
    assert {sort for _, sort in found} <= {"s", "inlineStr"}
    assert all(value.startswith("'") for value, _ in found)
    rows = list(csv.reader(io.StringIO(export_csv([ExportColumn(text)], [[text]]).decode("utf-8-sig"), newline="")))
    line = text.replace("\r", "\n")
    assert rows == [[f"'{line}"], [f"'{line}"]]


def test_csv_opens_as_chinese_in_excel():
    data = export_csv(
        COLUMNS, [["010203", Decimal("1.5")], ["甲,乙", date(2024, 6, 11)], ["x", None], ["\ud800", True]]
    )
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines() == ["编码,值", "010203,1.5", '"甲,乙",2024-06-11', "x,", ",是"]


TEXT = st.text(
    alphabet=st.characters(blacklist_categories=["Cs", "Cc", "Cn", "Cf", "Zs", "Zl", "Zp"]), min_size=1, max_size=20
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_what_was_exported_reads_back_as_it_was(rows):
    """Through the workbook and through the reader, which undoes what made it harmless."""
    columns = [ExportColumn("编码"), ExportColumn("名称")]
    sheet = tabular.read(export(columns, [("甲", "乙"), *rows], "筛选：无"), "a.xlsx", expect=["编码", "名称"]).main
    for row, (code, name) in zip(sheet.rows[1:], rows, strict=False):
        was = {note.column: note.why for note in row.notes}
        assert row.cells == (code, name) or set(was.values()) - {"去掉防公式的撇号"} or row.number > len(rows) + 2
