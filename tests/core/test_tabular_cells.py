"""One cell at a time: what was typed, what is meant, and why it reads otherwise."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.tabular import cells, parse_date, parse_number
from apps.core.tabular.formulas import LIVE, neutral, plain

ANY_TEXT = st.text(max_size=40)


@pytest.mark.parametrize(
    ("value", "text", "why"),
    [
        ("正常", "正常", ""),
        ("氦质谱检漏仪（二楼）：备用", "氦质谱检漏仪（二楼）：备用", ""),
        ("", "", ""),
        (4111010001.0, "4111010001", ""),
        (10203, "10203", ""),
        (-7.0, "-7", ""),
        (386.5, "386.5", ""),
        (0.1 + 0.2, "0.3", ""),
        (1e-7, "0.0000001", ""),
        (1.234567890123457e17, "123456789012345696", cells.LOST),
        (True, "是", cells.YES_NO),
        (False, "否", cells.YES_NO),
        ({"d": "2024-06-11"}, "2024-06-11", ""),
        ({"d": "2024-06-11 00:00:00"}, "2024-06-11", ""),
        ({"d": "2024-06-11 08:30:00"}, "2024-06-11 08:30:00", ""),
        ("江西省       ", "江西省", cells.BLANKS),
        ("\u3000甲\xa0乙", "甲 乙", cells.BLANKS),
        ("一\r\n二\r三\x0b四", "一\n二\n三\n四", cells.BLANKS),
        ("２８６万", "286万", cells.WIDTH),
        ("ＤＭＵ－６５", "DMU-65", cells.WIDTH),
        ("１．５％", "1.5%", cells.WIDTH),
        ("－５", "-5", cells.WIDTH),
        ("遥感／遥测", "遥感／遥测", ""),
        ("\ufeff零\u200b宽", "零宽", cells.UNSEEN),
        ("'=1+1", "=1+1", cells.QUOTE),
        ("'平时'", "'平时'", ""),
        ("4111010001.0", "4111010001", cells.FLOAT),
        ("2.0", "2.0", ""),
        (" ４１１１０１０００１．０ ", "4111010001", f"{cells.BLANKS}；{cells.WIDTH}；{cells.FLOAT}"),
    ],
)
def test_a_cell_reads_as_it_was_meant(value, text, why):
    assert cells.text_of(value) == (text, why)


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x1f", "\x7f", "\ud800", "\uffff", "\ufffe", "\ufffc"])
def test_a_character_no_text_has_is_refused(character):
    with pytest.raises(cells.Forbidden, match=f"U\\+{ord(character):04X}"):
        cells.text_of(f"甲{character}")


@given(ANY_TEXT)
def test_tidying_is_stable_and_clean_text_is_left_alone(text):
    if cells.FORBIDDEN.search(text):
        return
    once = cells.text_of(text)[0]
    assert not cells.FORBIDDEN.search(once)
    if not LIVE.match(once) and not once.startswith("'"):
        assert cells.text_of(once)[0] == once
    if not cells.SUSPECT.search(text):
        assert once == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_a_number_keeps_fifteen_digits(number):
    assert float(cells.number_text(number)) == pytest.approx(number, rel=1e-14)


@given(st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1))
def test_a_whole_number_keeps_every_digit(number):
    assert cells.text_of(float(number)) == (str(number), "")


@given(ANY_TEXT)
def test_what_goes_out_harmless_comes_back_as_it_was(text):
    assert plain(neutral(text)) == text
    assert not neutral(text).lstrip(" \n").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"))


@pytest.mark.parametrize(
    "text",
    ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", " =1", "\n=1", "'=1", "' '=1", "\u200b=1"],
)
def test_every_form_of_a_formula_is_neutralised(text):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["甲", "1-2", "a=b", "'", "''甲", ""])
def test_other_text_is_left_alone(text):
    assert (neutral(text), plain(text)) == (text, text)


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-11", "2024/6/11", "2024.6.11", "2024年6月11日", "2024年06月11", "20240611", "２０２４－６－１１",
        "2024-06-11 08:30", "2024-06-11T08:30:00", "2024/6/11 0:00:00", "45454", "45454.35", " 2024-6-11 ",
    ],
)  # fmt: skip
def test_dates_are_read_in_every_writing(text):
    assert parse_date(text) == date(2024, 6, 11)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年6月", date(2024, 6, 1)),
        ("2024-06", date(2024, 6, 1)),
        ("2024年", date(2024, 1, 1)),
        ("2024", date(2024, 1, 1)),
    ],
)
def test_a_bare_month_or_year_is_read_only_where_its_first_day_will_do(text, day):
    assert (parse_date(text), parse_date(text, partial=True)) == (None, day)


@pytest.mark.parametrize(
    "text", ["", "去年", "2024-13-01", "2023-02-29", "24-6-11", "2024-6-11-1", "6/11/2024", "0000-01-01"]
)
def test_what_is_no_date_is_none(text):
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("386.50", "386.50"),
        ("1,234.5", "1234.5"),
        ("２８６", "286"),
        ("-3", "-3"),
        ("+3", "3"),
        (".5", "0.5"),
        ("3.", "3"),
        ("1,234,567", "1234567"),
    ],
)
def test_numbers_are_read(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "286万", "1e5", "1,23", "nan", "Infinity", "0x1F", "1.2.3", "9" * 31, "五"])
def test_what_is_no_number_is_none(text):
    assert parse_number(text) is None
