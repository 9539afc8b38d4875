"""The resources as a scan reads them: kept in versions on disk, brought up to date by parts.

A few changed rows are added on the way, while somebody waits. More than a few wait for `catch_up` on the queue `bulk`;
until then the version at hand answers, and what it suggests is checked against the tables once more.
"""

import shutil
import threading
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from apps.core import outbox
from apps.demands.models import Demand
from apps.matching import segments, space
from apps.matching.embedders.base import Embedder, Vectors
from apps.matching.lexical import Measure
from apps.matching.scoring import codec
from apps.matching.segments import Segment
from apps.matching.services import drawing, news, opening, vectors
from apps.matching.services.drawing import read
from apps.matching.services.news import INLINE, Change
from apps.matching.services.opening import Index
from apps.matching.services.pacing import make_way
from apps.matching.services.tree import Tree, tree
from apps.matching.shelf import Gone, Shelf, Version, vector, written
from apps.matching.space import Middles, everyday
from apps.matching.textscore import VERSION
from apps.resources.models import Resource

SMALL = 2_000  # resources up to which all is looked through and measured anew at each change: it takes a moment
STALE = 0.1  # share of the rows that may have changed before all is measured anew
PARTS = 8  # segments beside the base before they are put together
PATIENCE = 0.2  # seconds a waiting person waits for another process to write
BATCH = 32  # texts encoded at a time
CHUNK = 1_000  # rows drawn at a time
REFRESH = "refresh_index"

Say = Callable[[int, int], None]


def current(embedder: Embedder | None) -> Index:
    """The index as the tables stand now, or nearly: see above. Costs a look while nothing changed."""
    known, shelf = tree(), shelf_of(embedder)
    ready = _opened(shelf)
    sign = news.sign(ready, known, embedder, everything=_is_small(ready))
    if ready is not None and _signs.get(shelf.folder) == sign:
        return ready
    change = news.since(ready, known, embedder, everything=_is_small(ready))
    if change.is_nothing or not _is_bearable(ready, change):
        _looked(ready, sign, change)
        return ready
    with shelf.writing(None if ready is None else PATIENCE) as mine:
        return _refreshed(shelf, known, embedder) if mine else ready


def _looked(ready: Index, sign: tuple[Any, ...], change: Change) -> None:
    """Remember that nothing is to be done; from time to time look back less far."""
    _signs[ready.shelf.folder] = sign
    if change.is_nothing and change.seen - ready.looked > news.OVERLAP:
        ready.looked = change.seen


def catch_up(embedder: Embedder | None, say: Say = lambda done, total: None) -> Index:
    """Bring it fully up to date, encoding what has no vector, making way for people meanwhile."""
    if embedder is not None:
        encode_missing(embedder, say)
    with (shelf := shelf_of(embedder)).writing():
        return _refreshed(shelf, tree(), embedder, thorough=True, say=say)


def encode_missing(embedder: Embedder, say: Say = lambda done, total: None) -> int:
    """Encode every published resource that has no vector yet, kept batch by batch; returns how many there were."""
    have = Exists(news.passages(embedder).filter(text_hash=OuterRef("text_hash")))  # NOT IN would be a loop in a loop
    rows = Resource.objects.published().filter(~have).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = Resource.objects.filter(pk__in=ids[start : start + BATCH])
        encode(embedder, list(batch.prefetch_related(*Resource.details_names())))
        say(min(start + BATCH, len(ids)), len(ids))
    return len(ids)


def encode(embedder: Embedder, resources: Sequence[Resource]) -> None:
    """Store the vectors of some resources, making way for people between two batches."""
    for start in range(0, len(resources), BATCH):
        make_way()
        batch = {each.text_hash: read(each) for each in resources[start : start + BATCH]}
        vectors.encoded(embedder, vectors.PASSAGE, batch)


def refreshed(embedder: Embedder | None) -> Index:
    """With what was touched lately, however much it is: for work nobody waits for."""
    with (shelf := shelf_of(embedder)).writing():
        return _refreshed(shelf, tree(), embedder)


def named(name: str) -> Index:
    """An earlier version, for a replay. Raises Gone."""
    folder, _, key = name.partition("/")
    shelf = Shelf(_folder() / folder)
    return Index(shelf, shelf.version(key))


def shelf_of(embedder: Embedder | None) -> Shelf:
    """A folder per database, model and way of reading a text."""
    read_by = [vectors.key(embedder) if embedder else "", VERSION, codec.VERSION]
    return Shelf(_folder() / sha256(repr(read_by).encode()).hexdigest()[:16])


def forget() -> None:
    """Start anew at the next use: for tests, whose rows are rolled back under the index."""
    with _lock:
        _kept.clear()
        _signs.clear()
        opening.forget()
        shutil.rmtree(_folder(), ignore_errors=True)


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "index" / sha256(connection.settings_dict["NAME"].encode()).hexdigest()[:16]


_lock = threading.Lock()
_kept: dict[Path, Index] = {}  # the newest version opened, per shelf
_signs: dict[Path, tuple[Any, ...]] = {}  # what the tables looked like when nothing was to be done


def _opened(shelf: Shelf) -> Index | None:
    """The version in use, None before the first; read again only when another is in use."""
    while key := shelf.current():
        with _lock:
            ready = _kept.get(shelf.folder)
            if ready is not None and ready.key == key:
                return ready
            try:
                _kept[shelf.folder] = Index(shelf, shelf.version(key))
            except Gone:  # replaced and swept between two looks, or damaged: then the tables are read anew
                if shelf.current() == key:
                    return None
    return None


def _is_small(ready: Index | None) -> bool:
    return ready is None or len(ready) <= SMALL


def _is_bearable(ready: Index | None, change: Change) -> bool:
    """Whether there is something to take in that a waiting person can bear; too much is owed to the long queue."""
    if _is_small(ready):
        return True
    if change.size <= INLINE and not change.is_all:
        return change.size > 0
    with transaction.atomic():
        outbox.put(REFRESH, key=REFRESH)
    return False


def _refreshed(
    shelf: Shelf, known: Tree, embedder: Embedder | None, *, thorough: bool = False, say: Say = lambda done, total: None
) -> Index:
    """By the holder of the lock, from the newest version."""
    ready = _opened(shelf)
    change = news.since(ready, known, embedder, everything=thorough or _is_small(ready))
    if change.is_nothing and not _is_stale(ready, change, thorough):
        return ready
    new = []
    for start in range(0, max(len(change.changed), 1), CHUNK):
        if thorough:
            make_way()
            say(start, len(change.changed))
        pks = change.changed[start : start + CHUNK]
        new.append(drawing.segment_of(pks, known, embedder, encode=change.size <= INLINE))
    if ready is None or change.is_all or _is_stale(ready, change, thorough):
        version = _measured_anew(shelf, ready, new, change, known, embedder)
    else:
        version = _added(shelf, ready, new, change)
    shelf.publish(version)
    return _opened(shelf)


def _is_stale(ready: Index, change: Change, thorough: bool) -> bool:
    """Whether to measure anew: at once while it takes a moment, else when much has changed and nobody waits."""
    small, base = len(ready) + len(change.changed) <= SMALL, len(ready.segments[ready.base])
    standing = int(ready.kept()[ready.base].sum())
    moved = len(ready) - standing + base - standing + change.size
    return (small or thorough) and (moved > (0 if small else STALE * base) or change.has_other_demands)


def _measured_anew(
    shelf: Shelf, ready: Index | None, new: list[Segment], change: Change, known: Tree, embedder: Embedder | None
) -> Version:
    """Everything in one segment that is its own measure."""
    again = ready is not None and not change.is_all
    old, kept = (ready.segments, ready.kept(change.replaced)) if again else ([], [])
    whole = segments.joined([*old, *new], [*kept, *map(_all, new)])
    centre = middle = np.empty(0, np.float32)
    if embedder is not None:
        middles = _middles(embedder)
        centre = space.middle(_asked_rows(embedder), middles.demand)
        middle = space.middle(whole.vectors[whole.encoded], middles.resource)
    base = shelf.add(whole.measured(Measure.of(whole.postings), middle))
    demands = news.asked_count(embedder)
    return Version(base, (base,), ((),), written(centre), written(middle), demands, known.name, change.seen)


def _added(shelf: Shelf, ready: Index, new: list[Segment], change: Change) -> Version:
    """The version at hand with what changed added, and what that replaces struck out."""
    names, parts, kept = list(ready.version.segments), ready.segments, ready.kept(change.replaced)
    fresh = [each for each in new if len(each)]
    if len(names) + len(fresh) > PARTS:
        rest = [at for at in range(len(names)) if at != ready.base]
        fresh = [segments.joined([*(parts[at] for at in rest), *new], [*(kept[at] for at in rest), *map(_all, new)])]
        names, kept = [ready.version.base], [kept[ready.base]]
    middle = vector(ready.version.middle)
    names += [shelf.add(each.measured(ready.measure, middle)) for each in fresh]
    dead = [tuple(np.flatnonzero(~stays).tolist()) for stays in kept] + [()] * len(fresh)
    return Version(**ready.version.__dict__ | {"segments": tuple(names), "dead": tuple(dead), "seen": change.seen})


def _all(segment: Segment) -> np.ndarray:
    return np.ones(len(segment), bool)


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
