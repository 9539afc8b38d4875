"""Amounts as enterprises write them, and the amounts that are no budget."""

from decimal import Decimal

import pytest

from apps.demands.inference.numerals import number
from tests.demands.vocabulary import read, value, words

BUDGETS = [
    ("预算二十万左右", Decimal("20")),
    ("经费：20-30万", Decimal("30")),
    ("预算50万元", Decimal("50")),
    ("拟投入3.5百万", Decimal("350")),
    ("费用1,200,000元以内", Decimal("120")),
    ("￥300000 的研发费", Decimal("30")),
    ("能出个十来万", Decimal("10")),
    ("大概十五六万的预算", Decimal("16")),
    ("预算三四十万", Decimal("40")),
    ("不超过两百万元", Decimal("200")),
    ("投入约1.2亿元", Decimal("12000")),
    ("给5千块钱", Decimal("0.5")),
    ("预算8000元", Decimal("0.8")),
    ("经费 RMB 500,000", Decimal("50")),
    ("budget: 300k RMB", Decimal("30")),
    ("around 2 million RMB budget", Decimal("200")),
    ("合作经费不低于100万元", Decimal("100")),
    ("预算15w", Decimal("15")),
    ("费用20个左右", None),
    ("总预算80万，其中首期20万", Decimal("80")),
    ("年产值3个亿，预算40万", Decimal("40")),
    ("注册资本1000万元的企业", None),
    ("进口设备一台要300万，太贵", None),
    ("疲劳寿命要求20万次", None),
    ("我们年销售额五千万元", None),
    ("月薪8000元，包吃住", None),
    ("年薪30万招博士", None),
    ("预算（万元）：60", Decimal("60")),
    ("经费预算(单位：万元)：35.5", Decimal("35.5")),
    ("奖金5万元揭榜", Decimal("5")),
    ("拿得出六七十万", Decimal("70")),
    ("研发投入预计在100到150万之间", Decimal("150")),
    ("预算在二十万元到三十万元之间", Decimal("30")),
    ("费用控制在十万以内", Decimal("10")),
    ("报酬两万五", Decimal("2.5")),
    ("经费12万5", Decimal("12.5")),
    ("预算五十万（可分期）", Decimal("50")),
    ("资金需求500万元", Decimal("500")),
    ("预算是 30 W，可以再谈", Decimal("30")),
    ("最多八万", Decimal("8")),
    ("拟投资金：贰拾万元", Decimal("20")),
    ("项目经费￥80万", Decimal("80")),
    ("愿支付技术服务费人民币36万元整", Decimal("36")),
    ("每件成本从200元降到120元", None),
    ("去年报废损失了60多万", None),
    ("预算有限，3万封顶", Decimal("3")),
    ("没什么预算，一两万的样子", Decimal("2")),
    ("约合人民币壹佰万元", Decimal("100")),
    ("经费在百万级别", None),
    ("投资额200万", Decimal("200")),
    ("预算五万到八万不等", Decimal("8")),
    ("资金:40-50w", Decimal("50")),
    ("出资金额: 人民币 2,500,000.00 元", Decimal("250")),
    ("检测费别超过3000块", Decimal("0.3")),
    ("经费半年20万", Decimal("20")),
    ("一共准备了45万块钱做这个事", Decimal("45")),
    ("单台设备价格要降到50万元以下", None),
    ("市场规模约200亿元", None),
    ("预算就三十个", None),
    ("给老师课题经费30万", Decimal("30")),
    ("打算拿50万出来做", Decimal("50")),
]


@pytest.mark.parametrize(("text", "wan"), BUDGETS)
def test_budget_in_wan(text, wan):
    assert value(text, "budget") == wan


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("二十", 20),
        ("两百三", 230),
        ("一百零三", 103),
        ("一万五千", 15_000),
        ("十二万五", 125_000),
        ("七八十", 80),
        ("三点五万", 35_000),
        ("1,200,000", 1_200_000),
        ("3.5百万", 3_500_000),
        ("1.2亿", 120_000_000),
        ("abc", None),
    ],
)
def test_numerals(token, expected):
    assert number(token) == expected


def test_a_range_is_shown_whole_and_filled_with_its_ceiling():
    shown = next(one for one in read("经费20-30万，三个月内完成") if one.field == "budget")
    assert (shown.value, shown.label) == (Decimal(30), "20–30 万元")
    assert shown.why == "原文写“20-30万”，按上限 30 万元填"


def test_the_words_include_what_softens_the_amount():
    assert words("预算二十万左右", "budget") == ["二十万左右"]


def test_numbers_that_run_into_each_other_stay_apart():
    assert value("预算二十万三个月内完成", "budget") == Decimal(20)
    assert words("预算二十万三个月内完成", "deadline") == ["三个月内"]


def test_of_several_amounts_the_one_called_a_budget_wins():
    assert value("年产值3亿元，设备买了800万，这次预算40万，另付2万元差旅", "budget") == Decimal(40)
