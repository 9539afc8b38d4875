"""How much of a profile is filled, and what is missing by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Completeness:
    """`missing` holds the labels people see beside the fields."""

    filled: int
    total: int
    missing: tuple[str, ...]

    @property
    def percent(self) -> int:
        return 100 * self.filled // self.total if self.total else 100

    @property
    def is_complete(self) -> bool:
        return not self.missing


def measure(parts: Iterable[tuple[str, Any]]) -> Completeness:
    """Share of the labelled values that are filled. Zero and False are answers, blanks are not."""
    rows = list(parts)
    missing = tuple(label for label, value in rows if _blank(value))
    return Completeness(len(rows) - len(missing), len(rows), missing)


def of_fields(record: Any, names: Iterable[str]) -> list[tuple[str, Any]]:
    """Labelled values of some columns, for `measure`."""
    return [(str(record._meta.get_field(name).verbose_name), getattr(record, name)) for name in names]


def _blank(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, list | tuple) and not value)
