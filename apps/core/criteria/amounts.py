"""How much an item gives: a small formula in 万元, three-valued like the conditions — what is not known is a range.

{"percent": 20, "of": "investment"} · {"fixed": 30} · {"per": 0.5, "of": "trainees"} · {"sum"|"least"|"most": […]}
{"tiers": [{"from": 0, "amount": {…}}, …], "by": "staff"} · {"when": {condition}, "then": {…}, "else": {…}}
Any of them takes "cap", "floor" and "clause".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.core.criteria.conditions import Condition
from apps.core.criteria.names import Name, plain, quantity
from apps.core.criteria.truth import FALSE, TRUE

UNIT = "万元"
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Range:
    """Where the amount lies; `high` is None while nothing bounds it."""

    low: Decimal
    high: Decimal | None

    @property
    def known(self) -> bool:
        return self.low == self.high

    def within(self, floor: Decimal | None, cap: Decimal | None) -> "Range":
        low, high = self.low, self.high
        if floor is not None:
            low, high = max(low, floor), None if high is None else max(high, floor)
        if cap is not None:
            low, high = min(low, cap), cap if high is None else min(high, cap)
        return Range(low, high)

    def holds(self, other: "Range") -> bool:
        return self.low <= other.low and (self.high is None or (other.high is not None and other.high <= self.high))


def widest(ranges: list[Range]) -> Range:
    """One range around all of them: while nobody knows which of them it is."""
    highs = [one.high for one in ranges]
    return Range(min(one.low for one in ranges), None if None in highs else max(highs))


@dataclass(frozen=True)
class Sum:
    """What is known of an amount, and how it came about."""

    range: Range
    words: str
    missing: tuple[Name, ...]

    @property
    def value(self) -> Decimal | None:
        """None while it depends on something nobody has said."""
        return self.range.low.quantize(CENT) if self.range.known else None

    @property
    def ceiling(self) -> Decimal | None:
        return self.range.high


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A node of the formula with its own bounds."""

    cap: Decimal | None = None
    floor: Decimal | None = None
    clause: str = ""

    def at(self, known: Mapping[str, Any]) -> Range:
        return self.raw(known).within(self.floor, self.cap)

    def raw(self, known: Mapping[str, Any]) -> Range:
        raise NotImplementedError

    def names(self) -> Iterator[Name]:
        """What it depends on."""
        raise NotImplementedError

    def says(self, known: Mapping[str, Any]) -> str:
        return self.own_words(known) + self._bounds(known)

    def own_words(self, known: Mapping[str, Any]) -> str:
        raise NotImplementedError

    def _bounds(self, known: Mapping[str, Any]) -> str:
        raw = self.raw(known)
        if self.cap is not None:
            top = quantity(self.cap, UNIT)
            if not raw.known:
                return f"，最高 {top}"
            return f"，超过上限，按 {top}" if raw.low > self.cap else f"，未超上限 {top}"
        if self.floor is not None and raw.known and raw.low < self.floor:
            return f"，不足下限，按 {quantity(self.floor, UNIT)}"
        return ""


@dataclass(frozen=True, kw_only=True)
class Fixed(Formula):
    amount: Decimal

    def raw(self, known):
        return Range(self.amount, self.amount)

    def names(self):
        return iter(())

    def own_words(self, known):
        return f"定额 {quantity(self.amount, UNIT)}"


@dataclass(frozen=True, kw_only=True)
class Share(Formula):
    """A percentage of, or an amount per unit of, one number."""

    rate: Decimal
    of: Name
    percent: bool = True

    @property
    def factor(self) -> Decimal:
        return self.rate / 100 if self.percent else self.rate

    def raw(self, known):
        have = known.get(self.of.slug)
        return Range(self.of.low * self.factor, None) if have is None else Range(have * self.factor, have * self.factor)

    def names(self):
        yield self.of

    def own_words(self, known):
        have = known.get(self.of.slug)
        rate = f"{plain(self.rate)}%" if self.percent else f"{quantity(self.rate, UNIT)}/{self.of.unit}"
        if have is None:
            return f"{self.of.label} × {rate}"
        return f"{self.of.label} {self.of.show(have)} × {rate} = {quantity(have * self.factor, UNIT)}"


@dataclass(frozen=True, kw_only=True)
class Several(Formula):
    """The sum, the least or the most of several."""

    word: str
    parts: tuple[Formula, ...]

    def raw(self, known):
        parts = [part.at(known) for part in self.parts]
        highs = [part.high for part in parts]
        if self.word == "sum":
            return Range(sum(part.low for part in parts), None if None in highs else sum(highs))
        if self.word == "least":
            bounded = [high for high in highs if high is not None]
            return Range(min(part.low for part in parts), min(bounded) if bounded else None)
        return Range(max(part.low for part in parts), None if None in highs else max(highs))

    def names(self):
        for part in self.parts:
            yield from part.names()

    def own_words(self, known):
        sign = {"sum": " ＋ ", "least": "；", "most": "；"}[self.word]
        head = {"sum": "", "least": "取低：", "most": "取高："}[self.word]
        return head + sign.join(part.says(known) for part in self.parts)


@dataclass(frozen=True, kw_only=True)
class Tiers(Formula):
    """Steps by one number: the last step whose `from` is reached."""

    by: Name
    steps: tuple[tuple[Decimal, Formula], ...]

    def _step(self, have: Decimal) -> Formula:
        return [part for start, part in self.steps if have >= start][-1]

    def raw(self, known):
        have = known.get(self.by.slug)
        return widest([part.at(known) for _, part in self.steps]) if have is None else self._step(have).at(known)

    def names(self):
        yield self.by
        for _, part in self.steps:
            yield from part.names()

    def own_words(self, known):
        have = known.get(self.by.slug)
        if have is not None:
            return f"{self.by.label} {self.by.show(have)} 一档：{self._step(have).says(known)}"
        steps = [f"{quantity(start, self.by.unit)}起 {part.says(known)}" for start, part in self.steps]
        return f"按{self.by.label}分档：" + "；".join(steps)


@dataclass(frozen=True, kw_only=True)
class When(Formula):
    """One amount if a condition holds, another if it does not."""

    condition: Condition
    then: Formula
    other: Formula

    def _branches(self, known) -> list[Formula]:
        verdict = self.condition.truth(known)
        return {TRUE: [self.then], FALSE: [self.other]}.get(verdict, [self.then, self.other])

    def raw(self, known):
        return widest([branch.at(known) for branch in self._branches(known)])

    def names(self):
        yield from (leaf.name for leaf in self.condition.leaves())
        yield from self.then.names()
        yield from self.other.names()

    def own_words(self, known):
        branches = self._branches(known)
        if len(branches) == 1:
            return branches[0].says(known)
        return f"{self.condition.says}时：{self.then.says(known)}；否则：{self.other.says(known)}"


def amount(formula: Formula, known: Mapping[str, Any]) -> Sum:
    """What `formula` gives for what is known, with its arithmetic in words."""
    found = formula.at(known)
    names = {name.slug: name for name in formula.names() if name.slug not in known}
    return Sum(found, formula.says(known), () if found.known else tuple(names.values()))
