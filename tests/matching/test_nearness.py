"""Many demands at once come to what the whole says row by row, byte for byte."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching import nearness
from apps.matching.embedders.base import unit
from apps.matching.lexical import Lexical, Measure
from apps.matching.nearness import Question, compared
from apps.matching.postings import build, merge
from apps.matching.scan import SLACK
from apps.matching.space import Space
from apps.matching.textscore import TextIndex, passage

SYLLABLES = "密封件检漏压力循环舱轴承药材船舶芯片培训仿真涂布"
DIM = 32


def texts(draw, count):
    rows = draw.integers(0, len(SYLLABLES), (count, 24))
    return ["".join(SYLLABLES[each] for each in row) for row in rows]


def world(seed, resources, demands, parts):
    """An index in several parts, the same in one part, and questions with masks."""
    draw = np.random.default_rng(seed)
    terms = [passage("", text).terms for text in texts(draw, resources)]
    rows = unit(draw.normal(size=(resources, DIM)).astype(np.float32))
    rows[draw.random(resources) < 0.1] = 0.0  # not encoded yet
    cuts = np.sort(draw.integers(0, resources + 1, parts - 1)).tolist()
    edges = list(zip([0, *cuts], [*cuts, resources], strict=True))
    measure = Measure.of(build(terms))
    lexical = Lexical([measure.part(build(terms[a:b])) for a, b in edges], measure)
    centre = draw.normal(size=DIM).astype(np.float32) / 10
    whole = TextIndex(Lexical.of(terms), Space([rows], centre))
    split = TextIndex(lexical, Space([rows[a:b] for a, b in edges], centre))
    asked = unit(draw.normal(size=(demands, DIM)).astype(np.float32))
    masks = draw.random((demands, resources)) < draw.choice([0.0, 0.3, 1.0], (demands, 1), p=[0.1, 0.5, 0.4])
    questions = [
        Question(passage("", text), vector, mask)
        for text, vector, mask in zip(texts(draw, demands), asked, masks, strict=True)
    ]
    return whole, split, questions


def exactly(found):
    return found.exact(np.arange(len(found.about))).tolist()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(1, 300), st.integers(1, 4), st.integers(1, 60))
def test_exactly_what_the_whole_says_and_about_that_for_all(seed, resources, parts, first):
    whole, split, questions = world(seed, resources, 3, parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nearness, "FIRST", first)
        found = compared(split, questions)
    for question, near in zip(questions, found, strict=True):
        scores = whole.scores(*question)
        rows = np.flatnonzero(question.allowed)
        assert near.exact(rows).tolist() == scores.fused[rows].tolist()
        assert np.abs(near.about - scores.fused).max(initial=0) < SLACK


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10_000), st.integers(1, 60))
def test_without_vectors_words_alone(seed, resources):
    whole, split, questions = world(seed, resources, 2, 2)
    questions = [question._replace(vector=None) for question in questions]
    for question, near in zip(questions, compared(split, questions), strict=True):
        scores = whole.scores(*question)
        assert exactly(near) == scores.fused.tolist()
        assert np.abs(near.about - scores.fused).max(initial=0) < SLACK


def test_a_demand_alone_and_among_others_is_answered_alike():
    _, index, questions = world(3, 500, 40, 3)
    for question, near in zip(questions, compared(index, questions), strict=True):
        (alone,) = compared(index, [question])
        assert exactly(alone) == exactly(near)


def test_the_test_would_notice_first_answers_that_were_missed(monkeypatch):
    monkeypatch.setattr(nearness, "FEEDBACK", 1)
    whole, split, questions = world(1, 300, 3, 2)
    assert [exactly(each) for each in compared(split, questions)] != [
        whole.scores(*question).fused.tolist() for question in questions
    ]


def test_what_is_not_allowed_changes_nothing_about_the_rest():
    """The scores of what one may see tell nothing about what one may not."""
    whole, _, (question, *_) = world(5, 200, 1, 1)
    seen = np.flatnonzero(question.allowed if question.allowed.any() else np.ones(200, bool))
    mask = np.zeros(200, bool)
    mask[seen[: len(seen) // 2]] = True
    before = whole.scores(question.passage, question.vector, mask).fused[mask]
    whole.space.parts[0][~mask] = -whole.space.parts[0][~mask]
    assert whole.scores(question.passage, question.vector, mask).fused[mask].tolist() == before.tolist()


def test_postings_merged_are_those_built_at_once_without_the_dropped():
    draw = np.random.default_rng(2)
    terms = [passage("", text).terms for text in texts(draw, 30)]
    kept = [draw.random(size) < 0.7 for size in (10, 15, 5)]
    parts = [build(terms[a:b]) for a, b in ((0, 10), (10, 25), (25, 30))]
    left = [each for each, stays in zip(terms, np.concatenate(kept), strict=True) if stays]
    for one, other in zip(merge(parts, kept), build(left), strict=True):
        assert (one.dtype, one.tolist()) == (other.dtype, other.tolist())
