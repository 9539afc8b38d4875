"""The empty sheet people fill in, and what the reader knows of it when it comes back."""

import io

import openpyxl
import pytest

from apps.core import tabular
from apps.core.tabular import Mark, TemplateColumn

COLUMNS = [
    TemplateColumn("单位编号", "本单位内不重复", "SB-001", required=True, width=24),
    TemplateColumn("运行状态", "从列表选", "正常", choices=("正常", "维修", "停用")),
    TemplateColumn(
        "学科", "可填多项，用“；”分隔", "=物理学", choices=tuple(f"演示学科{n}" for n in range(100)), strict=False
    ),
    TemplateColumn("原值（万元）"),
]


def made(columns=COLUMNS):
    return tabular.template(columns, key="instrument", version="3", name="仪器设备")


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_the_header_is_frozen_and_the_rows_below_are_text():
    sheet = opened(made())["仪器设备"]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == ["*单位编号", "运行状态", "学科", "原值（万元）"]
    assert [cell.value for cell in sheet[2]] == ["【填写说明】本单位内不重复", "从列表选", "可填多项，用“；”分隔", None]
    assert [cell.value for cell in sheet[3]] == ["【示例】SB-001", "正常", "'=物理学", None]
    assert {name: (one.width, one.number_format) for name, one in sheet.column_dimensions.items()} == {
        "A": (24, "@"), "B": (18, "@"), "C": (18, "@"), "D": (18, "@"),
    }  # fmt: skip


def test_choices_drop_down_from_a_hidden_sheet():
    book = opened(made())
    rules = {
        str(rule.sqref): (rule.formula1, rule.errorStyle) for rule in book["仪器设备"].data_validations.dataValidation
    }
    assert rules == {
        "B4:B5000": ("__lists__!$A$1:$A$3", "stop"),
        "C4:C5000": ("__lists__!$B$1:$B$100", "warning"),
    }
    assert {sheet.title: sheet.sheet_state for sheet in book} == {
        "仪器设备": "visible", "__lists__": "hidden", "__template__": "veryHidden",
    }  # fmt: skip
    assert [cell.value for cell in book["__lists__"]["A"]][:4] == ["正常", "维修", "停用", None]


def test_without_choices_there_is_no_sheet_of_lists():
    assert opened(made([TemplateColumn("名称")])).sheetnames == ["仪器设备", "__template__"]


@pytest.mark.parametrize("filled", [0, 2])
def test_what_comes_back_is_the_mark_and_the_rows_that_were_filled(filled):
    book = opened(made())
    for number in range(filled):
        book["仪器设备"].append([f"SB-{number}", "正常", "", "1.5"])
    buffer = io.BytesIO()
    book.save(buffer)
    read = tabular.read(buffer.getvalue(), "a.xlsx")
    assert read.mark == Mark("instrument", "3")
    assert [sheet.name for sheet in read.sheets] == ["仪器设备"]
    assert [row.cells for row in read.main.rows] == [(f"SB-{n}", "正常", "", "1.5") for n in range(filled)]
    assert [skip.kind for skip in read.main.skipped] == ["header", "hint", "example"]


def test_hint_and_example_are_known_in_a_csv_too():
    text = "*单位编号,运行状态\n【填写说明】不重复,从列表选\n【示例】SB-001,正常\nSB-1,维修\n"
    assert [row.cells for row in tabular.read(text.encode("gb18030"), "a.csv").main.rows] == [("SB-1", "维修")]
