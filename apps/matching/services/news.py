"""What has changed in the tables since a version of the index was written."""

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import Greatest

from apps.listings.lifecycle import PUBLISHED
from apps.matching.embedders.base import Embedder
from apps.matching.models import TextVector
from apps.matching.services import vectors
from apps.matching.services.opening import Index
from apps.matching.services.tree import Tree
from apps.resources.models import Resource

INLINE = 64  # rows read and texts encoded while a person waits
OVERLAP = 15 * 60  # seconds a transaction may have been open before its rows are seen; later ones wait for a full look
OTHER = 0.1  # share of the demands' vectors that may be new before their middle is taken again
FEW = 1_000  # texts without a vector whose coming is looked for at every look
STAMPED = (
    "pk",
    "state",
    "kind",
    "version",
    "updated_at",
    "checked_at",
    "text_hash",
    "visibility",
    "valid_until",
    "organization_id",
)


@dataclass(frozen=True)
class Change:
    """Resources to read (again), those that have gone, and whether everything is to be read anew."""

    changed: tuple[int, ...]
    gone: frozenset[int]
    is_all: bool
    has_other_demands: bool
    seen: float

    @property
    def size(self) -> int:
        return len(self.changed) + len(self.gone)

    @property
    def is_nothing(self) -> bool:
        return not (self.changed or self.gone or self.is_all or self.has_other_demands)

    @property
    def replaced(self) -> set[int]:
        return {*self.changed, *self.gone}


def sign(ready: Index | None, known: Tree, embedder: Embedder | None, *, everything: bool) -> tuple[Any, ...]:
    """Stays the same while nothing has changed that `since` would find; one look at what is there or was touched."""
    rows = _published() if everything or ready is None else _touched(ready.looked - OVERLAP)
    told = rows.aggregate(
        rows=Count("pk"),
        versions=Sum("version"),
        last=Max("pk"),
        written=Max("updated_at"),
        moved=Max("state_at"),
        checked=Max("checked_at"),
    )
    encoded = passages(embedder).count() if embedder and ready and ready.missing else 0
    return (ready and ready.key, ready and ready.looked, known.name, asked_count(embedder), encoded, *told.values())


def since(ready: Index | None, known: Tree, embedder: Embedder | None, *, everything: bool) -> Change:
    """Against all published rows, or against those touched lately: a look of a moment at a large table."""
    seen = time.time()
    if ready is None or ready.version.tree != known.name:
        return Change(tuple(_published().values_list("pk", flat=True)), frozenset(), True, True, seen)
    rows = _published() if everything else _touched(ready.looked - OVERLAP)
    touched = list(rows.values_list(*STAMPED))
    stamps = {row[0]: stamp(row) for row in touched if is_indexed(row)}
    changed = [pk for pk, value in stamps.items() if pk not in ready.row or ready.stamps[ready.row[pk]] != value]
    there = ready.row.keys() if everything else ready.row.keys() & {row[0] for row in touched}
    gone = there - stamps.keys()
    moved = abs(asked_count(embedder) - ready.version.demands) > OTHER * ready.version.demands
    waiting = _encodable(ready, embedder) - set(changed) - gone
    return Change((*changed, *sorted(waiting)), frozenset(gone), False, moved, seen)


def is_indexed(row: tuple[Any, ...]) -> bool:
    return row[1] == PUBLISHED and row[2] in Resource.kinds


def stamp(row: tuple[Any, ...]) -> np.uint64:
    """Another number whenever one of these values is another."""
    return np.uint64(int.from_bytes(hashlib.blake2b(repr(row[1:]).encode(), digest_size=8).digest()))


def asked_count(embedder: Embedder | None) -> int:
    """How many demands' texts have a vector: a measure of how far their middle may have moved."""
    if embedder is None:
        return 0
    return TextVector.objects.filter(model=vectors.key(embedder), role=vectors.QUERY).count()


def _published() -> QuerySet[Resource]:
    return Resource.objects.published().filter(kind__in=Resource.kinds.labels()).order_by("pk")


def _touched(since: float) -> QuerySet[Resource]:
    touched = Greatest("updated_at", "state_at", "checked_at")
    rows = Resource.objects.annotate(touched=touched).filter(touched__gte=datetime.fromtimestamp(since, UTC))
    return rows.order_by("pk")


def _encodable(ready: Index, embedder: Embedder | None) -> set[int]:
    """Resources indexed without a vector that have one by now, or are few enough to get one."""
    if embedder is None or not ready.missing or ready.missing > FEW:
        return set()
    waiting = ready.ids[ready.alive & ~ready.encoded].tolist()
    if len(waiting) <= INLINE:
        return set(waiting)
    return set(_with_vector(waiting, embedder))


def _with_vector(pks: Iterable[int], embedder: Embedder) -> list[int]:
    have = passages(embedder).values("text_hash")
    return list(Resource.objects.filter(pk__in=pks, text_hash__in=have).values_list("pk", flat=True))


def passages(embedder: Embedder) -> QuerySet[TextVector]:
    """Vectors of resources' texts under the model in use."""
    return TextVector.objects.filter(model=vectors.key(embedder), role=vectors.PASSAGE)
