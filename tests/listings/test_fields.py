"""Fields: what each takes, what each refuses, and with which words."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.errors import Defect
from apps.listings.fields import Choice, Day, Field, Flag, Number, Picks, Problem, Tags, Term, Terms, Text
from apps.listings.kinds import Kind, Kinds
from apps.listings.vocabulary import Vocabulary, remembered

CLASSES = Vocabulary("test_classes", lambda: {"010200": "质谱仪器", "010800": "电子光学仪器", "020600": "探伤仪器"})
NOTHING = Vocabulary("test_nothing", dict)
ASKED = []
COUNTED = Vocabulary("test_counted", lambda: ASKED.append(1) or {"a": "甲"})

TEXT = Text(label="标题", min=2, max=6)
PROSE = Text(label="说明", max=50, lines=4)
WHOLE = Number(label="人数", min=1, max=100, unit="人")
MONEY = Number(label="原值", decimals=2, unit="万元", max=10_000, example="58.2")
FLAG = Flag(label="揭榜")
DAY = Day(label="启用日期")
CHOICE = Choice(label="状态", options={"normal": "正常", "repair": "维修"})
TAGS = Tags(label="技能", max=3, length=6)
PICKS = Picks(label="方式", options={"own": "使用预约", "sample": "送样预约"})
CLASS = Term(label="仪器分类编码", vocabulary=CLASSES, digits=6)
FREE_CLASS = Term(label="仪器分类编码", vocabulary=NOTHING, digits=6)
NAME = Term(label="园区", vocabulary=CLASSES)
CLASSES_MANY = Terms(label="分类", vocabulary=CLASSES)
FREE_MANY = Terms(label="分类", vocabulary=NOTHING)
ALL = [TEXT, PROSE, WHOLE, MONEY, FLAG, DAY, CHOICE, TAGS, PICKS, CLASS, FREE_CLASS, NAME, CLASSES_MANY, FREE_MANY]


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (TEXT, "  检漏\t仪 ", "检漏 仪"),
        (TEXT, 2024.0, "2024"),
        (TEXT, "", ""),
        (TEXT, None, ""),
        (PROSE, "第一行  \r\n第二行\r", "第一行\n第二行"),
        (PROSE, 12, "12"),
        (WHOLE, "１２", 12),
        (WHOLE, "12 人", 12),
        (WHOLE, 12.0, 12),
        (WHOLE, "", None),
        (MONEY, "1,234.5", Decimal("1234.5")),
        (MONEY, 58.2, Decimal("58.2")),
        (MONEY, "58.2万元", Decimal("58.2")),
        (FLAG, "是", True),
        (FLAG, False, False),
        (FLAG, "×", False),
        (FLAG, None, False),
        (DAY, "2024年6月1日", date(2024, 6, 1)),
        (DAY, "2024/6/1", date(2024, 6, 1)),
        (DAY, 45444, date(2024, 6, 1)),
        (DAY, "45444.0", date(2024, 6, 1)),
        (DAY, datetime(2024, 6, 1, 8), date(2024, 6, 1)),
        (DAY, date(2024, 6, 1), date(2024, 6, 1)),
        (DAY, " ", None),
        (CHOICE, "正常", "normal"),
        (CHOICE, "NORMAL", "normal"),
        (CHOICE, "", ""),
        (TAGS, "五轴、磨削；五轴，", ["五轴", "磨削"]),
        (TAGS, ["五轴", "", None], ["五轴"]),
        (TAGS, [], []),
        (PICKS, "使用预约；sample", ["own", "sample"]),
        (CLASS, "010200", "010200"),
        (CLASS, 10200.0, "010200"),
        (CLASS, "10800", "010800"),
        (CLASS, "质谱仪器", "010200"),
        (CLASS, "", ""),
        (FREE_CLASS, "20100", "020100"),
        (NAME, "质谱仪器", "010200"),
        (CLASSES_MANY, "质谱仪器、020600", ["010200", "020600"]),
        (FREE_MANY, ["随便"], ["随便"]),
    ],
)
def test_taken(field, raw, value):
    assert field.clean(raw) == value


@pytest.mark.parametrize(
    ("field", "raw", "message", "remedy"),
    [
        (TEXT, "一", "“标题”至少 2 个字，现为 1 个", "请写得再具体一些"),
        (TEXT, "一二三四五六七", "“标题”最多 6 个字，现为 7 个", "请删减"),
        (TEXT, "a\x00b", "“标题”含有不可见的控制字符", "请删去后重新粘贴为纯文本"),
        (TEXT, "a\ud800b", "“标题”含有不可见的控制字符", "请删去后重新粘贴为纯文本"),
        (TEXT, {"a": 1}, "“标题”应为文字", "请填写一段文字"),
        (TEXT, True, "“标题”应为文字", "请填写一段文字"),
        (WHOLE, "0", "“人数”应在 1—100人之间，现为 0", "请核对"),
        (WHOLE, "1.5", "“人数”应为整数，现为 1.5", "请改为 2"),
        (WHOLE, "十二", "“人数”应为数字，现为「十二」", "只填数字，单位已是人，例如 12"),
        (WHOLE, "NaN", "“人数”应为数字，现为「NaN」", "请填写阿拉伯数字"),
        (WHOLE, "1e400", "“人数”应为数字，现为「1e400」", "请填写阿拉伯数字"),
        (MONEY, "286万", "“原值”应为数字，现为「286万」", "只填数字，单位已是万元，例如 286"),
        (MONEY, "1.234", "“原值”最多 2 位小数，现为 1.234", "请改为 1.23"),
        (FLAG, "也许", "“揭榜”应为“是”或“否”，现为「也许」", "请改为“是”或“否”"),
        (DAY, "2024-13-01", "“启用日期”不是有效日期：「2024-13-01」", "请写成 2026-11-21"),
        (DAY, "去年", "“启用日期”不是有效日期：「去年」", "请写成 2026-11-21"),
        (DAY, "1024-01-01", "“启用日期”应在 1900 至 2100 年之间，现为 1024-01-01", "请核对年份"),
        (CHOICE, "坏了", "“状态”没有「坏了」这一项", "可选：正常、维修"),
        (TAGS, "一、二、三、四", "“技能”最多 3 项，现有 4 项", "请只留最要紧的"),
        (TAGS, "一二三四五六七", "“技能”每项最多 6 个字", "请用顿号或分号隔开各项"),
        (TAGS, [["a"]], "“技能”应为文字", "请填写一段文字"),
        (CLASS, "1020", "“仪器分类编码”应为 6 位数字，现为「1020」（Excel 可能去掉了前导 0）", "例如改为 010200"),
        (CLASS, "01020X", "“仪器分类编码”应为 6 位数字，现为「01020X」（请查分类表）", "例如改为 010200"),
        (CLASS, "050900", "“仪器分类编码”的分类表里没有「050900」", "请查分类表"),
        (FREE_CLASS, "1234567", "“仪器分类编码”应为 6 位数字，现为「1234567」（请查分类表）", "请补齐"),
        (NAME, "光学", "“园区”的分类表里没有「光学」", "相近的有：电子光学仪器"),
        (CLASSES_MANY, ["无此"], "“分类”的分类表里没有「无此」", "请查分类表"),
    ],
)
def test_refused(field, raw, message, remedy):
    with pytest.raises(Problem) as refused:
        field.clean(raw)
    assert (refused.value.message, refused.value.remedy) == (message, remedy)


def test_a_required_field_says_so():
    with pytest.raises(Problem, match="缺少“标题”"):
        Text(label="标题", required=True).clean("  ")


def test_a_huge_whole_number_is_refused_not_a_crash():
    with pytest.raises(Problem):
        WHOLE.clean(10**40)


SAMPLES = [
    (TEXT, "检漏仪", "检漏仪"),
    (WHOLE, 12, "12 人"),
    (MONEY, Decimal("58.20"), "58.2 万元"),
    (FLAG, True, "是"),
    (DAY, date(2024, 6, 1), "2024年6月1日"),
    (CHOICE, "normal", "正常"),
    (TAGS, ["五轴", "磨削"], "五轴、磨削"),
    (PICKS, ["own", "sample"], "使用预约、送样预约"),
    (CLASS, "010200", "质谱仪器"),
    (CLASSES_MANY, ["010200"], "质谱仪器"),
]


@pytest.mark.parametrize(("field", "value", "shown"), SAMPLES)
def test_shown_to_people_and_written_so_that_it_can_be_read_again(field, value, shown):
    assert field.show(value) == shown
    assert field.clean(field.write(value)) == value


@pytest.mark.parametrize("field", ALL)
def test_nothing_shows_as_nothing(field):
    assert field.show(field.empty()) in {"", "否"}
    assert field.clean(field.write(field.empty())) == field.empty()


def test_closed_lists_and_schemas():
    assert [dict(field.choices()) for field in (CHOICE, PICKS, FLAG, CLASS, CLASSES_MANY, TEXT)] == [
        {"normal": "正常", "repair": "维修"},
        {"own": "使用预约", "sample": "送样预约"},
        {"true": "是", "false": "否"},
        dict(CLASSES.load()),
        dict(CLASSES.load()),
        {},
    ]
    assert [field.schema()["type"] for field in ALL] == [
        "string", "string", "integer", "number", "boolean", "string", "string",
        "array", "array", "string", "string", "string", "array", "array",
    ]  # fmt: skip
    assert Field(label="x").schema() == {"type": "string"}
    with pytest.raises(NotImplementedError):
        Field(label="x").clean("a")


def test_a_list_is_read_once_within_a_block_and_each_time_outside():
    ASKED.clear()
    with remembered(), remembered():
        assert [COUNTED.find("甲"), COUNTED.find("a"), COUNTED.find("乙")] == ["a", "a", None]
    assert len(ASKED) == 1
    COUNTED.names()
    COUNTED.names()
    assert len(ASKED) == 3


odd = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=60), st.dates(),
    st.lists(st.text(max_size=9)),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2), st.lists(st.lists(st.integers())),
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(field=st.sampled_from(ALL), raw=odd)
def test_any_value_is_taken_or_refused_and_what_is_taken_is_stable(field, raw):
    try:
        value = field.clean(raw)
    except Problem as problem:
        assert problem.message
        return
    assert field.clean(field.write(value)) == value
    assert isinstance(field.show(value), str)


def test_a_kind_collects_every_defect_and_then_checks_across():
    kinds = Kinds("thing", {"title": TEXT})
    kinds.add(
        Kind("a", "甲", object, {"n": WHOLE}, checks=(lambda v, today: Defect("n", "太少") if v["n"] == 1 else None,))
    )
    today = date(2026, 11, 21)
    assert kinds.clean("a", {"title": "标题", "n": 2}, today).or_raise().details == {"n": 2}
    assert [d.field for d in kinds.clean("a", {"title": "一", "n": 0, "x": 1}, today).defects] == ["x", "title", "n"]
    assert [d.message for d in kinds.clean("a", {"title": "标题", "n": 1}, today).defects] == ["太少"]
    assert (kinds.labels(), "a" in kinds, list(kinds.fields_of("a"))) == ({"a": "甲"}, True, ["title", "n"])
    with pytest.raises(ValueError, match="common fields"):
        kinds.add(Kind("b", "乙", object, {"title": TEXT}))
    kinds.add(Kind("c", "丙", object, {}, derived=True))
    assert [kind.slug for kind in kinds.entered()] == ["a"]
