"""Shortlists of many demands at once come to what the whole says row by row, byte for byte."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching import shortlist
from apps.matching.embedders.base import unit
from apps.matching.lexical import Lexical, Measure
from apps.matching.postings import build, merge
from apps.matching.shortlist import Question, shortlists
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


def by_the_whole(index, question, most):
    """Scores of all rows; of the allowed the first by cosine and the first by words."""
    scores = index.scores(*question)
    rows = np.flatnonzero(question.allowed)
    by_words = rows[np.argsort(-scores.words[rows], kind="stable")[:most]]
    if scores.cosines is None:
        return sorted(by_words.tolist()), scores.fused
    by_meaning = rows[np.argsort(-scores.cosines[rows], kind="stable")[:most]]
    return sorted({*by_words.tolist(), *by_meaning.tolist()}), scores.fused


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(1, 300), st.integers(1, 4), st.integers(1, 40))
def test_the_same_rows_with_the_same_scores(seed, resources, parts, most):
    whole, split, questions = world(seed, resources, 3, parts)
    for question, found in zip(questions, shortlists(split, questions, most), strict=True):
        rows, fused = by_the_whole(whole, question, most)
        assert found.rows.tolist() == rows
        assert found.fused.tolist() == fused[rows].tolist()


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10_000), st.integers(1, 60))
def test_without_vectors_words_alone(seed, resources):
    whole, split, questions = world(seed, resources, 2, 2)
    questions = [question._replace(vector=None) for question in questions]
    for question, found in zip(questions, shortlists(split, questions, 7), strict=True):
        rows, fused = by_the_whole(whole, question, 7)
        assert (found.rows.tolist(), found.fused.tolist()) == (rows, fused[rows].tolist())


def test_a_demand_alone_and_among_others_is_answered_alike():
    _, index, questions = world(3, 500, 40, 3)
    together = shortlists(index, questions, 20)
    for question, found in zip(questions, together, strict=True):
        (alone,) = shortlists(index, [question], 20)
        assert (alone.rows.tolist(), alone.fused.tobytes()) == (found.rows.tolist(), found.fused.tobytes())


def test_the_test_would_notice_a_shortlist_that_is_too_short(monkeypatch):
    monkeypatch.setattr(shortlist, "FEEDBACK", 1)
    whole, split, questions = world(1, 300, 3, 2)
    expected = [fused[rows].tolist() for rows, fused in (by_the_whole(whole, each, 20) for each in questions)]
    assert [each.fused.tolist() for each in shortlists(split, questions, 20)] != expected


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
