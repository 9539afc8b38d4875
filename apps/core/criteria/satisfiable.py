"""Whether criteria can be met, and can be failed, at all: a search in which an undecided branch is one not yet cut.

Every name is tried on one value per region its tests cut its range into, so the answer is exact; the three-valued
verdict under a partial choice is what prunes.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, combinations
from typing import Any

from apps.core.criteria.conditions import AtLeast, Condition, Test, all_of
from apps.core.criteria.names import CHOICE, FLAG, SET, Name
from apps.core.criteria.truth import FALSE, TRUE, UNKNOWN, Truth

BUDGET = 20_000  # nodes of the search; beyond it criteria get the benefit of the doubt
MOST_OPTIONS = 10


def contradictions(criteria: Condition) -> list[tuple[str, str]]:
    """(what is wrong, how to mend it): never to be met, or never to be failed."""
    if not reaches(criteria, TRUE):
        return _named(criteria)
    if not reaches(criteria, FALSE):
        return [("这组条件对谁都成立，等于没有条件", "请检查相互补足的两条，例如「≥ 5」或「< 5」")]
    return []


def reaches(criteria: Condition, wanted: Truth) -> bool:
    """Whether some complete knowledge gives `wanted`."""
    tests: dict[str, list[Test]] = {}
    for leaf in criteria.leaves():
        tests.setdefault(leaf.name.slug, []).append(leaf)
    choices = [(slug, list(_regions(found[0].name, found))) for slug, found in tests.items()]
    return _Search(criteria, wanted, choices).from_here(0, {})


class _Search:
    def __init__(self, criteria: Condition, wanted: Truth, choices: list[tuple[str, list[Any]]]) -> None:
        self.criteria, self.wanted, self.choices, self.left = criteria, wanted, choices, BUDGET

    def from_here(self, at: int, known: dict[str, Any]) -> bool:
        self.left -= 1
        verdict = self.criteria.truth(known)
        if verdict is not UNKNOWN or self.left <= 0:
            return verdict is self.wanted or self.left <= 0
        slug, values = self.choices[at]
        return any(self.from_here(at + 1, known | {slug: value}) for value in values)


def _regions(name: Name, tests: list[Test]) -> Iterator[Any]:
    if name.type == FLAG:
        return iter((True, False))
    if name.type == CHOICE:
        return iter(name.options)
    if name.type == SET:
        return _subsets(name, tests)
    return _numbers(name.low, sorted({test.value for test in tests}))


def _subsets(name: Name, tests: list[Test]) -> Iterator[frozenset[str]]:
    """Every non-empty answer, as far as the tests can tell answers apart."""
    spoken = [code for code in name.options if any(code in test.value for test in tests)][:MOST_OPTIONS]
    silent = [code for code in name.options if code not in spoken][:1]
    told = spoken + silent
    picks = chain.from_iterable(combinations(told, size) for size in range(1, len(told) + 1))
    return (frozenset(pick) for pick in picks)


def _numbers(low: Decimal, edges: list[Decimal]) -> Iterator[Decimal]:
    """The edges, one number between each two, and one beyond either end."""
    stops = [low, *edges]
    between = [(a + b) / 2 for a, b in zip(stops, stops[1:], strict=False)]
    return iter(sorted({stop for stop in [*stops, *between, stops[-1] + 1] if stop >= low}))


def _named(criteria: Condition) -> list[tuple[str, str]]:
    """The smallest contradiction we can point at: one condition, else a pair of them, else the whole."""
    parts = criteria.parts if isinstance(criteria, AtLeast) and criteria.count == len(criteria.parts) else (criteria,)
    alone = [(f"「{part.says}」永远不会成立", "请检查它的数值与选项") for part in parts if not reaches(part, TRUE)]
    if alone and len(parts) > 1:
        return alone
    pairs = [(a, b) for a, b in combinations(parts, 2) if not reaches(all_of(a, b), TRUE)]
    if pairs:
        return [(f"「{a.says}」与「{b.says}」不能同时成立", "没有单位能满足，请改其中一条") for a, b in pairs[:3]]
    return alone or [("这组条件互相矛盾，没有单位能满足", "请逐条核对数值与选项")]
