"""What scoring knows of the two sides: plain values, no rows, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from apps.core.text import fold, runs, starts
from apps.matching.lexical import Shared
from apps.matching.scoring.clauses import Saying, sayings
from apps.matching.scoring.numbers import Numbers, numbers


@dataclass(frozen=True)
class Place:
    """Where in the industry tree a text stands.

    `word` is what stood in the text, empty when a person declared it; `sure` is how far the reading can be trusted.
    """

    code: str
    name: str
    track: str
    track_name: str
    industry: str
    industry_name: str
    word: str = ""
    sure: float = 1.0


@dataclass(frozen=True)
class Subject:
    """A skill, a major, a discipline; `key` is what two names for one thing have in common.

    `missed` tells whether a resource that does not name it leaves something open.
    """

    key: str
    word: str
    label: str
    missed: bool = True

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Its characters two at a time, as most words are; cut by no dictionary, so that a replay finds the same."""
        return tuple(part for run, chinese in runs(self.word) for part in (_twos(run) if chinese else [run]))


def _twos(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(0, len(run), 2)] if len(run) % 2 == 0 else [run]


@dataclass(frozen=True)
class Facets:
    """One side of a pair. What a kind does not have stays empty, and an empty facet says nothing."""

    id: int
    title: str
    text: str = ""
    kind_label: str = ""
    places: tuple[Place, ...] = ()
    subjects: tuple[Subject, ...] = ()
    park: str = ""
    park_name: str = ""
    ways: Mapping[str, str] = field(default_factory=dict)  # code → label of the ways to work together
    headcount: int | None = None  # asked
    capacity: int | None = None  # offered
    trl_now: int | None = None  # asked: where it stands
    trl_needed: int | None = None  # asked: where it should get to
    trl: int | None = None  # offered
    budget: Decimal | None = None  # asked, 万元
    price_per_hour: Decimal | None = None  # offered, 元
    needed_by: date | None = None
    valid_until: date | None = None
    checked_on: date | None = None
    completeness: float = 1.0
    has_contact: bool = True
    remarks: tuple[str, ...] = ()  # what the other side should know before it asks

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def starts(self) -> frozenset[int]:
        """Where a word of the folded text begins."""
        return starts(self.text)

    @cached_property
    def sayings(self) -> tuple[Saying, ...]:
        return sayings(self.title, self.text)

    @cached_property
    def numbers(self) -> Numbers:
        return numbers(self.text)


class TextFit(NamedTuple):
    """How the two texts fit: the scorer's numbers, and the words both hold."""

    fused: float
    shared: tuple[Shared, ...] = ()


class Pair(NamedTuple):
    """A demand, a resource, how their texts fit, and the day on which they are compared."""

    demand: Facets
    resource: Facets
    fit: TextFit
    today: date
