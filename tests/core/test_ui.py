"""How we write dates, money, counts, freshness and icons."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Engine
from django.test import RequestFactory

from apps.core.templatetags import ui

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 11, 1), "2026年11月1日"),
        (datetime(2026, 11, 20, 16, 30, tzinfo=UTC), "2026年11月21日"),  # already tomorrow in Shanghai
        (None, ""),
        ("2026-11-01", ""),
    ],
)
def test_date_cn(value, words):
    assert ui.date_cn(value) == words


def test_moments_are_told_in_shanghai_time():
    evening = datetime(2026, 11, 20, 16, 5, tzinfo=UTC)
    assert (ui.moment_cn(evening), ui.clock_cn(evening)) == ("2026年11月21日 00:05", "00:05")
    assert ui.short_date_cn(evening) == "11月21日"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 毫秒"),
        (0.04, "40 毫秒"),
        (0.9994, "999 毫秒"),
        (0.9996, "1 秒"),
        (1.24, "1.2 秒"),
        (20, "20 秒"),
        (59.96, "1 分"),
        (200, "3 分 20 秒"),
        (3600, "1 小时"),
        (7500, "2 小时 5 分"),
        (3 * 86400 + 7200, "3 天 2 小时"),
        (-5, "0 毫秒"),
    ],
)
def test_lasted_cn(seconds, words):
    assert ui.lasted_cn(timedelta(seconds=seconds)) == words


def test_nothing_lasted_is_nothing_said():
    assert ui.lasted_cn(None) == ""


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Decimal("20"), "20 万元（200,000 元）"),
        (Decimal("58.20"), "58.2 万元（582,000 元）"),
        (Decimal("0.05"), "0.05 万元（500 元）"),
        (1000, "1,000 万元（10,000,000 元）"),
        ("0", "0 万元（0 元）"),
        (None, ""),
        ("", ""),
        ("面议", ""),
        ("NaN", ""),
    ],
)
def test_wan(amount, words):
    assert ui.wan(amount) == words


@pytest.mark.parametrize(("count", "words"), [(0, "0"), (1000, "1,000"), (1001, "1000+"), (None, "—")])
def test_counts_above_a_thousand_are_not_counted_out(count, words):
    assert ui.count_cn(count) == words


@pytest.mark.parametrize(
    ("day", "tone", "words"),
    [
        (date(2026, 11, 21), "", "今天核实"),
        (date(2026, 11, 20), "", "昨天核实"),
        (date(2026, 10, 7), "", "45 天前核实"),
        (date(2026, 10, 6), "aging", "46 天前核实，快到期"),
        (date(2026, 8, 23), "aging", "90 天前核实，快到期"),
        (date(2026, 8, 22), "stale", "91 天没有核实"),
        (date(2026, 11, 22), "", "今天核实"),
        (None, "stale", "尚未核实"),
    ],
)
def test_freshness_says_how_long_and_how_bad(day, tone, words):
    told = ui.fresh(day, TODAY)
    assert (told.tone, told.words) == (tone, words)


def test_masks_show_neither_phone_nor_name():
    assert ui.mask_phone("13800001234") == "138****1234"
    assert ui.mask_name("王小伟") == "王**"
    assert (ui.mask_phone(None), ui.mask_email(""), ui.mask_name(None)) == ("", "", "")


def test_an_icon_points_into_the_sprite_and_its_name_is_escaped():
    assert (
        ui.icon("flask") == '<svg class="ds-icon" aria-hidden="true"><use href="/static/vendor/icons.svg#flask"/></svg>'
    )
    assert "<script" not in ui.icon('"><script>')


@pytest.mark.parametrize(("number", "sign"), [(1, "①"), (20, "⑳"), (21, "(21)"), (0, "(0)")])
def test_numbers_of_quoted_words(number, sign):
    assert ui.circled(number) == sign


def test_a_filter_link_keeps_the_others_and_starts_at_the_first_page():
    request = RequestFactory().get("/", {"q": "检漏 密封", "kind": "lab", "page": "3"})
    source = '{% query kind="instrument" %} {% query kind=None %} {% query page=2 %}'
    links = Engine.get_default().from_string(source).render(Context({"request": request})).split(" ")
    words = "q=%E6%A3%80%E6%BC%8F+%E5%AF%86%E5%B0%81"
    assert links == [f"?{words}&amp;kind=instrument", f"?{words}", f"?{words}&amp;kind=lab&amp;page=2"]


class Named(forms.Form):
    name = forms.CharField()
    sort = forms.ChoiceField(choices=[("a", "甲")])
    agree = forms.BooleanField()


def test_a_control_wears_our_class_and_says_when_it_is_wrong():
    empty = Named({})
    assert 'class="form-control is-invalid"' in ui.control(empty["name"])
    assert 'class="form-select is-invalid"' in ui.control(empty["sort"])
    assert 'class="form-check-input is-invalid"' in ui.control(empty["agree"])
    right = Named({"name": "a", "sort": "a", "agree": "on"})
    assert 'class="form-control"' in ui.control(right["name"])
