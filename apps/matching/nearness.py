"""How near the texts of all resources are to many demands at once: about for all, exactly for those looked at.

Comes to what `TextIndex.scores` says, byte for byte where it is exact. Products of blocks come from BLAS, whose last
bits depend on threads; what decides is summed again in a fixed order (see `scan`).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from apps.matching import fusion
from apps.matching.embedders.base import Vectors
from apps.matching.lexical import Asked, Shared
from apps.matching.scan import NONE, SLACK, nearest
from apps.matching.space import Space
from apps.matching.textscore import DECIMALS, FEEDBACK, Passage, TextIndex, masked

FIRST = 50  # the nearest, and those sharing most words, among which the first answers are looked for
ROUNDED = 10.0**-DECIMALS  # two scores closer than this may change places when they are rounded

Rows = NDArray[np.intp]
Scores = NDArray[np.float64]


class Question(NamedTuple):
    """A demand's text and vector, and which rows may answer it."""

    passage: Passage
    vector: Vectors | None
    allowed: NDArray[np.bool_]

    @property
    def size(self) -> int:
        return len(self.passage.text)


class _Words(NamedTuple):
    """What a demand's words found: the score of every row, and what it is held against."""

    asked: Asked
    scores: Scores
    best: float

    def share(self, rows: Rows | slice = slice(None)) -> Scores:
        return fusion.share(self.scores[rows], self.best)


class _Meaning(NamedTuple):
    """A demand moved towards its first answers: `peak` is the nearest now, `best` how near the nearest was before."""

    space: Space
    asked: Vectors
    peak: float
    best: float

    def share(self, cosines: NDArray) -> NDArray:
        return fusion.share(cosines, self.peak) * self.best


class Nearness(NamedTuple):
    """`about` differs from the text score by less than `scan.SLACK`; what is not allowed has none."""

    size: int
    words: _Words
    meaning: _Meaning | None
    about: NDArray[np.float32]

    def exact(self, rows: Rows) -> Scores:
        """The text scores of some rows."""
        near = self.meaning and self.meaning.share(self.meaning.space.cosines(self.meaning.asked, rows))
        return np.round(fusion.fuse(near, self.words.share(rows), self.size), DECIMALS)

    def shared(self, rows: Rows) -> list[list[Shared]]:
        """For some rows the whole words that weigh most, the strongest first."""
        return self.words.asked.shared(rows.tolist())


def compared(index: TextIndex, questions: Sequence[Question]) -> list[Nearness]:
    """Every resource's text with every demand's."""
    found = [_words(index, question) for question in questions]
    if index.space is None or any(question.vector is None for question in questions):
        return [
            Nearness(question.size, words, None, words.share().astype(np.float32))
            for question, words in zip(questions, found, strict=True)
        ]
    moved, before = _moved(index.space, questions, found)
    products = index.space.products(moved)
    return [_near(index.space, *each) for each in zip(questions, found, moved, before, products, strict=True)]


def _words(index: TextIndex, question: Question) -> _Words:
    asked = index.lexical.asked(question.passage.terms)
    scores = masked(asked.scores, question.allowed)
    return _Words(asked, scores, fusion.shared_best(scores.max(initial=0.0), asked.own))


def _moved(space: Space, questions: Sequence[Question], found: Sequence[_Words]) -> tuple[Vectors, list[float]]:
    """Each demand moved towards the FEEDBACK rows that answer best at first; what answers nothing does not pull."""
    asked = np.stack([space.asked(question.vector) for question in questions])
    allowed = np.stack([question.allowed for question in questions])
    lists = nearest(space.parts, asked, FIRST, allowed)
    pulled = [_pulled(space, *each) for each in zip(asked, questions, found, lists.rows, lists.scores, strict=True)]
    return np.stack([place for place, _ in pulled]), [best for _, best in pulled]


def _pulled(
    space: Space,
    asked: Vectors,
    question: Question,
    words: _Words,
    near: NDArray[np.int64],
    cosines: NDArray[np.float32],
) -> tuple[Vectors, float]:
    """Looked for among the first by meaning and by words; among all where another might be as good."""
    rows, shared = near[near != NONE], _first(words.scores, question.allowed, FIRST)
    together = np.union1d(rows, shared)
    fused, best = _at_first(space, asked, together, question, words)
    if len(rows) == FIRST:
        last = fusion.share(cosines[-1:].astype(np.float64), fusion.near_best(float(cosines[0])))
        others = fusion.fuse(last, words.share(shared[-1:]), question.size)
        if np.sort(fused)[-FEEDBACK:][0] <= others[0] + 2 * ROUNDED:
            together = np.flatnonzero(question.allowed)
            fused, best = _at_first(space, asked, together, question, words)
    order = np.argsort(-fused, kind="stable")[:FEEDBACK]
    return space.moved(asked, together[order], fused[order]), best


def _at_first(space: Space, asked: Vectors, rows: Rows, question: Question, words: _Words) -> tuple[Scores, float]:
    """The first text scores of rows with the nearest among them, and how near that is."""
    cosines = space.cosines(asked, rows)
    near = fusion.share(cosines, fusion.near_best(cosines.max(initial=0.0)))
    return np.round(fusion.fuse(near, words.share(rows), question.size), DECIMALS), float(near.max(initial=0.0))


def _first(scores: Scores, allowed: NDArray[np.bool_], most: int) -> Rows:
    """The allowed rows with the highest scores, equal ones in their order."""
    rows = np.flatnonzero(allowed)
    if len(rows) > most:
        least = np.partition(scores[rows], -most)[-most]
        rows = rows[scores[rows] >= least]
    return rows[np.argsort(-scores[rows], kind="stable")[:most]]


def _near(
    space: Space, question: Question, words: _Words, asked: Vectors, best: float, products: NDArray[np.float32]
) -> Nearness:
    products[~question.allowed] = 0.0
    nearest_rows = np.flatnonzero(products >= products.max(initial=0.0) - SLACK)
    nearest_rows = nearest_rows[question.allowed[nearest_rows]]
    peak = float(space.cosines(asked, nearest_rows).max(initial=0.0))
    meaning = _Meaning(space, asked, peak, best)
    about = fusion.fuse(meaning.share(products), words.share(), question.size)
    return Nearness(question.size, words, meaning, about.astype(np.float32))
