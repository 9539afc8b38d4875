"""Places at an event, counted under the lock of its row: never more than the cap, none left while somebody waits.

Whoever registers joins the queue; the queue is seated from its head as long as there are seats. So registering, giving
a place back, and raising the cap are one and the same thing seen from three sides.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from apps.accounts.actor import Actor
from apps.alliances.event import Event
from apps.alliances.models.event import Registration
from apps.alliances.services import event_telling as telling
from apps.core import journal, lifecycle, rules
from apps.core.errors import Conflict, Defect, Defects
from apps.listings.fields import Moment
from apps.listings.lifecycle import CLOSED, PUBLISHED

TWICE = "您已经报过名了，不用再报；在“我的活动”里可以看到签到码"
WHEN = Moment(label="时间")


@transaction.atomic
def register(event: Event, *, actor: Actor, now: datetime) -> Registration:
    """A place for the actor, or one in the queue. Raises PermissionDenied, and Conflict: not open, over, twice."""
    rules.require(actor, "register", event)
    event = locked(event.pk)
    _require_open(event, now)
    row = Registration(event=event, user=actor.user, organization=actor.organization)
    if event.registrations.living().filter(user=actor.user).exists():
        raise Conflict(TWICE)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(TWICE) from error
    journal.write(actor, "register", row)
    seated = fill(event, now=now, newest=row)
    if row.pk in {one.pk for one in seated}:
        row = next(one for one in seated if one.pk == row.pk)
    else:
        telling.queued(row)
    return row


def _require_open(event: Event, now: datetime) -> None:
    if event.state == CLOSED:
        raise Conflict("活动已经取消，不能报名")
    if event.state != PUBLISHED:
        raise Conflict("活动还没有发布，或正在审核修改，请稍后再报")
    if now >= event.starts:
        raise Conflict("活动已经开始，不能再报名")
    if now >= event.shuts:
        raise Conflict(f"报名已于 {WHEN.show(event.shuts)} 截止，请直接联系主办单位")


@transaction.atomic
def step(registration: Registration, name: str, *, actor: Actor, now: datetime, note: str = "") -> Registration:
    """Give a place back, or take it; whoever waits first has it. Raises PermissionDenied, Conflict and Defects."""
    rules.require(actor, name, registration)
    event = locked(registration.event_id)
    row = _fresh(registration, event)
    if now >= event.ends:
        raise Conflict("活动已经结束，名单不再改动")
    if actor.user_id == row.user_id and now >= event.starts and name == "cancel":
        raise Conflict("活动已经开始，不能再取消报名")
    lifecycle.move(row, name, actor=actor, note=note)
    if note:
        row.note = note[:300]
        Registration.objects.filter(pk=row.pk).update(note=row.note)
    telling.left(row, row.lifecycle.by_name[name], actor, note)
    fill(event, now=now)
    return row


def fill(event: Event, *, now: datetime, newest: Registration | None = None) -> list[Registration]:
    """Seat the head of the queue while there are seats; the caller holds the lock. Returns who was seated."""
    if event.state == CLOSED or event.ends is None or now >= event.ends:
        return []
    waiting = event.registrations.waiting().select_related("user")
    seated = list(waiting if event.cap is None else waiting[: max(0, event.cap - event.registrations.taken().count())])
    for row in seated:
        row.event = event
        lifecycle.move(row, "seat", actor=Actor.system())
        (telling.registered if newest is not None and row.pk == newest.pk else telling.promoted)(row)
    return seated


@transaction.atomic
def resize(event: Event, *, now: datetime) -> None:
    """The cap has been changed: seat as many more, or refuse to take a seat from anybody. Raises Defects."""
    event = locked(event.pk)
    taken = event.registrations.taken().count()
    if event.cap is not None and event.cap < taken:
        message = f"已有 {taken} 人报名成功，人数上限不能少于 {taken}"
        raise Defects([Defect("cap", message, "先与要让出的人说好并移出，再减上限")])
    fill(event, now=now)


@transaction.atomic
def call_off(event: Event, *, actor: Actor, note: str) -> int:
    """The event is cancelled: everybody who has a place or waits is told; returns how many."""
    rows = list(event.registrations.living().select_related("user"))
    for row in rows:
        row.event = event
        lifecycle.move(row, "call_off", actor=Actor.system(via=actor.via), note=note)
    telling.called_off(event, rows, note)
    return len(rows)


def locked(pk: int) -> Event:
    """The event's row, held until the end of the transaction: always before any of its registrations."""
    return Event.objects.select_for_update(of=("self",)).select_related("organization").get(pk=pk)


def _fresh(registration: Registration, event: Event) -> Registration:
    row = Registration.objects.select_for_update(of=("self",)).select_related("user").get(pk=registration.pk)
    row.event = event
    return row


def is_wanted(event: Event) -> bool:
    """Whether somebody counts on it."""
    return event.registrations.living().exists()
