"""Deadlines and training periods as enterprises write them, read on 2026-11-23."""

from datetime import date

import pytest

from apps.demands.inference.calendar import plus_months, plus_working_days
from tests.demands.vocabulary import read, value, words

DEADLINES = [
    ("两个月内出结果", date(2027, 1, 23)),
    ("年底前完成", date(2026, 12, 31)),
    ("2027年3月底交付", date(2027, 3, 31)),
    ("明年上半年上线", date(2027, 6, 30)),
    ("下个月要", date(2026, 12, 31)),
    ("三周之内给答复", date(2026, 12, 14)),
    ("半年左右完成", date(2027, 5, 23)),
    ("一年半内量产", date(2028, 5, 23)),
    ("希望2027年12月31日前验收", date(2027, 12, 31)),
    ("2027-06-30前交付", date(2027, 6, 30)),
    ("截止日期：2027/5/1", date(2027, 5, 1)),
    ("最晚明年五月", date(2027, 5, 31)),
    ("3月15号之前要样件", date(2027, 3, 15)),
    ("明年年底", date(2027, 12, 31)),
    ("春节前必须搞定", date(2027, 2, 5)),
    ("国庆之前上线", date(2027, 9, 30)),
    ("明年Q2完成", date(2027, 6, 30)),
    ("2027年三季度完成", date(2027, 9, 30)),
    ("第一季度末完成", date(2027, 3, 31)),
    ("90天内", date(2027, 2, 21)),
    ("20个工作日内出报告", date(2026, 12, 21)),
    ("within 3 months", date(2027, 2, 23)),
    ("by March 31, 2027", date(2027, 3, 31)),
    ("deadline: 2027-04-15", date(2027, 4, 15)),
    ("by the end of June 2027", date(2027, 6, 30)),
    ("1-2个月出方案", date(2027, 1, 23)),
    ("两三个月时间", date(2027, 2, 23)),
    ("一个半月内", date(2027, 1, 7)),
    ("本月底前", date(2026, 11, 30)),
    ("月底要交", date(2026, 11, 30)),
    ("下周五之前", date(2026, 12, 4)),
    ("27年6月底前", date(2027, 6, 30)),
    ("二〇二七年六月底前完成", date(2027, 6, 30)),
    ("明年暑假前", date(2027, 6, 30)),
    ("我们2015年成立，做阀门", None),
    ("设备已经用了三年", None),
    ("每三个月检一次", None),
    ("要求寿命10年", None),
    ("试了两个月没搞定", None),
    ("公司去年3月搬到临港", None),
    ("周期18个月", date(2028, 5, 23)),
    ("项目期限：12个月", date(2027, 11, 23)),
    ("工期要求6个月", date(2027, 5, 23)),
    ("年内完成", date(2026, 12, 31)),
    ("明年初", date(2027, 1, 31)),
    ("2028年前实现量产", date(2027, 12, 31)),
    ("希望在后年6月之前", date(2028, 5, 31)),
    ("元旦前给结果", date(2026, 12, 31)),
    ("大概需要一年时间", date(2027, 11, 23)),
    ("交期45天", date(2027, 1, 7)),
    ("完成时间：2027.9", date(2027, 9, 30)),
    ("2027年10月中旬前", date(2027, 10, 15)),
    ("五月初要用", date(2027, 5, 10)),
    ("下下个月要交样", date(2027, 1, 31)),
    ("争取春节后启动", None),
    ("本季度内", date(2026, 12, 31)),
    ("今年内", date(2026, 12, 31)),
    ("下半年投产", date(2026, 12, 31)),
    ("明年下半年投产", date(2027, 12, 31)),
    ("十二月底交付", date(2026, 12, 31)),
    ("半个月内", date(2026, 12, 8)),
    ("最近两年一直有这个问题", None),
    ("质保期3年", None),
    ("存放6个月后强度下降", None),
    ("2024年3月立项", None),
    ("两年内达到国际先进", date(2028, 11, 23)),
    ("越快越好", None),
    ("开学前敲定", date(2027, 8, 31)),
    ("Q1之前", date(2027, 3, 31)),
    ("2027年一季度前", date(2027, 3, 31)),
]


@pytest.mark.parametrize(("text", "day"), DEADLINES)
def test_deadline(text, day):
    assert value(text, "deadline") == day


def test_the_day_depends_on_the_day_given_and_on_nothing_else():
    shown = [one.value for one in read("两个月内完成", today=date(2030, 1, 31)) if one.field == "deadline"]
    assert shown == [date(2030, 3, 31)]


def test_a_deadline_never_lies_in_the_past():
    assert value("2026年3月底前完成", "deadline") is None
    assert value("3月底前完成", "deadline") == date(2027, 3, 31)


def test_spans_hold_the_words_of_the_day():
    assert words("希望2027年3月底前交付样件", "deadline") == ["2027年3月底前"]


def test_a_range_of_months_is_a_period_with_two_ends():
    text = "学徒制培养20人，2027年3月至2028年1月"
    assert value(text, "period") == "2027年3月至2028年1月"
    assert (value(text, "starts_on"), value(text, "ends_on")) == (date(2027, 3, 1), date(2028, 1, 31))
    assert value(text, "deadline") is None


def test_a_start_and_a_length_give_the_last_day():
    text = "订单班2027年9月开班，培养周期一年，招30名学生"
    assert value(text, "period") == "12 个月"
    assert (value(text, "starts_on"), value(text, "ends_on")) == (date(2027, 9, 1), date(2028, 8, 31))


def test_a_challenge_has_no_training_period():
    assert value("攻关难题，周期18个月完成", "period") is None
    assert value("攻关难题，周期18个月完成", "deadline") == date(2028, 5, 23)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 11, 23), 20, date(2026, 12, 21)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 5, date(2026, 12, 4)),
    ],
)
def test_working_days_skip_weekends(start, days, end):
    assert plus_working_days(start, days) == end


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("培训20名员工，为期两周", "2 周"),
        ("培训20名员工，为期10天", "10 天"),
        ("实习半年，招20名学生", "6 个月"),
        ("跟岗实习1.5年，招20名学生", "18 个月"),
        ("跟岗实习0.7年，招20名学生", "8.4 个月"),
        ("未来三年招20名学生", None),
    ],
)
def test_period_as_the_form_shows_it(text, shown):
    assert value(text, "period") == shown


def test_months_end_where_the_month_does():
    assert plus_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert plus_months(date(2099, 12, 1), 1) is None
