"""BM25 over words, characters and pairs: against a plain rewriting of the formula, and what may be shown of it."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.lexical import FEW, K1, B, Lexical, telling, terms

DOCUMENTS = [terms(text) for text in ("氦质谱检漏仪，检漏下限低", "高压环境模拟舱", "密封件循环压力试验", "")]

WORDS = st.text("密封件循环压力检漏 ab", max_size=20)


def by_the_book(documents, query, row):
    """BM25 of one document, one term after the other."""
    mean = sum(document.total() for document in documents) / len(documents)
    score = 0.0
    for term, times in query.items():
        frequency = sum(term in document for document in documents)
        count = documents[row][term]
        rarity = math.log(1 + (len(documents) - frequency + 0.5) / (frequency + 0.5))
        length = documents[row].total() / mean
        score += times * rarity * count * (K1 + 1) / (count + K1 * (1 - B + B * length)) if frequency else 0
    return score


@pytest.mark.parametrize("asked", ["密封件检漏", "高压高压循环", "不相干", ""])
def test_scores_are_those_of_the_formula(asked):
    query = terms(asked)
    expected = [by_the_book(DOCUMENTS, query, row) for row in range(len(DOCUMENTS))]
    assert Lexical.of(DOCUMENTS).scores(query) == pytest.approx(expected)


def test_a_term_of_more_than_half_of_many_documents_weighs_nothing():
    documents = [Counter(["检测"] if number <= FEW // 2 else ["样机"]) for number in range(FEW)]
    index = Lexical.of(documents)
    assert index.scores(Counter(["检测"])).tolist() == [0.0] * FEW
    assert index.asked(Counter(["检测"])).own == 0
    rare = by_the_book(documents, Counter(["样机"]), FEW - 1)
    assert index.scores(Counter(["样机", "检测"]))[-1] == pytest.approx(rare)


def test_terms_hold_words_characters_and_pairs_and_a_title_twice_counts_twice():
    assert terms("涂布 DMU65") == Counter(["涂布", "dmu65", " 涂", " 布", " 涂布"])
    assert terms("检漏", "检漏")["检漏"] == 2


def test_an_empty_index_answers_nothing():
    assert Lexical.of([]).scores(terms("密封")).tolist() == []


def shared_with(index, query, row, **most):
    return index.asked(query).shared([row], **most)[0]


def test_shared_words_come_with_their_share_of_the_whole_score():
    index = Lexical.of(DOCUMENTS)
    query = terms("循环压力下密封件的检漏")
    shared = shared_with(index, query, 2)
    assert {each.term for each in shared} == {"密封件", "循环", "压力"}
    assert sum(each.share for each in shared) < 1
    total = index.scores(query)[2]
    alone = index.scores(Counter({"循环": query["循环"]}))[2]
    assert dict(shared)["循环"] == pytest.approx(alone / total)
    assert shared_with(index, query, 2, most=1) == shared[:1]


def test_a_word_inside_another_is_not_shown_beside_it():
    index = Lexical.of([terms("高精度涂布机"), *DOCUMENTS])
    assert [each.term for each in shared_with(index, terms("高精度涂布机"), 0)] == ["涂布机", "高精度"]


def test_a_word_of_every_document_is_no_reason():
    many = [terms(f"检测 对象{chr(0x4E00 + number)}") for number in range(FEW)]
    assert "检测" not in {each.term for each in shared_with(Lexical.of(many), terms("检测 氦质谱"), 0)}
    assert "检测" in {each.term for each in shared_with(Lexical.of(many[: FEW - 1]), terms("检测 氦质谱"), 0)}


@pytest.mark.parametrize(
    ("term", "expected"),
    [("密封件", True), ("ic", True), ("轴", False), (" 密封", False), ("65", False), ("主要", False)]
    + [(word, False) for word in ("三成", "万条", "ghz", "批量", "看不到")]
    + [(word, True) for word in ("三维", "半导体", "五轴")],
)
def test_what_can_be_shown(term, expected):
    assert telling(term) is expected


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6), WORDS)
def test_the_order_of_documents_changes_no_score(texts, asked):
    documents, query = [terms(text) for text in texts], terms(asked)
    forward, backward = Lexical.of(documents).scores(query), Lexical.of(documents[::-1]).scores(query)
    assert np.allclose(forward, backward[::-1])
    assert (forward >= 0).all()
