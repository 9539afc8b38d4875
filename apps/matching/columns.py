"""What hard constraints ask of a resource, one array per question, kept beside the index."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FOREVER = np.iinfo(np.int32).max  # of a resource whose validity has no end


class Choices(NamedTuple):
    """A column of few different words: a number per row, and what the numbers stand for."""

    numbers: NDArray[np.int32]
    words: tuple[str, ...]

    @classmethod
    def of(cls, values: Sequence[str]) -> "Choices":
        words = tuple(sorted(set(values)))
        number = {word: at for at, word in enumerate(words)}
        return cls(np.array([number[value] for value in values], np.int32), words)

    def among(self, wanted: Iterable[str]) -> NDArray[np.bool_]:
        """Which rows hold one of these words."""
        wanted = set(wanted)
        return np.array([word in wanted for word in self.words] or [False])[self.numbers]

    @classmethod
    def joined(cls, parts: Sequence["Choices"]) -> "Choices":
        words = tuple(sorted({word for part in parts for word in part.words}))
        number = {word: at for at, word in enumerate(words)}
        moved = [np.array([number[word] for word in part.words] or [0], np.int32)[part.numbers] for part in parts]
        return cls(np.concatenate(moved) if moved else np.empty(0, np.int32), words)


class Columns(NamedTuple):
    """`days` is the last day of validity, counted from day 1 of year 1 as `date.toordinal` does."""

    published: NDArray[np.bool_]
    kinds: Choices
    visibilities: Choices
    days: NDArray[np.int32]
    usable: NDArray[np.bool_]
    organizations: NDArray[np.int64]

    @classmethod
    def joined(cls, parts: Sequence["Columns"]) -> "Columns":
        """One after the other."""
        return cls(*(_joined([part[at] for part in parts], EMPTY[at]) for at in range(len(cls._fields))))

    def taken(self, rows: NDArray) -> "Columns":
        """Of some rows, given by their numbers or by a mask."""
        return Columns(
            *(Choices(each.numbers[rows], each.words) if isinstance(each, Choices) else each[rows] for each in self)
        )


def _joined(parts, empty):
    return type(empty).joined(parts) if isinstance(empty, Choices) else np.concatenate([empty, *parts])


EMPTY = Columns(
    np.empty(0, bool),
    Choices.of([]),
    Choices.of([]),
    np.empty(0, np.int32),
    np.empty(0, bool),
    np.empty(0, np.int64),
)


def last_day(valid_until: date | None) -> int:
    return FOREVER if valid_until is None else valid_until.toordinal()
