"""Instrument sheets as universities send them: 300 rows, some dirt that is put right, eleven errors that are not."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook

# The national upload template's headings, in an order of their own, with columns nobody imports in between.
TITLES = (
    "所在单位仪器编号",
    "所属单位",
    "仪器设备名称",
    "规格型号",
    "仪器分类编码",
    "原值（单位万元、保留小数点后两位）",
    "产地国别",
    "生产制造商",
    "建账日期（例：2016-01-01）",
    "主要技术指标（最多500字）",
    "主要功能（最多300字）",
    "主要学科领域（如有多个，用逗号分隔，最多填写4个）",
    "运行状态",
    "参考收费标准（最多500字）",
    "主管海关",
    "共享模式",
    "联系人",
    "电话",
    "电子邮箱",
)
NUMBER, NAME, MODEL, CLASS, VALUE, STARTED, INDICATORS, FUNCTIONS, STATUS, SHARING = 0, 2, 3, 4, 5, 8, 9, 10, 12, 15
CLASSES = {"010100": "电子光学仪器", "010200": "质谱仪器", "010800": "显微镜及图象分析仪器", "020600": "探伤仪器"}
NAMES = ("场发射扫描电子显微镜", "氦质谱检漏仪", "液相色谱质谱联用仪", "超声波探伤仪")
HEADER_ROW, ROWS = 3, 300
FIRST_ROW = HEADER_ROW + 1


@dataclass(frozen=True)
class Planted:
    """An error put into a row: where, what, and the field that must be blamed for it."""

    place: int  # of the record, from 0
    column: int
    value: object
    field: str


PLANTED = (
    Planted(8, CLASS, "9999", "class_code"),
    Planted(21, CLASS, "050900", "class_code"),
    Planted(40, VALUE, "二百八十六万", "value"),
    Planted(57, VALUE, -3, "value"),
    Planted(88, STARTED, "2024-13-01", "started_on"),
    Planted(102, STARTED, date(2033, 5, 22), "started_on"),
    Planted(131, NAME, "", "title"),
    Planted(160, STATUS, "不清楚", "status"),
    Planted(199, NUMBER, "SHOU-0003", "external_id"),
    Planted(240, SHARING, "半开放", "sharing"),
    Planted(277, NAME, "镜" * 90, "title"),
)
WRONG_ROWS = [FIRST_ROW + one.place for one in PLANTED]


def record(place: int) -> list[object]:
    """A sound row; some cells are written as people write them."""
    name = NAMES[place % len(NAMES)]
    code = list(CLASSES)[place % len(CLASSES)]
    dates = (date(2019, 4, 1 + place % 28), f"2018/{1 + place % 12}/7", f"2020年{1 + place % 12}月3日", 44000 + place)
    return [
        f"SHOU-{place:04d}",
        "演示大学",
        f"{name}{place:03d}号",
        f"FE-{place:03d}",
        float(code) if place % 3 == 0 else code,
        round(20 + place * 1.25, 2),
        "中国",
        "演示仪器厂",
        dates[place % 4],
        f"分辨率 {1 + place % 9} nm，加速电压 {1 + place % 30} kV",
        f"用于第 {place} 类样品的形貌与成分分析　" if place % 5 == 0 else f"用于第 {place} 类样品的形貌与成分分析",
        "材料科学，物理学",
        "正常",
        f"机时 {100 + place} 元/时",
        "",
        "对外开放",
        "",
        "",
        "",
    ]


def records(count: int = ROWS, planted: Sequence[Planted] = PLANTED) -> list[list[object]]:
    rows = [record(place) for place in range(count)]
    for one in planted:
        rows[one.place][one.column] = one.value
    return rows


def xlsx(rows: Sequence[Sequence[object]] | None = None, titles: Sequence[str] = TITLES) -> bytes:
    """A workbook with a merged title line, a line of the form, the header, the records and a total at the end."""
    rows = records() if rows is None else rows
    book = Workbook()
    sheet = book.active
    sheet.title = "明细"
    sheet.append(["演示大学大型仪器设备台账"])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(titles))
    sheet.append(["填报单位：", "演示大学"])
    sheet.append(list(titles))
    for row in rows:
        sheet.append(list(row))
    sheet.append(["合计", None, len(rows)])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def gb18030(rows: Sequence[Sequence[object]] | None = None, titles: Sequence[str] = TITLES) -> bytes:
    """The same as text in the encoding of old systems."""
    rows = records() if rows is None else rows
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerows([["演示大学大型仪器设备台账"], ["填报单位：", "演示大学"], titles, *rows, ["合计", "", len(rows)]])
    return buffer.getvalue().encode("gb18030")


def plain(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook of a header and records only."""
    book = Workbook()
    for row in (titles, *rows):
        book.active.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
