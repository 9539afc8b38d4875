"""Conditions as values: a tree of tests, judged against what is known. No database, no clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.core.criteria import truth
from apps.core.criteria.names import NUMBER, Name, quantity
from apps.core.criteria.truth import FALSE, TRUE, UNKNOWN, Truth

COMPARES = {
    ">=": ("不少于", lambda have, value: have >= value),
    ">": ("多于", lambda have, value: have > value),
    "<=": ("不超过", lambda have, value: have <= value),
    "<": ("少于", lambda have, value: have < value),
    "=": ("等于", lambda have, value: have == value),
}
IS, IN, NOT_IN, INCLUDES, EXCLUDES = "is", "in", "not_in", "includes", "excludes"
MEMBERS = {
    IS: ("", lambda have, value: have == value),
    IN: ("为", lambda have, value: have in value),
    NOT_IN: ("不是", lambda have, value: have not in value),
    INCLUDES: ("包括", lambda have, value: bool(have & value)),
    EXCLUDES: ("不包括", lambda have, value: not have & value),
}
OPS = COMPARES | MEMBERS
Knowledge = Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """The verdict on one node of the tree, with what it rests on."""

    truth: Truth
    says: str
    clause: str
    name: Name | None = None
    have: Any = None
    parts: tuple["Result", ...] = ()

    @property
    def shown(self) -> str:
        """What is known of the name this condition asks about."""
        return self.name.show(self.have) if self.name and self.have is not None else ""

    def leaves(self) -> Iterator["Result"]:
        if self.name is not None:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def open(self) -> Iterator["Result"]:
        """Unknown leaves that still matter: below a node that is itself undecided."""
        if self.truth is not UNKNOWN:
            return
        if self.name is not None:
            yield self
        for part in self.parts:
            yield from part.open()


class Condition:
    """A node; `clause` is the place in the text that demands it."""

    clause: str

    def judge(self, known: Knowledge) -> Result:
        raise NotImplementedError

    def leaves(self) -> Iterator["Test"]:
        raise NotImplementedError

    def truth(self, known: Knowledge) -> Truth:
        return self.judge(known).truth


@dataclass(frozen=True)
class Test(Condition):
    """One comparison of one fact or answer with one value."""

    name: Name
    op: str
    value: Any
    clause: str
    words: str = ""
    __test__ = False  # not a test case

    @property
    def says(self) -> str:
        if self.words:
            return self.words
        verb = OPS[self.op][0]
        if self.op == IS:
            return self.name.label if self.value else f"没有：{self.name.label}"
        if self.name.type == NUMBER:
            return f"{self.name.label}{verb} {quantity(self.value, self.name.unit)}"
        return f"{self.name.label}{verb}" + "或".join(label for code, label in self._options() if code in self.value)

    def _options(self) -> list[tuple[str, str]]:
        return list(self.name.options.items())

    def judge(self, known: Knowledge) -> Result:
        have = known.get(self.name.slug)
        holds = None if have is None else OPS[self.op][1](have, self.value)
        return Result(truth.of(holds), self.says, self.clause, self.name, have)

    def leaves(self) -> Iterator["Test"]:
        yield self

    def short_by(self, known: Knowledge) -> Decimal | None:
        """How much is missing of a number that should be larger."""
        have = known.get(self.name.slug)
        if self.op not in (">=", ">") or have is None or OPS[self.op][1](have, self.value):
            return None
        return self.value - have


@dataclass(frozen=True)
class AtLeast(Condition):
    """So many of several; all and any are its two ends, `word` keeps which one was written."""

    count: int
    parts: tuple[Condition, ...]
    clause: str = ""
    words: str = ""
    word: str = "at_least"

    @property
    def says(self) -> str:
        if self.words:
            return self.words
        return {"all": "以下都要满足", "any": "以下满足一项"}.get(self.word, f"以下至少满足 {self.count} 项")

    def judge(self, known: Knowledge) -> Result:
        parts = tuple(part.judge(known) for part in self.parts)
        return Result(truth.at_least(self.count, (one.truth for one in parts)), self.says, self.clause, parts=parts)

    def leaves(self) -> Iterator[Test]:
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True)
class Not(Condition):
    """The opposite of one condition; unknown stays unknown."""

    part: Condition
    clause: str = ""
    words: str = ""

    @property
    def says(self) -> str:
        return self.words or f"不属于：{self.part.says}"

    def judge(self, known: Knowledge) -> Result:
        inner = self.part.judge(known)
        return Result(
            truth.negate(inner.truth), self.says, self.clause or inner.clause, inner.name, inner.have, inner.parts
        )

    def leaves(self) -> Iterator[Test]:
        yield from self.part.leaves()


def all_of(*parts: Condition, clause: str = "", words: str = "") -> AtLeast:
    return AtLeast(len(parts), parts, clause, words, "all")


def any_of(*parts: Condition, clause: str = "", words: str = "") -> AtLeast:
    return AtLeast(1, parts, clause, words, "any")


@dataclass(frozen=True)
class Outcome:
    """The verdict on an item: what holds, what does not, and what nobody has said yet."""

    verdict: Truth
    conditions: tuple[Result, ...]

    @property
    def missing(self) -> tuple[Name, ...]:
        """Names whose answer could still decide it, each once, in the order of the conditions."""
        if self.verdict.decided:
            return ()
        found = {leaf.name.slug: leaf.name for one in self.conditions for leaf in one.open()}
        return tuple(found.values())

    @property
    def failing(self) -> tuple[Result, ...]:
        return tuple(one for one in self.conditions if one.truth is FALSE)

    @property
    def one_step(self) -> bool:
        """Not met by a single condition, all others being met."""
        return len(self.failing) == 1 and all(one.truth is TRUE for one in self.conditions if one not in self.failing)


def evaluate(criteria: Condition, known: Knowledge) -> Outcome:
    """Judge `criteria` against what is known; the conditions listed are those of the outermost “all”."""
    result = criteria.judge(known)
    top = isinstance(criteria, AtLeast) and criteria.word == "all"
    return Outcome(result.truth, result.parts if top else (result,))
