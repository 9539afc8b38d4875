"""Effects owed to somebody, kept in Postgres.

A cause writes its effect with `put` in its own transaction. The dispatcher claims due rows with SKIP LOCKED, pushes
their due time on by a lease and rings Celery; the worker runs the handler and marks the event done in one
transaction. A lost message, a dead worker or a flushed broker only means that the lease runs out and the bell rings
again; a second worker on the same event is turned away by an advisory lock.
"""

import logging
import traceback
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Case, F, QuerySet, When
from django.utils import timezone

from apps.core.models import OutboxEvent

LEASE = {"now": timedelta(seconds=20), "bulk": timedelta(minutes=10)}
MAX_ATTEMPTS = 12
BUSY_WAIT = timedelta(seconds=30)
WAITING = timedelta(seconds=30)  # after which an effect still open is stuck, and nobody makes way for it
CHANNEL = "outbox"
log = logging.getLogger(__name__)
Handler = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Topic:
    """How one topic is handled: `atomic` handlers run in the transaction that marks the event done.

    `before` is long work done ahead of that, each part kept as it is done and safe to do twice.
    """

    name: str
    run: Handler
    queue: str
    atomic: bool
    before: Callable[[], None] | None = None


topics: dict[str, Topic] = {}


def on(
    topic: str, *, queue: str = "now", atomic: bool = True, before: Callable[[], None] | None = None
) -> Callable[[Handler], Handler]:
    """File a handler for `topic`. With `atomic=False` it commits as it goes and must be safe to run twice."""

    def file(handler: Handler) -> Handler:
        topics[topic] = Topic(topic, handler, queue, atomic, before)
        return handler

    return file


def put(
    topic: str,
    payload: dict[str, Any] | None = None,
    *,
    key: str = "",
    delay: timedelta = timedelta(0),
) -> OutboxEvent | None:
    """Owe an effect. With `key`, an effect still open under the same key is not owed twice (None is returned).

    Raises RuntimeError outside a transaction and LookupError for a topic nobody handles.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("outbox.put belongs inside the transaction of its cause")
    entry = topics.get(topic)
    if entry is None:
        raise LookupError(f"nobody handles the outbox topic {topic!r}")
    due = timezone.now() + delay
    while not (key and _owe_again(topic, key, due)):
        event = OutboxEvent(topic=topic, payload=payload or {}, key=key, queue=entry.queue, due_at=due)
        try:
            with transaction.atomic():
                event.save(force_insert=True)
        except IntegrityError:  # somebody owed the same a moment ago: it is there now, or done already
            continue
        _notify()
        return event
    return None


def put_many(topic: str, payloads: Iterable[dict[str, Any]]) -> int:
    """Owe one effect per payload in two statements; returns how many. Raises as `put` does."""
    if not connection.in_atomic_block:
        raise RuntimeError("outbox.put_many belongs inside the transaction of its cause")
    entry, due = topics.get(topic), timezone.now()
    if entry is None:
        raise LookupError(f"nobody handles the outbox topic {topic!r}")
    events = [OutboxEvent(topic=topic, payload=payload, queue=entry.queue, due_at=due) for payload in payloads]
    if OutboxEvent.objects.bulk_create(events, batch_size=1000):
        _notify()
    return len(events)


def _owe_again(topic: str, key: str, due: Any) -> bool:
    """Have the open event of this key run (once more, if it is running now on what was true before)."""
    found = bool(_open().filter(topic=topic, key=key).update(owed=F("owed") + 1, due_at=due))
    if found:
        _notify()
    return found


def _open() -> QuerySet[OutboxEvent]:
    return OutboxEvent.objects.filter(done_at=None, failed_at=None)


def is_busy(queue: str) -> bool:
    """Whether somebody waits for a queue: an effect was owed to it a moment ago and is not done."""
    return _open().filter(queue=queue, attempts=0, created_at__gte=timezone.now() - WAITING).exists()


def _notify() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def claim(limit: int = 100) -> list[OutboxEvent]:
    """Due events, each leased to the caller for a while; two dispatchers never get the same one.

    What somebody waits for comes before any number of others.
    """
    with transaction.atomic():
        due = _open().filter(due_at__lte=timezone.now()).select_for_update(skip_locked=True)
        events = list(due.order_by(Case(When(queue="now", then=0), default=1), "due_at")[:limit])
        for (queue, rings), alike in groupby(sorted(events, key=_turn), key=_turn):
            rows = OutboxEvent.objects.filter(pk__in=[event.pk for event in alike])
            rows.update(due_at=timezone.now() + LEASE[queue] * 2 ** min(rings, 5), rings=F("rings") + 1)
    return events


def _turn(event: OutboxEvent) -> tuple[str, int]:
    return event.queue, event.rings


def release(ids: Iterable[Any]) -> None:
    """Give leased events back: the bell could not be rung."""
    _open().filter(pk__in=list(ids)).update(due_at=timezone.now(), rings=0)


class Busy(Exception):
    """A handler's word that somebody else is at this work right now: look again later, nothing failed."""


def deliver(event_id: str) -> bool:
    """Run one event's handler; True when it was done now, False when it is done, failed or in other hands."""
    event = _open().filter(pk=event_id).first()
    if event is None:
        return False
    try:
        return _run(event, topics[event.topic])
    except Busy:
        OutboxEvent.objects.filter(pk=event.pk).update(due_at=timezone.now() + BUSY_WAIT)
    except Exception:  # whatever it was is written down beside the event, and tried again later
        _note_failure(event, traceback.format_exc(limit=8))
    return False


def _run(event: OutboxEvent, topic: Topic) -> bool:
    """Handler and mark in one transaction; a handler that commits as it goes is marked afterwards."""
    if not topic.atomic:
        topic.run(event.payload)
        return _settle(event)
    if topic.before is not None:
        topic.before()
    taken = _taken.set([event])
    try:
        with transaction.atomic():
            if not _lock(event):
                return False
            topic.run(event.payload)
            if not all([_settle(each) for each in _taken.get()]):
                raise Busy  # finished by somebody else meanwhile: undo what we did
    finally:
        _taken.reset(taken)
    return True


def _lock(event: OutboxEvent) -> bool:
    """Held until the transaction ends; no row is locked, so whoever owes it again need not wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [str(event.pk)])
        return cursor.fetchone()[0]


def _settle(event: OutboxEvent) -> bool:
    """Mark it done, unless it was owed once more since it was read: then it stays open and due."""
    mine = _open().filter(pk=event.pk)
    done = mine.filter(owed=event.owed).update(done_at=timezone.now(), error="")
    return bool(done or mine.update(due_at=timezone.now(), rings=0))


_taken: ContextVar[list[OutboxEvent]] = ContextVar("taken")  # what the running handler will have done


def gather(topic: str, limit: int = 200) -> list[dict[str, Any]]:
    """Called by a handler that does many as cheaply as one: the payloads of other open events of its topic.

    They are done when the handler is, and stay owed if it fails.
    """
    others = _open().filter(topic=topic).exclude(pk__in=[event.pk for event in _taken.get()]).order_by("due_at")
    held = [event.pk for event in others[:limit] if _lock(event)]
    events = list(_open().filter(pk__in=held).order_by("due_at"))  # read again: one may have been finished meanwhile
    _taken.get().extend(events)
    return [event.payload for event in events]


def _note_failure(event: OutboxEvent, error: str) -> None:
    attempts = event.attempts + 1
    given_up = timezone.now() if attempts >= MAX_ATTEMPTS else None
    wait = timedelta(seconds=min(2**attempts, 600))
    log.error("outbox %s %s failed (attempt %s)\n%s", event.topic, event.pk, attempts, error)
    OutboxEvent.objects.filter(pk=event.pk).update(
        due_at=timezone.now() + wait, failed_at=given_up, error=error, attempts=attempts
    )


def drain(limit: int = 1000) -> int:
    """Deliver everything due in this process; tests and commands without a worker use it."""
    count = 0
    while count < limit and (events := claim(limit)):
        for event in events:
            count += deliver(str(event.pk))
    return count


def sweep(keep: timedelta = timedelta(days=14)) -> int:
    """Forget what was done long ago."""
    return OutboxEvent.objects.filter(done_at__lt=timezone.now() - keep).delete()[0]
