"""The nearest rows of a large matrix, exactly: tile after tile, each product against what the best so far has reached.

Products of tiles come from BLAS, whose last bits depend on threads and tiles. So tiles only shortlist, with room for
those bits; what is shortlisted is scored by a sum of fixed order. Result: the same bytes on any number of threads.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from apps.matching.embedders.base import Vectors

TILE = 8192  # rows of the matrix at a time
BLOCK = 1024  # questions at a time: with a tile 32 MiB of products
PAIRS = 1 << 10  # scored at a time by the sum of fixed order: they stay in the cache
SLACK = 1e-4  # more than two orders of adding 1,000 products of unit vectors can differ by
NONE = -1

Mask = NDArray[np.bool_]


class Nearest(NamedTuple):
    """Per question the rows found, the nearest first and equal ones by row; NONE where fewer were allowed.

    `peak` is the largest product of the question with any row, allowed or not; -inf where there are no rows.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    peak: NDArray[np.float32]


def nearest(matrix: Vectors | Sequence[Vectors], asked: Vectors, most: int, allowed: Mask | None = None) -> Nearest:
    """The `most` rows of `matrix` with the largest product with each row of `asked`.

    Several matrices are one: their rows are numbered through. `allowed` says per question and row (or per row, for all
    questions) which may be found.
    """
    segments = [matrix] if isinstance(matrix, np.ndarray) else list(matrix)
    asked = np.ascontiguousarray(asked, np.float32)
    if allowed is not None:
        allowed = np.broadcast_to(allowed, (len(asked), sum(map(len, segments))))
    parts = []
    for at in range(0, max(len(asked), 1), BLOCK):
        block = slice(at, at + BLOCK)
        parts.append(_nearest(segments, asked[block], most, None if allowed is None else allowed[block]))
    return Nearest(*map(np.concatenate, zip(*parts, strict=True)))


def _nearest(segments: Sequence[Vectors], asked: Vectors, most: int, allowed: Mask | None) -> Nearest:
    best = _Best(asked, most)
    peak = best if allowed is None else _Best(asked, 1)
    buffer = np.empty(len(asked) * TILE, np.float32)  # one for all tiles: fresh memory costs as much as a tenth of them
    for start, tile in _tiles(segments):
        scores = buffer[: len(asked) * len(tile)].reshape(len(asked), len(tile))
        np.matmul(asked, tile.T, out=scores)
        if allowed is not None:
            peak.meet(start, tile, scores)
        best.meet(start, tile, scores, None if allowed is None else allowed[:, start : start + len(tile)])
    return Nearest(best.rows, best.scores, peak.scores[:, 0])


def _tiles(segments: Sequence[Vectors]) -> Iterator[tuple[int, Vectors]]:
    """(number of its first row, tile)."""
    start = 0
    for segment in segments:
        for at in range(0, len(segment), TILE):
            tile = np.asarray(segment[at : at + TILE])
            yield start, tile
            start += len(tile)


class _Best:
    """The best rows of each question so far, with their final scores."""

    def __init__(self, asked: Vectors, most: int) -> None:
        self.asked = asked
        self.most = most
        self.rows = np.full((len(asked), most), NONE, np.int64)
        self.scores = np.full((len(asked), most), -np.inf, np.float32)

    def meet(self, start: int, tile: Vectors, scores: NDArray[np.float32], allowed: Mask | None = None) -> None:
        """Take what a tile has above the threshold of each question."""
        hits = scores > self._least(scores, allowed)[:, None]
        if allowed is not None:
            hits &= allowed
        question, row = np.divmod(np.flatnonzero(hits), len(tile))
        if len(question):
            self._take(question, row + start, _exact(self.asked, question, tile, row))

    def _least(self, scores: NDArray[np.float32], allowed: Mask | None) -> NDArray[np.float32]:
        """What a row has to exceed: the last of the best so far, less the slack.

        A question that has not found enough yet asks the tile itself: of many groups of its rows, the best of each.
        """
        least = self.scores[:, -1] - np.float32(SLACK)
        groups = 1 << (4 * self.most - 1).bit_length()
        wanting = np.flatnonzero(np.isneginf(least))
        width = scores.shape[1] // groups * groups
        if width and len(wanting):
            own = scores[wanting, :width]
            if allowed is not None:
                own[~allowed[wanting, :width]] = -np.inf
            tops = own.reshape(len(wanting), -1, groups).max(axis=1)
            least[wanting] = np.partition(tops, -self.most, axis=1)[:, -self.most] - np.float32(SLACK)
        return least

    def _take(self, question: NDArray[np.int64], row: NDArray[np.int64], scores: NDArray[np.float32]) -> None:
        """Rank the new rows among the old; equal ones stay in the order of rows, because new ones come later."""
        met = np.unique(question)
        questions = np.concatenate([np.repeat(met, self.most), question])
        rows = np.concatenate([self.rows[met].ravel(), row])
        scores = np.concatenate([self.scores[met].ravel(), scores])
        order = np.lexsort((-scores, questions))
        first = np.searchsorted(questions[order], met)
        kept = order[first[:, None] + np.arange(self.most)]
        self.rows[met], self.scores[met] = rows[kept], scores[kept]


def _exact(asked: Vectors, question: NDArray[np.int64], tile: Vectors, row: NDArray[np.int64]) -> NDArray[np.float32]:
    """Products of pairs, each added up in the same order whatever the machine."""
    found = np.empty(len(row), np.float32)
    for at in range(0, len(row), PAIRS):
        pairs = slice(at, at + PAIRS)
        np.einsum("ij,ij->i", tile.take(row[pairs], axis=0), asked.take(question[pairs], axis=0), out=found[pairs])
    return found
