"""Kleene's three truths: what is not known is neither true nor false, and stays so until it no longer matters."""

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """The verdict on one condition or on the whole; the value is what a person reads."""

    TRUE = "符合"
    FALSE = "不符合"
    UNKNOWN = "信息不足"

    @property
    def decided(self) -> bool:
        return self is not Truth.UNKNOWN

    @property
    def code(self) -> str:
        return {Truth.TRUE: "met", Truth.FALSE: "unmet"}.get(self, "unknown")


TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def negate(truth: Truth) -> Truth:
    return {TRUE: FALSE, FALSE: TRUE}.get(truth, UNKNOWN)


def at_least(count: int, truths: Iterable[Truth]) -> Truth:
    """True once `count` hold, false once too few still can."""
    found = list(truths)
    sure = found.count(TRUE)
    if sure >= count:
        return TRUE
    return FALSE if sure + found.count(UNKNOWN) < count else UNKNOWN


def all_of(truths: Iterable[Truth]) -> Truth:
    found = list(truths)
    return at_least(len(found), found)


def any_of(truths: Iterable[Truth]) -> Truth:
    return at_least(1, truths)


def of(known: bool | None) -> Truth:
    """None is what nobody knows."""
    return UNKNOWN if known is None else TRUE if known else FALSE
