"""One version of the index, opened: what a scan needs of it, mapped from files that all processes share."""

from bisect import bisect_right as bisect
from collections.abc import Callable, Collection
from functools import cached_property, lru_cache
from pathlib import Path
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Columns
from apps.matching.lexical import Lexical, Measure
from apps.matching.scoring import Facets, codec
from apps.matching.scoring.traits import Traits
from apps.matching.segments import Segment
from apps.matching.shelf import Shelf, Version, vector
from apps.matching.space import Space
from apps.matching.textscore import TextIndex

READ = 2_000  # rows whose facets stay read; more would only give the garbage collector work


class Index:
    """Rows are numbered through the segments; `ids` says which resource each is, `row` where a resource stands now."""

    def __init__(self, shelf: Shelf, version: Version) -> None:
        self.shelf, self.version, self.key = shelf, version, version.key
        self.looked = version.seen  # when this process last saw that nothing had changed (POSIX)
        self.segments = [_segment(shelf.folder, name) for name in version.segments]
        self.firsts = np.cumsum([0, *map(len, self.segments)])
        self.facets = _reader(self.segments, self.firsts.tolist())  # what features know of a row
        self.ids = _column(self.segments, "ids", np.int64)
        self.stamps = _column(self.segments, "stamps", np.uint64)
        self.encoded = _column(self.segments, "encoded", np.bool_)
        self.alive = np.ones(len(self.ids), bool)
        for first, dead in zip(self.firsts, version.dead, strict=False):
            self.alive[first + np.array(dead, np.int64)] = False
        rows = np.flatnonzero(self.alive)
        self.row = dict(zip(self.ids[rows].tolist(), rows.tolist(), strict=True))
        self.text = TextIndex(Lexical([each.part() for each in self.segments], self.measure), self._space())

    def __len__(self) -> int:
        return len(self.row)

    @property
    def name(self) -> str:
        """What a run keeps to find this version again."""
        return f"{self.shelf.folder.name}/{self.key}"

    @cached_property
    def columns(self) -> Columns:
        return Columns.joined([each.columns for each in self.segments])._replace(published=self.alive)

    @cached_property
    def traits(self) -> Traits:
        if len(self.segments) == 1:
            return self.segments[0].traits
        return Traits.joined(
            [each.traits for each in self.segments], [np.ones(len(each), bool) for each in self.segments]
        )

    @cached_property
    def missing(self) -> int:
        """Resources whose text has no vector yet, where there is a model."""
        return int((self.alive & ~self.encoded).sum()) if self.version.middle else 0

    @property
    def base(self) -> int:
        """Which segment the whole is measured by."""
        return self.version.segments.index(self.version.base)

    @cached_property
    def measure(self) -> Measure:
        return Measure.of(self.segments[self.base].postings)

    def kept(self, without: Collection[int] = ()) -> list[NDArray[np.bool_]]:
        """Per segment the rows that stand, but for some resources."""
        stays = self.alive & ~np.isin(self.ids, list(without)) if without else self.alive
        return [stays[a:b] for a, b in zip(self.firsts, self.firsts[1:], strict=False)]

    def _space(self) -> Space | None:
        """None without a model, and while nothing is encoded: words alone decide then."""
        if not self.version.middle or not (self.alive & self.encoded).any():
            return None
        return Space([each.places for each in self.segments], vector(self.version.centre))


def _column(parts: list[Segment], name: str, dtype: type) -> NDArray:
    return np.concatenate([np.empty(0, dtype), *(getattr(each, name) for each in parts)])


# Mapped once per process, as versions share most of their segments; let go with the last version that has it, so that
# the disk of what has been swept is free again.
_segments: WeakValueDictionary[tuple[Path, str], Segment] = WeakValueDictionary()


def _segment(folder: Path, name: str) -> Segment:
    found = _segments.get((folder, name))
    if found is None:
        found = _segments.setdefault((folder, name), Shelf(folder).segment(name))
    return found


def _reader(parts: list[Segment], firsts: list[int]) -> Callable[[int], Facets]:
    """Read from bytes when first asked for: a candidate that is kept is asked for three times."""

    @lru_cache(maxsize=READ)
    def facets(row: int) -> Facets:
        at = bisect(firsts, row) - 1
        return codec.loads(parts[at].facets_of(row - firsts[at]))

    return facets


def forget() -> None:
    _segments.clear()
