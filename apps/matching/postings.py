"""Which document holds which term how often, as plain arrays: sorted by term, merged by sorting, mapped from files."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MOST = np.iinfo(np.uint16).max


class Postings(NamedTuple):
    """`rows[starts[i]:starts[i + 1]]` are the documents with term i, ascending; `lengths` counts a document's terms."""

    terms: NDArray[np.uint64]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.float32]

    def frequency(self, terms: NDArray[np.uint64]) -> NDArray[np.int64]:
        """In how many documents each term stands."""
        found, known = self.find(terms)
        return np.where(known, self.starts[found + 1] - self.starts[found], 0) if len(self.terms) else found * 0

    def holding(self, terms: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Which documents hold all of the terms."""
        found, known = self.find(terms)
        passed = np.full(len(self.lengths), known.all())
        if len(terms) and known.all():
            first, *others = sorted((self.rows[self.starts[at] : self.starts[at + 1]] for at in found), key=len)
            for other in others:
                first = first[other[np.minimum(np.searchsorted(other, first), len(other) - 1)] == first]
            passed[:] = False
            passed[first] = True
        return passed

    def find(self, terms: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Where each term stands in `terms`, and whether it stands there at all."""
        found = np.minimum(np.searchsorted(self.terms, terms), max(len(self.terms) - 1, 0))
        return found, (self.terms[found] == terms if len(self.terms) else np.zeros(len(terms), bool))


@lru_cache(maxsize=1 << 18)
def key(term: str) -> int:
    """A number for a term, the same in every process; two terms of millions share one by chance of 1 : 10⁶."""
    return int.from_bytes(hashlib.blake2b(term.encode("utf-8", "replace"), digest_size=8).digest())


def build(documents: Sequence[Counter[str]]) -> Postings:
    """Of documents given by their terms, in their order."""
    sizes = [len(document) for document in documents]
    rows = np.repeat(np.arange(len(documents), dtype=np.int32), sizes)
    terms = np.fromiter((key(term) for document in documents for term in document), np.uint64, len(rows))
    counts = np.fromiter((min(n, MOST) for document in documents for n in document.values()), np.uint16, len(rows))
    lengths = np.array([document.total() for document in documents], np.float32)
    return _sorted(terms, rows, counts, lengths)


def merge(parts: Sequence[Postings], kept: Sequence[NDArray[np.bool_]]) -> Postings:
    """The kept documents of several, numbered through in their order."""
    terms, rows, counts, start = [], [], [], 0
    for part, stays in zip(parts, kept, strict=True):
        number = start + np.cumsum(stays, dtype=np.int32) - 1
        alive = stays[part.rows]
        terms.append(np.repeat(part.terms, np.diff(part.starts))[alive])
        rows.append(number[part.rows[alive]].astype(np.int32))
        counts.append(part.counts[alive])
        start += int(stays.sum())
    lengths = [part.lengths[stays] for part, stays in zip(parts, kept, strict=True)]
    return _sorted(*map(np.concatenate, (terms, rows, counts, lengths)))


def _sorted(terms, rows, counts, lengths) -> Postings:
    order = np.argsort(terms, kind="stable")
    distinct, starts = np.unique(terms[order], return_index=True)
    return Postings(distinct, np.append(starts, len(order)).astype(np.int64), rows[order], counts[order], lengths)
