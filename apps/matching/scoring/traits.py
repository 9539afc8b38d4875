"""The facts of many resources side by side, from which is read off how high each could score (see `reach`)."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from apps.matching.columns import Choices
from apps.matching.postings import Postings, build, merge
from apps.matching.postings import key as number
from apps.matching.scoring import codec
from apps.matching.scoring.facets import Facets, Place

FACTS = {  # feature → all that its value depends on at a resource
    "ways": ("ways",),
    "park": ("park",),
    "room": ("capacity",),
    "maturity": ("trl",),
    "money": ("price_per_hour",),
    "freshness": ("checked_on",),
    "completeness": ("completeness",),
}
PLACES = 3  # kept of a resource; one that stands in more is taken for near everything
NOWHERE, EVERYWHERE = "", "*"
LATIN = re.compile(r"[a-z]+|[0-9]+")
BITS = 64


class Traits(NamedTuple):
    """An entry per resource; of `places` and how `sure` they are the first, then the second, then the third of all.

    `subjects` are postings of the subject keys that `keys` spells. `latin` has a bit per Latin word of the text: most
    texts without a word are told at a glance.
    """

    facts: dict[str, Choices]
    places: tuple[Choices, ...]
    sure: tuple[NDArray[np.float32], ...]
    quantities: Choices
    latin: NDArray[np.uint64]
    subjects: Postings
    keys: tuple[str, ...]

    @classmethod
    def of(cls, sides: Sequence[Facets]) -> "Traits":
        stands = [_places(side) for side in sides]
        written = [codec.plain(side) for side in sides]
        words = {
            slug: [json.dumps({name: each[name] for name in names if name in each}, sort_keys=True) for each in written]
            for slug, names in FACTS.items()
        }
        return cls(
            {slug: Choices.of(values) for slug, values in words.items()},
            tuple(Choices.of([row[nth][0] for row in stands]) for nth in range(PLACES)),
            tuple(np.array([row[nth][1] for row in stands], np.float32) for nth in range(PLACES)),
            Choices.of(["|".join(sorted(side.numbers)) for side in sides]),
            np.array([latin_bits(side.folded) for side in sides], np.uint64),
            build([Counter(subject.key for subject in side.subjects) for side in sides]),
            tuple(sorted({subject.key for side in sides for subject in side.subjects})),
        )

    @classmethod
    def joined(cls, parts: Sequence["Traits"], kept: Sequence[NDArray[np.bool_]]) -> "Traits":
        """The kept rows of several, one after the other."""
        pairs = list(zip(parts, kept, strict=True))
        empty = cls.of([])
        return cls(
            {
                slug: _choices(none, [(each.facts[slug], stays) for each, stays in pairs])
                for slug, none in empty.facts.items()
            },
            tuple(
                _choices(none, [(each.places[nth], stays) for each, stays in pairs])
                for nth, none in enumerate(empty.places)
            ),
            tuple(
                np.concatenate([none, *(each.sure[nth][stays] for each, stays in pairs)])
                for nth, none in enumerate(empty.sure)
            ),
            _choices(empty.quantities, [(each.quantities, stays) for each, stays in pairs]),
            np.concatenate([empty.latin, *(each.latin[stays] for each, stays in pairs)]),
            merge([empty.subjects, *(each.subjects for each in parts)], [np.ones(0, bool), *kept]),
            tuple(sorted({*chain.from_iterable(each.keys for each in parts)})),
        )

    def having(self, value: Callable[[str], float]) -> Iterator[tuple[float, NDArray[np.int32]]]:
        """For every subject key that is worth something: what, and the rows that have it."""
        worth = {key: found for key in self.keys if (found := value(key))}
        at, known = self.subjects.find(np.array([number(key) for key in worth], np.uint64))
        for place, found in zip(at[known].tolist(), np.array([*worth.values()])[known].tolist(), strict=True):
            yield found, self.subjects.rows[self.subjects.starts[place] : self.subjects.starts[place + 1]]


def _choices(empty: Choices, pairs: Sequence[tuple[Choices, NDArray[np.bool_]]]) -> Choices:
    return Choices.joined([empty, *(Choices(each.numbers[stays], each.words) for each, stays in pairs)])


def _places(side: Facets) -> list[tuple[str, float]]:
    if len(side.places) > PLACES:
        return [(EVERYWHERE, 1.0)] * PLACES
    stands = [("|".join((each.code, each.track, each.industry)), each.sure) for each in side.places]
    return stands + [(NOWHERE, 0.0)] * (PLACES - len(stands))


@lru_cache(maxsize=1 << 12)
def place(word: str) -> Place:
    """The way back, without the names: enough to measure a distance."""
    code, track, industry = word.split("|")
    return Place(code, "", track, "", industry, "")


def latin_bits(folded: str) -> np.uint64:
    """A bit of 64 for each Latin word or number of a folded text."""
    found = 0
    for match in LATIN.finditer(folded):
        found |= _bit(match[0])
    return np.uint64(found)


@lru_cache(maxsize=1 << 16)
def _bit(word: str) -> int:
    return 1 << crc32(word.encode()) % BITS


@lru_cache(maxsize=1 << 12)
def side_of(word: str) -> Facets:
    """A resource of which one fact is known."""
    return codec.facets({"id": 0, "title": ""} | json.loads(word))
