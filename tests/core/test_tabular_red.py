"""A person's own sheet back: the wrong cells red, the reasons beside them, ready to mend and send again."""

import datetime
import io

import openpyxl
import pytest

from apps.core import tabular
from apps.core.tabular import TemplateColumn, Unreadable, red_sheet
from tests.core import workbooks

RED = "00FCECEA"
ROWS = [
    ["仪器台账"],
    ["编号", "名称", "原值（万元）", "启用"],
    ["海洋学院（2台）"],
    ["010203", "检漏仪", 58.2, True],
    [4111010001.0, "=电镜", "２８６万", ""],
    ["工学院（1台）"],
    ["B-1", "车床", 12.0, ""],
]


def book_of(rows=ROWS, merges=("A1:D1", "A3:D3", "A6:D6")):
    return workbooks.xlsx(rows, merges)


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def shown(data):
    return [[cell.value for cell in row] for row in opened(data)]


def red_cells(data):
    return {cell.coordinate for row in opened(data) for cell in row if cell.fill.fgColor.rgb == RED}


def test_only_the_failing_rows_come_back_under_their_titles_and_group():
    data = red_sheet(book_of(), "台账.xlsx", [(5, 2, "应为数字"), (5, 1, "名称太短"), (5, None, "整行重复")])
    assert shown(data) == [
        ["仪器台账", None, None, None, None],
        ["编号", "名称", "原值（万元）", "启用", "错误原因"],
        ["海洋学院（2台）", None, None, None, None],
        ["4111010001", "'=电镜", "２８６万", None, "应为数字；名称太短；整行重复"],
    ]
    assert red_cells(data) == {"B4", "C4", "E4"}
    sheet = opened(data)
    assert (sheet["C4"].comment.text, sheet["A4"].comment) == ("应为数字", None)
    assert (sheet.freeze_panes, sheet.title) == ("A3", "数据")
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:D1", "A3:D3"}


def test_all_rows_come_back_where_asked():
    data = red_sheet(book_of(), "台账.xlsx", [(7, 0, "编号重复")], all_rows=True)
    assert [row[0] for row in shown(data)] == [
        "仪器台账",
        "编号",
        "海洋学院（2台）",
        "010203",
        "4111010001",
        "工学院（1台）",
        "B-1",
    ]
    assert shown(data)[3] == ["010203", "检漏仪", 58.2, "是", None]
    assert red_cells(data) == {"A7", "E7"}
    assert {str(one) for one in opened(data).merged_cells.ranges} == {"A1:D1", "A3:D3", "A6:D6"}


def test_two_reasons_on_one_cell_share_its_comment():
    data = red_sheet(book_of(), "台账.xlsx", [(4, 0, "太短"), (4, 0, "=重复")])
    assert opened(data)["A4"].comment.text == "太短\n'=重复"


def test_without_failures_only_titles_come_back():
    assert [row[0] for row in shown(red_sheet(book_of(), "台账.xlsx", []))] == ["仪器台账", "编号"]


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (workbooks.xls(ROWS[1:2] + [["1", "甲", 2.5]]), "a.xls"),
        ("编号,名称,原值（万元）,启用\n1,甲,2.5\n".encode("gb18030"), "a.csv"),
    ],
)
def test_old_workbooks_and_text_come_back_as_workbooks(data, filename):
    assert shown(red_sheet(data, filename, [(2, 1, "重名")]))[1][:2] == ["1", "甲"]


def test_mended_and_sent_again_only_the_mended_rows_are_read():
    data = red_sheet(book_of(), "台账.xlsx", [(5, 2, "应为数字")])
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.worksheets[0]["C4"] = "286"
    buffer = io.BytesIO()
    book.save(buffer)
    sheet = tabular.read(buffer.getvalue(), "标红.xlsx").main
    assert [column.title for column in sheet.columns] == ["编号", "名称", "原值（万元）", "启用"]
    assert [row.cells for row in sheet.rows] == [("4111010001", "=电镜", "286", "")]
    assert [skip.text for skip in sheet.subheaders] == ["海洋学院（2台）"]


def test_sent_again_unmended_it_comes_back_the_same():
    once = red_sheet(book_of(), "台账.xlsx", [(5, 2, "应为数字")])
    twice = red_sheet(once, "标红.xlsx", [(4, 2, "应为数字")])
    assert shown(twice) == shown(once)


def test_a_merged_group_is_written_out_on_each_row():
    data = workbooks.xlsx([["学院", "名称"], ["海洋", "甲"], ["", "乙"]], ["A2:A3"])
    assert shown(red_sheet(data, "a.xlsx", [(3, 1, "重名")]))[1] == ["海洋", "乙", "重名"]


def test_the_mark_of_a_template_survives():
    book = openpyxl.load_workbook(
        io.BytesIO(tabular.template([TemplateColumn("编号"), TemplateColumn("名称")], key="lab", version="2"))
    )
    book.worksheets[0].append(["1", "甲"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert tabular.read(red_sheet(buffer.getvalue(), "a.xlsx", [(4, 1, "重名")]), "b.xlsx").mark == tabular.Mark(
        "lab", "2"
    )


def test_a_sheet_is_chosen_by_name_or_by_being_the_fullest():
    data = workbooks.xlsx([["名称"], ["甲"]], 明细=[["名称"], ["乙"], ["丙"]])
    assert shown(red_sheet(data, "a.xlsx", [(2, 0, "错")]))[1] == ["乙", "错"]
    assert shown(red_sheet(data, "a.xlsx", [(2, 0, "错")], sheet_name="数据"))[1] == ["甲", "错"]
    with pytest.raises(Unreadable, match="原表里找不到该工作表"):
        red_sheet(data, "a.xlsx", [], sheet_name="没有")


def test_dates_come_back_as_they_were_read(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.xlsx([["名称", "启用日期"], ["甲", datetime.date(2024, 6, 11)]]))
    assert shown(red_sheet(path, "", [(2, 0, "错")], expect=["名称"]))[1] == ["甲", "2024-06-11", "错"]
