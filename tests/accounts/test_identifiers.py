"""Codes and login names: what passes, and which rule is named when one does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.accounts import identifiers
from apps.accounts.identifiers import USCC_ALPHABET, uscc_check_character, uscc_defect
from tests.factories.accounts import demo_uscc, real_looking_uscc

SOUND = real_looking_uscc(12345678)


def first17s():
    region = st.sampled_from(["310115", "310120", "110108", "100000", "990000", "440305"])
    head = st.text(USCC_ALPHABET, min_size=2, max_size=2)
    body = st.text(USCC_ALPHABET, min_size=9, max_size=9)
    return st.builds(lambda a, b, c: a + b + c, head, region, body)


@pytest.mark.parametrize("code", ["914403001922038216", "9144030071526726XG", "91330100799655058B"])
def test_published_codes_pass(code):
    assert uscc_defect(code) is None


def test_a_leading_letter_is_legal():
    first = "N2310115MA1FL12AB"
    assert uscc_defect(first + uscc_check_character(first)) is None


@pytest.mark.parametrize(
    "code, message, remedy",
    [
        ("", "统一社会信用代码应为 18 位，现为 0 位", "请对照营业执照或法人证书补全"),
        (SOUND[:-1], "统一社会信用代码应为 18 位，现为 17 位", "请对照营业执照或法人证书补全"),
        (
            SOUND[:8] + "O" + SOUND[9:],
            "统一社会信用代码第 9 位「O」不是可用字符",
            "只用数字和大写字母，不含 I、O、S、V、Z，是否应为「0」",
        ),
        (
            SOUND[:8] + "好" + SOUND[9:],
            "统一社会信用代码第 9 位「好」不是可用字符",
            "只用数字和大写字母，不含 I、O、S、V、Z",
        ),
        (
            "91A10115" + SOUND[8:],
            "统一社会信用代码第 3–8 位「A10115」不是行政区划码",
            "应为 6 位数字且以省级代码开头（上海为 31）",
        ),
        (
            "91790115" + SOUND[8:],
            "统一社会信用代码第 3–8 位「790115」不是行政区划码",
            "应为 6 位数字且以省级代码开头（上海为 31）",
        ),
        (
            demo_uscc(1),
            "统一社会信用代码第 3–8 位「999999」不是行政区划码",
            "应为 6 位数字且以省级代码开头（上海为 31）",
        ),
    ],
)
def test_the_broken_rule_is_named(code, message, remedy):
    defect = uscc_defect(code)
    assert (defect.field, defect.message, defect.remedy) == ("uscc", message, remedy)


def test_a_wrong_check_character_is_told_with_the_right_one():
    wrong = SOUND[:17] + ("0" if SOUND[17] != "0" else "1")
    defect = uscc_defect(wrong)
    assert defect.message == (f"统一社会信用代码校验不通过：按前 17 位第 18 位应为「{SOUND[17]}」，现为「{wrong[17]}」")


def test_demo_codes_are_for_demo_only_and_the_other_way_round():
    assert uscc_defect(demo_uscc(1), demo=True) is None
    assert uscc_defect(SOUND, demo=True).message == "统一社会信用代码第 3–8 位「310115」可能属于真实单位"


@settings(deadline=None)
@given(first17s())
def test_every_completed_code_is_sound(first17):
    assert uscc_defect(first17 + uscc_check_character(first17)) is None


@settings(deadline=None)
@given(first17s(), st.integers(8, 16), st.sampled_from(USCC_ALPHABET))
def test_any_one_wrong_character_is_noticed(first17, place, other):
    code = first17 + uscc_check_character(first17)
    wrong = code[:place] + other + code[place + 1 :]
    assert (uscc_defect(wrong) is None) == (wrong == code)


@settings(deadline=None)
@given(first17s(), st.integers(8, 15))
def test_two_neighbours_swapped_are_noticed(first17, place):
    code = first17 + uscc_check_character(first17)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (uscc_defect(swapped) is None) == (swapped == code)


@pytest.mark.parametrize(
    "typed", [SOUND, SOUND.lower(), f" {SOUND[:8]} {SOUND[8:]} ", f"{SOUND[:8]}-{SOUND[8:]}", SOUND.replace("9", "９")]
)
def test_a_code_is_one_however_it_is_typed(typed):
    assert identifiers.normalize_uscc(typed) == SOUND


@pytest.mark.parametrize(
    "typed", [4131010251.0, 4131010251, "4131010251", "4131010251.0", " 4131 010251 ", "４１３１０１０２５１"]
)
def test_a_school_code_survives_spreadsheets(typed):
    code = identifiers.normalize_institution_code(typed)
    assert (code, identifiers.institution_code_defect(code)) == ("4131010251", None)


@pytest.mark.parametrize(
    "typed, message",
    [
        ("413101025", "学校标识码应为 10 位数字，现为「413101025」"),
        (41.5, "学校标识码应为 10 位数字，现为「41.5」"),
        ("4.13E+09", "学校标识码「4.13E+09」被表格软件写成了科学计数"),
        ("上海海洋", "学校标识码应为 10 位数字，现为「上海海洋」"),
    ],
)
def test_a_bad_school_code_is_told(typed, message):
    defect = identifiers.institution_code_defect(identifiers.normalize_institution_code(typed))
    assert (defect.field, defect.message) == ("institution_code", message)


@pytest.mark.parametrize(
    "typed, login",
    [
        (" Li.Na@Example.COM ", "li.na@example.com"),
        ("ｌｉ@example.com", "li@example.com"),
        ("138 0000-0000", "13800000000"),
        ("+8613800000000", "13800000000"),
        ("8613800000000", "13800000000"),
        ("１３８００００００００", "13800000000"),
    ],
)
def test_a_login_is_one_however_it_is_typed(typed, login):
    assert identifiers.normalize_login(typed) == login
    assert identifiers.login_defect(login) is None


@pytest.mark.parametrize(
    "login, message",
    [
        ("", "请填写 11 位手机号或电子邮箱"),
        ("1380000000", "请填写 11 位手机号或电子邮箱"),
        ("23800000000", "请填写 11 位手机号或电子邮箱"),
        ("li.na@", "电子邮箱格式不对"),
        ("a@b@c.cn", "电子邮箱格式不对"),
        ("x" * 250 + "@example.com", "电子邮箱格式不对"),
    ],
)
def test_a_name_nobody_can_be_reached_by_is_told(login, message):
    assert identifiers.login_defect(login).message == message


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_normalisers(text):
    identifiers.login_defect(identifiers.normalize_login(text))
    uscc_defect(identifiers.normalize_uscc(text))
    identifiers.institution_code_defect(identifiers.normalize_institution_code(text))
