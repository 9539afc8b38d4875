"""Text: one normal form, words of the domain, grams that find, masks that hide."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core import text

ANY = st.text(st.characters(), max_size=80)  # includes NUL, controls and lone surrogates
CHINESE = st.text(st.sampled_from("深海密封件循环压力下的微泄漏检测方法五轴联动加工"), max_size=30)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("　ＤＭＵ　６５ \t monoBLOCK\r\n", "DMU 65 monoBLOCK"),
        ("高\0精度\u200b涂布机", "高精度涂布机"),
        ("半个\ud83d字符", "半个字符"),
        ("㎡、℃", "m2、°C"),
        ("响铃\x07一声", "响铃 一声"),
        ("", ""),
    ],
)
def test_normal_form(raw, expected):
    assert text.normalize(raw) == expected


def test_fold_is_the_normal_form_in_lower_case():
    assert text.fold(" ＩＣ Design ") == "ic design"


@given(ANY)
def test_no_string_makes_any_function_fail(anything):
    assert text.normalize(text.normalize(anything)) == text.normalize(anything)
    assert text.fold(text.fold(anything)) == text.fold(anything)
    for value in [text.fold(anything), *text.words(anything), *text.grams(anything), *text.query_grams(anything)]:
        assert "\0" not in value
        value.encode()
    for function in (text.pinyin_key, text.mask_phone, text.mask_email, text.mask_name):
        function(anything).encode()


def test_words_are_cut_in_search_mode_without_punctuation():
    assert text.words("高精度涂布机，DMU 65") == ["精度", "高精度", "涂布", "布机", "涂布机", "dmu", "65"]


def test_a_word_of_the_domain_stays_whole_and_is_learnt_once(monkeypatch):
    monkeypatch.setattr(text, "_dictionary", None)
    assert "五轴联动" not in text.words("五轴联动加工中心")
    text.add_words(["五轴联动", "轴", " "])
    assert "五轴联动" in text.words("五轴联动加工中心")
    learnt = text.dictionary()
    text.add_words(["五轴联动"])
    assert text.dictionary() is learnt


def test_grams_hold_words_characters_pairs_and_latin_runs():
    assert text.grams("涂布机 DMU65", "氦") == sorted(
        {"涂", "布", "机", "涂布", "布机", "涂布机", "dmu", "65", "dmu65", "氦"}
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [("布机", ["布机"]), ("氦", ["氦"]), ("涂布机", ["布机", "涂布"]), ("DMU65", ["65", "dmu"]), ("，", [])],
)
def test_query_grams(query, expected):
    assert text.query_grams(query) == expected


@given(CHINESE, CHINESE, CHINESE)
def test_a_text_is_found_by_every_part_of_it(before, part, after):
    assert set(text.query_grams(part)) <= set(text.grams(before + part + after))


def test_pinyin_key_sorts_by_sound():
    assert sorted(["张江", "奉贤", "临港", "Alpha"], key=text.pinyin_key) == ["Alpha", "奉贤", "临港", "张江"]
    assert len(text.pinyin_key("临港" * 500)) == 200


@pytest.mark.parametrize(
    ("function", "raw", "expected"),
    [
        (text.mask_phone, "13800000000", "138****0000"),
        (text.mask_phone, "021-58123456", "021****3456"),
        (text.mask_phone, "58123456", "****56"),
        (text.mask_phone, "110", "****"),
        (text.mask_phone, "", ""),
        (text.mask_email, "li.na@example.com", "l***@example.com"),
        (text.mask_email, "li.na", "l***"),
        (text.mask_email, "", ""),
        (text.mask_name, "王伟", "王*"),
        (text.mask_name, "欧阳明日", "欧***"),
        (text.mask_name, "", ""),
    ],
)
def test_masks(function, raw, expected):
    assert function(raw) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(Decimal("20.00"), "20 万元"), (0.5, "0.5 万元"), (Decimal(200), "200 万元"), (0, "0 万元")],
)
def test_amounts(amount, expected):
    assert text.wan(amount) == expected
