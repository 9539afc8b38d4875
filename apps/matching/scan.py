"""The nearest rows of a large matrix, exactly: tile after tile, each row against what the best so far has reached.

Products of tiles come from BLAS, whose last bits depend on threads and tiles. So tiles only shortlist, with room for
those bits; the shortlist is scored again by a sum of fixed order. Result: the same bytes on any number of threads.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from apps.matching.embedders.base import Vectors

TILE = 8192  # rows of the matrix at a time: with 384 columns they stay in the cache
SLACK = 1e-4  # more than two orders of adding 1,000 products of unit vectors can differ by
NONE = -1


class Nearest(NamedTuple):
    """Per question the rows found, the nearest first and equal ones by row; NONE where fewer were allowed."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


def nearest(matrix: Vectors, asked: Vectors, most: int, allowed: NDArray[np.bool_] | None = None) -> Nearest:
    """The `most` rows of `matrix` with the largest product with each row of `asked`.

    `allowed` says per question and row (or per row, for all questions) which may be found.
    """
    found = [_Best(most) for _ in asked]
    for start in range(0, len(matrix), TILE):
        tile = matrix[start : start + TILE]
        scores = asked @ tile.T
        if allowed is not None:
            scores[~np.broadcast_to(allowed[..., start : start + TILE], scores.shape)] = -np.inf
        for best, row in zip(found, scores, strict=True):
            best.meet(start, row)
    pairs = [best.again(matrix, question) for best, question in zip(found, asked, strict=True)]
    rows = np.full((len(asked), most), NONE, np.int64)
    scores = np.full((len(asked), most), -np.inf, np.float32)
    for at, (kept, values) in enumerate(pairs):
        rows[at, : len(kept)], scores[at, : len(kept)] = kept, values
    return Nearest(rows, scores)


class _Best:
    """The shortlist of one question: every row that may still be among the best."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.least = np.float32(-np.inf)
        self.rows = np.empty(0, np.int64)
        self.scores = np.empty(0, np.float32)

    def meet(self, start: int, scores: NDArray[np.float32]) -> None:
        """Take what a tile has above the threshold, then raise the threshold."""
        new = np.flatnonzero(scores > self.least)
        if not len(new):
            return
        self.rows = np.concatenate([self.rows, new + start])
        self.scores = np.concatenate([self.scores, scores[new]])
        if len(self.rows) > self.most:
            reached = np.partition(self.scores, -self.most)[-self.most]
            self.least = np.float32(reached - SLACK)
            stays = self.scores > self.least
            self.rows, self.scores = self.rows[stays], self.scores[stays]

    def again(self, matrix: Vectors, question: Vectors) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        scores = np.einsum("ij,j->i", matrix[self.rows], question)
        order = np.lexsort((self.rows, -scores))[: self.most]
        return self.rows[order], scores[order]
