"""Columns in any order, under any of their names, find their fields; doubtful ones say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.tabular import Column, Target, guess_mapping, unit_of

TARGETS = [
    Target("code", "单位编号", ("所在单位仪器编号", "资产编号")),
    Target("name", "名称", ("仪器设备名称", "仪器中文全称")),
    Target("class_code", "仪器分类编码"),
    Target("value", "原值（万元）", ("仪器原值",)),
    Target("started_on", "启用日期", ("建账日期",)),
    Target("status", "运行状态"),
]


def guess(*titles, targets=TARGETS):
    return guess_mapping([Column(n, "", title) for n, title in enumerate(titles)], targets)


def test_titles_in_any_order():
    assert guess("运行状态", "名称", "单位编号") == {0: ("status", 1.0), 1: ("name", 1.0), 2: ("code", 1.0)}


@pytest.mark.parametrize(
    ("title", "guessed"),
    [
        ("*名称", ("name", 1.0)),
        (" 名 称：", ("name", 1.0)),
        ("名称（必填）", ("name", 0.97)),
        ("仪器设备名称", ("name", 0.96)),
        ("仪器设备名称【中文】", ("name", 0.95)),
        ("原值（万元）", ("value", 1.0)),
        ("原值", ("value", 0.97)),
        ("原值(单位万元、保留小数点后两位)", ("value", 0.97)),
        ("原值（元）", ("value", 0.5)),
        ("建账日期（例：2016-01-01）", ("started_on", 0.95)),
        ("仪器分类编码（6位）", ("class_code", 0.97)),
        ("设备运行状态", ("status", 0.75)),
        ("分类编码", ("class_code", 0.75)),
    ],
)
def test_a_title_finds_its_field(title, guessed):
    assert guess(title) == {0: guessed}


@pytest.mark.parametrize("title", ["", "备注", "（）", "主管海关", "x"])
def test_a_title_nobody_knows_is_left_alone(title):
    assert guess(title) == {}


def test_the_better_column_wins_and_each_is_used_once():
    assert guess("仪器设备名称", "名称", "名称") == {1: ("name", 1.0)}
    assert guess("原值（元）", "原值（万元）") == {1: ("value", 1.0)}


def test_the_same_unit_or_none_is_no_doubt():
    assert guess("仪器原值（万元）")[0][1] == 0.95
    assert guess("面积（㎡）", targets=[Target("area", "面积(㎡)")]) == {0: ("area", 1.0)}
    assert guess("高度（元）", targets=[Target("area", "面积(㎡)")]) == {}


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("原值（万元）", "万元"),
        ("原值（单位万元、保留小数点后两位）", "万元"),
        ("面积(㎡)", "㎡"),
        ("单价【元】", "元"),
        ("名称", ""),
        ("名称（中文）", ""),
    ],
)
def test_the_unit_of_a_title(title, unit):
    assert unit_of(title) == unit


def test_targets_may_come_from_a_generator():
    assert guess("名称", "运行状态", targets=(target for target in TARGETS)) == {0: ("name", 1.0), 1: ("status", 1.0)}


def test_a_title_of_one_character_has_no_pairs_to_compare():
    assert guess("名", targets=[Target("a", "值")]) == {}


@given(st.lists(st.text(max_size=12), max_size=8), st.lists(st.text(min_size=1, max_size=8), max_size=6))
def test_a_mapping_is_one_to_one_and_confident_between_a_half_and_one(titles, names):
    found = guess(*titles, targets=[Target(f"k{n}", name) for n, name in enumerate(names)])
    keys = [key for key, _ in found.values()]
    assert len(keys) == len(set(keys))
    assert all(0.5 <= confidence <= 1 for _, confidence in found.values())
    assert list(found) == sorted(found)
