"""Facets as bytes and back: what an index and a run keep of a text's facts."""

import json
from collections.abc import Callable
from dataclasses import MISSING, astuple, fields
from datetime import date
from decimal import Decimal
from typing import Any

from apps.matching.scoring.facets import Facets, Place, Subject

VERSION = "facets-2"  # raise it when bytes written before would be read wrongly
PLAIN: dict[type, Callable[[Any], Any]] = {
    Decimal: str,
    date: date.isoformat,
    tuple: lambda rows: [astuple(row) if isinstance(row, Place | Subject) else row for row in rows],
}
READ: dict[str, Callable[[Any], Any]] = {
    "places": lambda rows: tuple(Place(*row) for row in rows),
    "subjects": lambda rows: tuple(Subject(*row) for row in rows),
    "remarks": tuple,
    "budget": Decimal,
    "price_per_hour": Decimal,
    "needed_by": date.fromisoformat,
    "valid_until": date.fromisoformat,
    "checked_on": date.fromisoformat,
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
    """The way back."""
    return Facets(**{name: READ[name](value) if name in READ else value for name, value in values.items()})


def dumps(side: Facets) -> bytes:
    return json.dumps(plain(side), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def loads(written: bytes) -> Facets:
    return facets(json.loads(written.decode("utf-8", "surrogatepass")))
