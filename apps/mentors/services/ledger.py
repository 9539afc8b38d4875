"""The ledger of hours: written by one side, true when the other says yes, mended by another row and never changed."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction

from apps.accounts.actor import Actor
from apps.core import journal, lifecycle, rules
from apps.core.errors import Conflict, Defect, Defects
from apps.mentors.lifecycle import ACTIVE, CONFIRMED, DISPUTED, HELD, RECORDED
from apps.mentors.models import Appointment, HourEntry
from apps.mentors.services.telling import told

DAY = Decimal(24)
HALF = Decimal("0.5")


@transaction.atomic
def record(appointment: Appointment, *, day: date, hours: Decimal, what: str, actor: Actor, today: date) -> HourEntry:
    """Write hours down for this side. Raises PermissionDenied, Defects, and Conflict when the term does not hold."""
    rules.require(actor, "record", appointment)
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    _require_term(appointment, today)
    if defects := _defects(appointment, day, hours, what, today):
        raise Defects(defects)
    row = HourEntry(appointment=appointment, day=day, hours=hours, what=what.strip(), recorded_by=actor.organization)
    row.save(force_insert=True)
    journal.write(actor, "record", row, after={"day": str(day), "hours": str(hours)})
    _tell_other(row, actor, f"登记了 {day} 的 {hours} 课时，请确认")
    return row


def _require_term(appointment: Appointment, today: date) -> None:
    if appointment.state not in HELD:
        raise Conflict(f"聘任现在是「{appointment.state_now.label}」，生效后才能登记课时")
    if appointment.state != ACTIVE:
        raise Conflict(f"聘任{appointment.state_now.label}，不能再登记新的课时；已登记的仍可以确认")
    if appointment.is_past(today):
        raise Conflict(f"聘期已于 {appointment.until} 届满，不能再登记新的课时；请先续聘")


def _defects(appointment: Appointment, day: date, hours: Decimal, what: str, today: date) -> list[Defect]:
    found = []
    if not what.strip():
        found.append(Defect("what", "请写内容", "例如 《精密加工》第 3 讲"))
    if not appointment.since <= day <= min(appointment.until, today):
        found.append(Defect("day", f"日期应在聘期内且不晚于今天（{appointment.since} 至 {today}）", "请核对日期"))
    if not 0 < hours <= DAY or hours % HALF:
        found.append(Defect("hours", "课时应为 0.5 的倍数，且不超过 24", "例如 2 或 1.5"))
    elif _on(appointment, day) + hours > DAY:
        found.append(Defect("hours", f"{day} 这一天加起来超过 24 课时", "请核对是否重复登记"))
    return found


def _on(appointment: Appointment, day: date) -> Decimal:
    """What stands for that day with this mentor, confirmed or waiting."""
    rows = HourEntry.objects.filter(appointment__mentor_id=appointment.mentor_id, day=day).exclude(state=DISPUTED)
    return rows.total()


@transaction.atomic
def confirm(entry: HourEntry, *, actor: Actor) -> HourEntry:
    """The other side's yes. Said twice it stays said once. Raises PermissionDenied and Conflict."""
    rules.require(actor, "confirm", entry)
    entry = HourEntry.objects.select_for_update(of=("self",)).select_related("appointment").get(pk=entry.pk)
    if entry.state == CONFIRMED:
        return entry
    _require_sum(entry)
    HourEntry.objects.filter(pk=entry.pk).update(confirmed_by=actor.organization)
    entry.confirmed_by = actor.organization
    return lifecycle.move(entry, "confirm", actor=actor)


def _require_sum(entry: HourEntry) -> None:
    """A correction may take back what was confirmed, and no more."""
    if entry.corrects_id is None:
        return
    first = HourEntry.objects.select_for_update().get(pk=entry.corrects_id)
    so_far = first.corrections.confirmed().total() + first.hours
    if first.state != CONFIRMED or not 0 <= so_far + entry.hours <= DAY:
        raise Conflict("更正后的课时不在 0 到 24 之间，请对方重新登记更正")


@transaction.atomic
def dispute(entry: HourEntry, *, actor: Actor, note: str) -> HourEntry:
    """The other side's no, with a reason. Raises PermissionDenied, Defects and Conflict."""
    lifecycle.move(entry, "dispute", actor=actor, note=note)
    _tell_other(entry, actor, f"不认可 {entry.day} 的 {entry.hours} 课时：{note}")
    return entry


@transaction.atomic
def correct(entry: HourEntry, *, hours: Decimal, what: str, actor: Actor) -> HourEntry:
    """A row that makes a confirmed one `hours` long; it needs the other side's yes as well.

    Raises PermissionDenied, Defects, and Conflict for a row that is not confirmed or has a correction waiting.
    """
    rules.require(actor, "correct", entry)
    entry = HourEntry.objects.select_for_update(of=("self",)).select_related("appointment").get(pk=entry.pk)
    if entry.state != CONFIRMED or entry.corrects_id is not None:
        raise Conflict("只有双方已确认的课时才要更正；没确认的可以不认可后重新登记")
    if entry.corrections.filter(state=RECORDED).exists():
        raise Conflict("这条课时已有一条更正在等确认")
    change = hours - entry.hours - entry.corrections.confirmed().total()
    if not what.strip() or not 0 <= hours <= DAY or hours % HALF or not change:
        raise Defects([Defect("hours", "请写更正后的课时（0 到 24，0.5 的倍数，与现在不同）和原因", "例如 1.5")])
    row = HourEntry(appointment=entry.appointment, day=entry.day, hours=change, what=what.strip(), corrects=entry)
    row.recorded_by = actor.organization
    row.save(force_insert=True)
    journal.write(actor, "correct", row, after={"corrects": entry.pk, "hours": str(hours)})
    _tell_other(row, actor, f"更正了 {entry.day} 的课时，请确认")
    return row


def confirm_many(entries: Iterable[HourEntry], *, actor: Actor) -> tuple[int, int]:
    """(confirmed, left) of rows that wait for this side; each is judged by itself."""
    done = left = 0
    for entry in entries:
        try:
            confirm(entry, actor=actor)
            done += 1
        except Conflict:
            left += 1
    return done, left


def _tell_other(entry: HourEntry, actor: Actor, text: str) -> None:
    sides = {entry.appointment.unit, entry.appointment.organization} - {actor.organization}
    told(
        sides,
        about=entry.appointment,
        text=f"{actor.organization_name}：{text}",
        actor=actor,
        key=f"{entry.pk}:{entry.state}",
    )
