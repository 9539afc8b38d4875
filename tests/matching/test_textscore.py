"""The text scorer: meaning and words fused, whatever stands beside a text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.matching import fusion
from apps.matching.embedders.base import unit
from apps.matching.textscore import TextIndex, best, encode, passage

SCORES = st.lists(st.floats(0, 100, width=32), max_size=8).map(lambda rows: np.array(rows, np.float64))


def vectors(*rows):
    return unit(np.array(rows, np.float32))


def index(texts, rows=None, asked=None):
    return TextIndex([passage("", text).terms for text in texts], rows, asked)


def test_a_title_leads_the_text_once():
    assert passage("检漏仪", "检漏仪\n下限低").text == "检漏仪 下限低"
    assert passage("检漏仪", "下限低").text == "检漏仪。下限低"
    assert passage("", "下限低").text == "下限低"
    assert passage("检漏", "下限").terms["检漏"] == 2


def test_without_vectors_words_decide():
    scores = index(["氦质谱检漏仪", "高压环境模拟舱"]).scores(passage("", "检漏"), None)
    assert scores.meaning is None
    assert scores.fused.tolist() == [1.0, 0.0]


def test_meaning_counts_more_than_words():
    rows = vectors([1, 0, 0], [0, 1, 0])
    near_second = vectors([0.1, 0.9, 0])[0]
    scores = index(["氦质谱检漏仪", "高压环境模拟舱"], rows, None).scores(passage("", "检漏"), near_second)
    assert scores.meaning.tolist() == [0.0, 1.0]
    assert scores.fused.tolist() == [0.2, 0.8]


def test_the_longer_the_demand_the_more_its_words_count():
    weights = [fusion.meaning_weight(characters) for characters in (0, 30, 115, 200, 5000)]
    assert weights == pytest.approx([0.8, 0.8, 0.75, 0.7, 0.7])


def test_what_all_have_in_common_says_nothing():
    # two resources lie almost on each other beside a large common part; the demands share another one
    rows = vectors([10, 1, 0], [10, 0, 1])
    asked = vectors([0.2, 3, 10], [0.2, 6, 10], [0.2, 1, 10])
    plain = rows @ asked[1]
    assert plain[1] > plain[0]  # the common part of the demands points at the second one
    centred = index(["甲", "乙"], rows, np.repeat(asked, 40, axis=0)).scores(passage("", "丙"), asked[1]).meaning
    assert centred.tolist() == [1.0, 0.0]


def test_one_demand_is_not_its_own_middle():
    rows, asked = vectors([1, 0, 0], [0, 1, 0]), vectors([1, 0.2, 0.5])
    assert index(["甲", "乙"], rows, asked).scores(passage("", "丙"), asked[0]).meaning.tolist() == [1.0, 0.0]


@given(SCORES)
def test_spread_and_share_stay_in_bounds(scores):
    for scaled in (fusion.spread(scores), fusion.share_of_best(scores), fusion.fuse(scores, scores, 100)):
        assert scaled.shape == scores.shape
        assert ((scaled >= 0) & (scaled <= 1 + 1e-9)).all()


def test_equal_scores_are_ordered_by_id():
    assert best(np.array([0.5, 0.9, 0.5]), ["b", "c", "a"], 3) == [1, 2, 0]
    assert best(np.array([0.5, 0.9, 0.5]), ["b", "c", "a"], 1) == [1]


def test_nothing_is_encoded_without_an_embedder():
    assert encode(None, [passage("", "甲")], query=True) is None


def test_a_zero_vector_stays_one():
    assert unit(np.zeros((1, 3), np.float32)).tolist() == [[0, 0, 0]]
