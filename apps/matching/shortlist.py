"""The candidates of many demands at once: for each the nearest and those that share most words, exactly.

Comes to what `TextIndex.scores` says of the same rows, byte for byte. Products of blocks come from BLAS, whose last
bits depend on threads; they only narrow the choice, and what is left is summed again in a fixed order (see `scan`).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from apps.matching import fusion
from apps.matching.embedders.base import Vectors
from apps.matching.lexical import Asked
from apps.matching.scan import NONE, SLACK, nearest
from apps.matching.space import Space
from apps.matching.textscore import DECIMALS, FEEDBACK, Passage, TextIndex, masked

ROUNDED = 10.0**-DECIMALS  # two scores closer than this may change places when they are rounded

Rows = NDArray[np.intp]
Scores = NDArray[np.float64]


class Question(NamedTuple):
    """A demand's text and vector, and which rows may answer it."""

    passage: Passage
    vector: Vectors | None
    allowed: NDArray[np.bool_]


class Shortlist(NamedTuple):
    """Rows in ascending order, each with its text score; `asked` knows the words they share."""

    rows: Rows
    fused: Scores
    asked: Asked


class _Words(NamedTuple):
    """What a demand's words found: the score of every row, and what it is held against."""

    asked: Asked
    scores: Scores
    best: float

    def share(self, rows: Rows | slice = slice(None)) -> Scores:
        return fusion.share(self.scores[rows], self.best)


class _Near(NamedTuple):
    """A demand moved towards its first answers; `best` is how near the nearest was before."""

    asked: Vectors
    best: float


def shortlists(index: TextIndex, questions: Sequence[Question], most: int) -> list[Shortlist]:
    """For each question the `most` nearest rows and the `most` sharing most words, of those allowed."""
    found = [_words(index, question) for question in questions]
    if index.space is None or any(question.vector is None for question in questions):
        return [_by_words(question, words, most) for question, words in zip(questions, found, strict=True)]
    asked = np.stack([index.space.asked(question.vector) for question in questions])
    products = index.space.products(asked)
    moved = [
        _moved(index.space, each, row, question, words)
        for each, row, question, words in zip(asked, products, questions, found, strict=True)
    ]
    del products
    allowed = np.stack([question.allowed for question in questions])
    near = nearest(index.space.parts, np.stack([each.asked for each in moved]), most, allowed)
    return [
        _fused(index.space, moved[at], near.rows[at], near.scores[at], questions[at], found[at], most)
        for at in range(len(questions))
    ]


def _words(index: TextIndex, question: Question) -> _Words:
    asked = index.lexical.asked(question.passage.terms)
    scores = masked(asked.scores, question.allowed)
    return _Words(asked, scores, fusion.shared_best(scores.max(initial=0.0), asked.own))


def _by_words(question: Question, words: _Words, most: int) -> Shortlist:
    rows = np.sort(_first(words.scores, question.allowed, most))
    return Shortlist(rows, np.round(words.share(rows), DECIMALS), words.asked)


def _first(scores: Scores, allowed: NDArray[np.bool_], most: int) -> Rows:
    """The allowed rows with the highest scores, equal ones in their order."""
    rows = np.flatnonzero(allowed)
    if len(rows) > most:
        least = np.partition(scores[rows], -most)[-most]
        rows = rows[scores[rows] >= least]
    return rows[np.argsort(-scores[rows], kind="stable")[:most]]


def _moved(space: Space, asked: Vectors, products: NDArray[np.float32], question: Question, words: _Words) -> _Near:
    """Towards the FEEDBACK rows that answer best at first; what answers nothing does not pull."""
    products[~question.allowed] = 0.0
    nearest_rows = np.flatnonzero(products >= products.max(initial=0.0) - SLACK)
    nearest_rows = nearest_rows[question.allowed[nearest_rows]]
    peak = float(space.cosines(asked, nearest_rows).max(initial=0.0))
    best, size = fusion.near_best(peak), len(question.passage.text)
    roughly = fusion.fuse(fusion.share(products, best), words.share(), size)
    rows = np.flatnonzero(question.allowed)
    if len(rows) > FEEDBACK:
        least = np.partition(roughly[rows], -FEEDBACK)[-FEEDBACK] - 2 * (ROUNDED + SLACK)
        rows = rows[roughly[rows] > max(least, 0.0)]
    near = fusion.share(space.cosines(asked, rows), best)
    fused = np.round(fusion.fuse(near, words.share(rows), size), DECIMALS)
    order = np.argsort(-fused, kind="stable")[:FEEDBACK]
    return _Near(space.moved(asked, rows[order], fused[order]), min(max(peak, 0.0) / best, 1.0))


def _fused(
    space: Space,
    near: _Near,
    rows: NDArray[np.int64],
    cosines: NDArray[np.float32],
    question: Question,
    words: _Words,
    most: int,
) -> Shortlist:
    """The nearest and those sharing most words, with one score."""
    found = rows != NONE
    rows, cosines = rows[found], cosines[found].astype(np.float64)
    more = np.setdiff1d(_first(words.scores, question.allowed, most), rows)
    together = np.concatenate([rows, more])
    values = np.concatenate([cosines, space.cosines(near.asked, more)])
    order = np.argsort(together)
    together = together[order]
    again = fusion.share(values[order], cosines.max(initial=0.0)) * near.best
    fused = fusion.fuse(again, words.share(together), len(question.passage.text))
    return Shortlist(together, np.round(fused, DECIMALS), words.asked)
