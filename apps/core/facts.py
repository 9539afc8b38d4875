"""Numbers with a name: an app declares one, everybody above asks for it, and the rows behind it can be opened.

Unknown is never zero: a value that cannot be computed is UNKNOWN and prints as 数据不足.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.checks import Error
from django.db.models import QuerySet

from apps.core.registry import Registry


class Unknown:
    """The value of a fact nobody can know yet; false, unequal to any number."""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return "数据不足"


UNKNOWN = Unknown()


@dataclass(frozen=True)
class Declared:
    """A named number: how to compute it for a subject and period, and the rows it counts."""

    slug: str
    label: str
    unit: str
    of: str | None
    value: Callable[[Any, Any], Any]
    rows: Callable[[Any, Any], QuerySet] | None = None
    type: str = "number"
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """A computed number, or UNKNOWN, with what is needed to show it."""

    name: str
    value: Any
    label: str
    unit: str
    rows: QuerySet | None

    @property
    def known(self) -> bool:
        return self.value is not UNKNOWN


registry: Registry[Declared] = Registry("fact")


def add(
    name: str,
    *,
    label: str,
    unit: str,
    of: str | None = None,
    value: Callable[[Any, Any], Any],
    rows: Callable[[Any, Any], QuerySet] | None = None,
    type: str = "number",
    options: Mapping[str, str] | None = None,
) -> None:
    """Declare a fact; `value(subject, period)` returns a number or None for unknown.

    Criteria also read facts of other types (see `core.criteria`): flag, choice (with `options`).
    """
    registry.add(Declared(name, label, unit, of, value, rows, type, options or {}))


def fact(name: str, subject: Any = None, period: Any = None) -> Fact:
    """The named number now. Raises LookupError for a name nobody declared."""
    declared = registry[name]
    value = declared.value(subject, period)
    rows = declared.rows(subject, period) if declared.rows else None
    return Fact(name, UNKNOWN if value is None else value, declared.label, declared.unit, rows)


def rows(name: str, subject: Any = None, period: Any = None) -> QuerySet:
    """The rows behind the named number, without computing it. Raises LookupError where there are none to open."""
    declared = registry[name]
    if declared.rows is None:
        raise LookupError(f"{name} counts no rows")
    return declared.rows(subject, period)


def unknown_names(names: list[str]) -> list[Error]:
    """System-check errors for names that nobody declared."""
    return [Error(f"unknown fact {name!r}", id="core.E001") for name in names if name not in registry]
