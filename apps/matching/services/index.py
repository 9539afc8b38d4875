"""The resources a worker keeps ready: words, vectors and facets in memory, refreshed row by row when they change."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db.models import Count, Max, Sum

from apps.demands.models import Demand
from apps.listings.models import Listing
from apps.matching.embedders.base import Embedder, Vectors
from apps.matching.models import TextVector
from apps.matching.scoring import Facets
from apps.matching.services import describing, vectors
from apps.matching.services.tree import Tree, tree
from apps.matching.space import Middles, Space, everyday
from apps.matching.textscore import Passage, TextIndex, passage
from apps.resources.models import Resource

INLINE = 64  # texts encoded on the way; more than these wait for their own events


@dataclass(frozen=True)
class Entry:
    """One resource, prepared once per version of its row."""

    stamp: tuple
    text_hash: str
    passage: Passage
    facets: Facets


@dataclass
class Index:
    """Published resources in the order of their ids."""

    stamp: tuple
    tree: Tree
    entries: dict[int, Entry]
    vectors: dict[str, Vectors]
    text: TextIndex
    missing: int = 0
    ids: list[int] = field(init=False)
    row: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.ids = list(self.entries)
        self.row = {pk: row for row, pk in enumerate(self.ids)}


_lock = threading.Lock()
_kept: Index | None = None


def current(embedder: Embedder | None) -> Index:
    """The index as the tables stand now; costs one query while nothing changed."""
    global _kept
    known = tree()
    with _lock:
        stamp = _stamp(known, embedder)
        if _kept is None or _kept.stamp != stamp or (embedder and _kept.missing):
            _kept = _refreshed(_kept, stamp, known, embedder)
        return _kept


def encode_missing(embedder: Embedder, say: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Encode every published resource that has no vector yet, kept batch by batch; returns how many there were."""
    have = TextVector.objects.filter(model=vectors.key(embedder), role=vectors.PASSAGE).values("text_hash")
    rows = Resource.objects.published().exclude(text_hash__in=have).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), INLINE):
        batch = Resource.objects.filter(pk__in=ids[start : start + INLINE]).prefetch_related(*Resource.details_names())
        vectors.encoded(embedder, vectors.PASSAGE, {each.text_hash: read(each) for each in batch})
        say(min(start + INLINE, len(ids)), len(ids))
    return len(ids)


def read(listing: Listing) -> Passage:
    """What the text scorer sees of a listing."""
    return passage(listing.title, listing.matching_text())


def forget() -> None:
    """Start anew at the next use."""
    global _kept
    with _lock:
        _kept = None


def _stamp(known: Tree, embedder: Embedder | None) -> tuple:
    """Changes whenever a resource, a demand's text, the tree or the model does."""
    resources = Resource.objects.published().aggregate(
        rows=Count("pk"), versions=Sum("version"), last=Max("pk"), moved=Max("state_at"), checked=Max("checked_at")
    )
    model = vectors.key(embedder) if embedder else ""
    return (id(known), model, *resources.values(), *_asked(model).values())


def _asked(model: str) -> dict[str, Any]:
    """The demands whose vectors make the middle: all that are open and encoded."""
    if not model:
        return {}
    encoded = TextVector.objects.filter(model=model, role=vectors.QUERY).values("text_hash")
    return Demand.objects.matched().filter(text_hash__in=encoded).aggregate(rows=Count("pk"), versions=Sum("version"))


def _refreshed(old: Index | None, stamp: tuple, known: Tree, embedder: Embedder | None) -> Index:
    entries = _entries(old.entries if old and old.tree is known else {}, known)
    rows = _vectors(old.vectors if old and old.stamp[1] == stamp[1] else {}, entries, embedder)
    text = TextIndex([entry.passage.terms for entry in entries.values()], _space(entries, rows, embedder))
    missing = sum(entry.text_hash not in rows for entry in entries.values()) if embedder else 0
    return Index(stamp, known, entries, rows, text, missing)


def _entries(old: dict[int, Entry], known: Tree) -> dict[int, Entry]:
    """Old entries where the row stands as it was, new ones for the rest."""
    columns = ("pk", "version", "checked_at", "text_hash")
    known_kinds = Resource.objects.published().filter(kind__in=Resource.kinds.labels())
    stamps = {row[0]: row for row in known_kinds.order_by("pk").values_list(*columns)}
    changed = [pk for pk, row in stamps.items() if pk not in old or old[pk].stamp != row]
    related = ("nodes__industry", "nodes__parent", *Resource.details_names())
    fresh = Resource.objects.filter(pk__in=changed).select_related("park").prefetch_related(*related)
    made = {resource.pk: _entry(resource, stamps[resource.pk], known) for resource in fresh}
    found = {pk: made.get(pk) or old.get(pk) for pk in stamps}
    return {pk: entry for pk, entry in found.items() if entry is not None}


def _entry(resource: Resource, stamp: tuple, known: Tree) -> Entry:
    return Entry(stamp, resource.text_hash, read(resource), describing.of_resource(resource, known))


def _vectors(old: dict[str, Vectors], entries: dict[int, Entry], embedder: Embedder | None) -> dict[str, Vectors]:
    """What is known already, what is stored, and as many new ones as a waiting person can bear."""
    if embedder is None:
        return {}
    wanted = {entry.text_hash: entry.passage for entry in entries.values()}
    known = {text_hash: old[text_hash] for text_hash in wanted if text_hash in old}
    known |= vectors.stored(vectors.key(embedder), vectors.PASSAGE, [each for each in wanted if each not in known])
    missing = {text_hash: text for text_hash, text in wanted.items() if text_hash not in known}
    if len(missing) <= INLINE:
        known |= vectors.encoded(embedder, vectors.PASSAGE, missing)
    return known


def _space(entries: dict[int, Entry], rows: dict[str, Vectors], embedder: Embedder | None) -> Space | None:
    """One row per entry; a text not encoded yet stands in the middle, neither near nor far."""
    if embedder is None or not rows:
        return None
    middle = np.mean(list(rows.values()), axis=0)
    matrix = np.stack([rows.get(entry.text_hash, middle) for entry in entries.values()])
    return Space(matrix, _asked_rows(embedder), _middles(embedder))


def _asked_rows(embedder: Embedder) -> Vectors:
    """The vectors of all open demands, in the order of their ids."""
    hashes = list(Demand.objects.matched().order_by("pk").values_list("text_hash", flat=True))
    found = vectors.stored(vectors.key(embedder), vectors.QUERY, hashes)
    rows = [found[text_hash] for text_hash in hashes if text_hash in found]
    return np.stack(rows) if rows else np.empty((0, embedder.dim), np.float32)


_everyday: dict[str, Middles] = {}


def _middles(embedder: Embedder) -> Middles:
    """Encoded once per process and model."""
    if embedder.hash not in _everyday:
        _everyday[embedder.hash] = everyday(embedder)
    return _everyday[embedder.hash]
