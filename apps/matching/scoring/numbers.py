"""Numbers of both sides held against each other, and only where both measure the same thing."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from apps.core import text
from apps.matching import quantities
from apps.matching.lexical import EMPTY, telling
from apps.matching.quantities import Measure
from apps.matching.scoring.clauses import FUNCTION, clauses

NAMED = {
    "压力或强度",
    "力",
    "扭矩",
    "转速",
    "功率",
    "电压",
    "频率",
}  # of other quantities only the words around say of what
EMPTY_WORDS = re.compile(
    "|".join(sorted((word for word in EMPTY if not word.isascii()), key=lambda word: (-len(word), word)))
)
FAR = 20  # numbers further apart than this times are of two things


class Said(NamedTuple):
    """A number and the clause it stands in."""

    measure: Measure
    clause: str


class Compared(NamedTuple):
    """One quantity both sides give."""

    wanted: Said
    offered: Said

    @property
    def quantity(self) -> str:
        return self.wanted.measure.quantity

    @property
    def covered(self) -> bool:
        return quantities.covers(self.offered.measure, self.wanted.measure)


Numbers = dict[str, list[Said]]


def numbers(prose: str) -> Numbers:
    """Per quantity what a text says of it, the most demanding first, in the order of `quantities.SCALES`."""
    said = [Said(measure, clause) for clause in clauses(prose) for measure in quantities.measures(clause)]
    found = {name: [each for each in said if each.measure.quantity == name] for name in quantities.SCALES}
    return {name: sorted(each, key=_demand) for name, each in found.items() if each}


def _demand(said: Said) -> float:
    return said.measure.value if said.measure.quantity in quantities.FINER else -said.measure.value


def compared(wanted: Numbers, offered: Numbers) -> Iterator[Compared]:
    """Per quantity of both the most demanding two that can be compared."""
    for name in wanted:
        known = [(each, _words(each.clause)) for each in offered.get(name, ())]
        for each in wanted[name] if known else []:
            about = _words(each.clause)
            fitting = (other for other, words in known if name in NAMED or about & words)
            if (other := next(fitting, None)) and _near(each, other):
                yield Compared(each, other)
                break


def _near(one: Said, other: Said) -> bool:
    low, high = sorted([one.measure.value, other.measure.value])
    return high <= FAR * low


def _words(clause: str) -> frozenset[str]:
    """Latin words and pairs of characters, without the empty words; cut by no dictionary, which may change."""
    rest = EMPTY_WORDS.sub(" ", text.fold(clause))
    found: set[str] = set()
    for run, chinese in text.runs(rest):
        found.update(pair for pair in text.pairs(run) if FUNCTION.isdisjoint(pair)) if chinese else found.add(run)
    return frozenset(word for word in found if telling(word))
