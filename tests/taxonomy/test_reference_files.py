"""The reader of spreadsheets on real files that nobody here wrote."""

import csv

from apps.core import tabular
from apps.core.tabular import Target


def test_the_list_as_the_ministry_publishes_it(reference_dir):
    """An old .xls with two title rows, 31 merged groups, codes as floats and stray blanks."""
    sheet = tabular.read(reference_dir / "universities/moe-list-2025.xls").main
    assert (len(sheet.rows), len(sheet.subheaders), sheet.skipped_text) == (2919, 31, "2 行标题、31 行小标题")
    assert [column.title for column in sheet.columns] == [
        "序号",
        "学校名称",
        "学校标识码",
        "主管部门",
        "所在地",
        "办学层次",
        "备注",
    ]
    assert sheet.rows[0].cells == ("1", "北京大学", "4111010001", "教育部", "北京市", "本科", "")
    assert {row.number: [(note.was, note.now) for note in row.notes] for row in sheet.rows if row.notes} == {
        513: [("渤海船舶职业学院 ", "渤海船舶职业学院")],
        1364: [("江西省       ", "江西省")],
    }


TARGETS = [
    Target("code", "单位编号", ("所在单位仪器编号", "资产编号")),
    Target("name", "名称", ("仪器设备名称", "仪器中文全称")),
    Target("class_code", "仪器分类编码"),
    Target("value", "原值（万元）", ("仪器原值",)),
    Target("started_on", "启用日期", ("建账日期",)),
    Target("status", "运行状态"),
]


def test_the_national_layout_of_47_columns_is_recognised_by_our_names(reference_dir):
    path = reference_dir / "instruments/national_platform_upload_columns.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        titles = [row["column"] for row in csv.DictReader(file)]
    guessed = tabular.guess_mapping([tabular.Column(n, "", title) for n, title in enumerate(titles)], TARGETS)
    found = {titles[index]: key for index, (key, confidence) in guessed.items() if confidence >= 0.95}
    assert found == {
        "所在单位仪器编号": "code",
        "仪器设备名称": "name",
        "仪器分类编码": "class_code",
        "原值（单位万元、保留小数点后两位）": "value",
        "建账日期（例：2016-01-01）": "started_on",
        "运行状态": "status",
    }
