"""The nearest rows of a large matrix, exactly: tile after tile, each product against what the best so far has reached.

Products of tiles come from BLAS, whose last bits depend on threads and tiles. So tiles only shortlist, with room for
those bits; the shortlist is scored again by a sum of fixed order. Result: the same bytes on any number of threads.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from apps.matching.embedders.base import Vectors

TILE = 8192  # rows of the matrix at a time, at least
BLOCK = 1024  # questions at a time: with a tile 32 MiB of products
FEW = 1 << 20  # products of few questions at a time: larger tiles are fewer rounds, and these stay in the cache
PAIRS = 1 << 10  # scored at a time by the sum of fixed order: they stay in the cache
LISTED = 1 << 21  # rows on the shortlists of a block before they are cut: equal rows by the thousand would fill memory
SLACK = np.float32(1e-4)  # more than two orders of adding 1,000 products of unit vectors can differ by
NONE = -1

Mask = NDArray[np.bool_]


class Nearest(NamedTuple):
    """Per question the rows found, the nearest first and equal ones by row; NONE where fewer were allowed."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


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
    best = _Best(segments, asked, most)
    size = max(1, min(max(TILE, FEW // max(len(asked), 1)), max(map(len, segments), default=1)))
    buffer = np.empty(len(asked) * size, np.float32)  # one for all tiles: fresh memory costs as much as a tenth of them
    for start, tile in _tiles(segments, size):
        scores = buffer[: len(asked) * len(tile)].reshape(len(asked), len(tile))
        np.matmul(asked, tile.T, out=scores)
        best.meet(start, scores, None if allowed is None else allowed[:, start : start + len(tile)])
    return Nearest(*best.ranked())


def _tiles(segments: Sequence[Vectors], size: int) -> Iterator[tuple[int, Vectors]]:
    """(number of its first row, tile of at most `size` rows)."""
    start = 0
    for segment in segments:
        for at in range(0, len(segment), size):
            tile = np.asarray(segment[at : at + size])
            yield start, tile
            start += len(tile)


class _Best:
    """The shortlists of a block of questions: every row that may still be among the best.

    `reached` holds the largest products of each question so far, its last the threshold for the tiles to come.
    """

    def __init__(self, segments: Sequence[Vectors], asked: Vectors, most: int) -> None:
        self.segments = segments
        self.asked = asked
        self.most = most
        self.reached = np.full((len(asked), most), -np.inf, np.float32)
        self.lists = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))]
        self.listed = 0

    def meet(self, start: int, scores: NDArray[np.float32], allowed: Mask | None = None) -> None:
        """Take what a tile has above the threshold of each question, then raise the thresholds."""
        hits = scores > self._least(scores, allowed)[:, None]
        if allowed is not None:
            hits &= allowed
        found = np.flatnonzero(hits)
        if not len(found):
            return
        question, row = np.divmod(found, scores.shape[1])
        products = scores.ravel()[found]
        self._raise(question, products)
        self.lists.append((question, row + start, products))
        self.listed += len(found)
        if self.listed > LISTED:
            self._cut()

    def ranked(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Rows and final scores per question, the best first."""
        question, row, scores = self._cut()
        rows = np.full((len(self.asked), self.most), NONE, np.int64)
        finals = np.full((len(self.asked), self.most), -np.inf, np.float32)
        place = _places(question)
        rows[question, place], finals[question, place] = row, scores
        return rows, finals

    def _least(self, scores: NDArray[np.float32], allowed: Mask | None) -> NDArray[np.float32]:
        """What a row has to exceed: the last of the best so far, less the slack.

        A question that has not found enough yet asks the tile itself: of many groups of its rows, the best of each.
        """
        least = self.reached.min(axis=1)
        groups = 1 << (4 * self.most - 1).bit_length()
        wanting = np.flatnonzero(np.isneginf(least))
        width = scores.shape[1] // groups * groups
        if width and len(wanting):
            own = scores[wanting, :width] if len(wanting) < len(scores) or allowed is not None else scores[:, :width]
            if allowed is not None:
                own[~allowed[wanting, :width]] = -np.inf
            tops = own.reshape(len(wanting), -1, groups).max(axis=1)
            least[wanting] = np.partition(tops, -self.most, axis=1)[:, -self.most]
        return least - SLACK

    def _raise(self, question: NDArray[np.int64], products: NDArray[np.float32]) -> None:
        """Keep the largest products of each question; `question` is in order."""
        met, which = np.unique(question, return_inverse=True)
        place = _places(question)
        wide = np.full((len(met), self.most + place.max() + 1), -np.inf, np.float32)
        wide[:, : self.most] = self.reached[met]
        wide[which, self.most + place] = products
        self.reached[met] = np.partition(wide, -self.most, axis=1)[:, -self.most :]

    def _cut(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Score what is still above the thresholds and leave each question its best, equal ones by row."""
        question, row, products = map(np.concatenate, zip(*self.lists, strict=True))
        stays = np.flatnonzero(products > (self.reached.min(axis=1) - SLACK)[question])
        question, row, products = question[stays], row[stays], products[stays]
        scores = self._exact(question, row)
        order = np.lexsort((row, -scores, question))
        kept = order[_places(question[order]) < self.most]
        self.lists, self.listed = [(question[kept], row[kept], products[kept])], len(kept)
        return question[kept], row[kept], scores[kept]

    def _exact(self, question: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.float32]:
        """Products of pairs, each added up in the same order whatever the machine."""
        found, start = np.empty(len(row), np.float32), 0
        for segment in self.segments:
            inside = np.flatnonzero((row >= start) & (row < start + len(segment)))
            for at in range(0, len(inside), PAIRS):
                pairs = inside[at : at + PAIRS]
                offered, asked = segment[row[pairs] - start], self.asked[question[pairs]]
                found[pairs] = np.einsum("ij,ij->i", offered, asked)
            start += len(segment)
        return found


def _places(question: NDArray[np.int64]) -> NDArray[np.int64]:
    """The how manieth of its question each is; those of one question stand together."""
    places = np.arange(len(question))
    first = np.flatnonzero(np.r_[True, question[1:] != question[:-1]])[: len(question)]
    return places - np.repeat(first, np.diff(np.r_[first, len(question)]))
