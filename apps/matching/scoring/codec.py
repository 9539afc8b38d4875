"""Facets as bytes and back: what an index and a run keep of a text's facts."""

import json
from collections.abc import Callable
from dataclasses import MISSING, astuple, fields
from datetime import date
from decimal import Decimal
from typing import Any

from apps.matching.quantities import Measure
from apps.matching.scoring.facets import Facets, Place, Subject
from apps.matching.scoring.numbers import Numbers, Said

VERSION = "facets-3"  # raise it when bytes written before would be read wrongly
PLAIN: dict[type, Callable[[Any], Any]] = {
    Decimal: str,
    date: date.isoformat,
    tuple: lambda rows: [astuple(row) if isinstance(row, Place | Subject) else row for row in rows],
}


def _numbers(rows: dict[str, list]) -> Numbers:
    return {name: [Said(Measure(*measure), clause) for measure, clause in said] for name, said in rows.items()}


READ: dict[str, Callable[[Any], Any]] = {
    "places": lambda rows: tuple(Place(*row) for row in rows),
    "subjects": lambda rows: tuple(Subject(*row) for row in rows),
    "remarks": tuple,
    "budget": Decimal,
    "price_per_hour": Decimal,
    "needed_by": date.fromisoformat,
    "valid_until": date.fromisoformat,
    "checked_on": date.fromisoformat,
    "numbers": _numbers,
}
DEFAULTS = {
    each.name: each.default if each.default_factory is MISSING else each.default_factory() for each in fields(Facets)
}


def plain(facets: Facets) -> dict[str, Any]:
    """What differs from an empty side, as JSON takes it."""
    values = {name: getattr(facets, name) for name in DEFAULTS}
    return {
        name: PLAIN.get(type(value), lambda same: same)(value)
        for name, value in values.items()
        if value != DEFAULTS[name]
    }


def facets(values: dict[str, Any]) -> Facets:
    """The way back. A frozen dataclass takes its fields one by one, which would be half of the time."""
    found = object.__new__(Facets)
    found.__dict__.update(DEFAULTS)
    found.__dict__.update((name, READ[name](value) if name in READ else value) for name, value in values.items())
    return found


def dumps(side: Facets) -> bytes:
    """With what scoring works out of the text, which takes longer than reading it back."""
    written = plain(side) | {"folded": side.folded, "numbers": side.numbers}
    return json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def loads(written: bytes) -> Facets:
    return facets(json.loads(written.decode("utf-8", "surrogatepass")))
