"""An appointment: proposed by a school, agreed to by the mentor's unit, in force for its term and no longer."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from apps.accounts.actor import Actor
from apps.core import journal, lifecycle, rules
from apps.core.errors import Conflict, Defect, Defects
from apps.mentors.models import Appointment, Grade, Mentor
from apps.mentors.services.telling import told

LONGEST = 6  # years


@dataclass(frozen=True)
class Term:
    """What a school proposes."""

    post: str
    duties: str
    since: date
    until: date
    planned_hours: int | None = None


@transaction.atomic
def appoint(mentor: Mentor, term: Term, *, actor: Actor, today: date) -> Appointment:
    """Propose a term to the mentor's unit. Raises PermissionDenied, Defects, and Conflict when one is open already."""
    rules.require(actor, "appoint", mentor)
    if defects := _defects(term, today):
        raise Defects(defects)
    row = Appointment(mentor=mentor, unit=mentor.organization, organization=actor.organization, **vars(term))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("贵校与这位导师已有一份在办的聘任，请先结束那一份") from error
    journal.write(actor, "appoint", row, after={"since": str(term.since), "until": str(term.until)})
    told([row.unit, mentor.person], about=row, text=f"{row.organization} 提出聘任：{row.post}", actor=actor)
    return row


def _defects(term: Term, today: date) -> list[Defect]:
    found = []
    if not term.post.strip():
        found.append(Defect("post", "请写聘任岗位", "例如 产业教授"))
    if not term.duties.strip():
        found.append(Defect("duties", "请写职责", "例如 每学期开课 32 课时"))
    if term.until < term.since:
        found.append(Defect("until", f"聘期至（{term.until}）早于聘期自（{term.since}）", "请核对年份"))
    elif term.until < today:
        found.append(Defect("until", f"聘期至（{term.until}）已经过去", "请填今天以后的日期"))
    elif (term.until - term.since).days > LONGEST * 366:
        found.append(Defect("until", f"聘期超过 {LONGEST} 年", "请分期聘任"))
    return found


@transaction.atomic
def step(row: Appointment, name: str, *, actor: Actor, today: date, note: str = "") -> Appointment:
    """One move of the table; a term that is over can no longer be agreed to or started. Raises as `lifecycle.move`."""
    if name in {"agree", "start"} and row.is_past(today):
        raise Conflict(f"聘期已于 {row.until} 届满，不能再{row.lifecycle.by_name[name].label}；请学校重新提出聘任")
    lifecycle.move(row, name, actor=actor, note=note)
    text = f"{row.organization} 的聘任（{row.post}）：{row.state_now.label}"
    told([row.unit, row.organization, row.mentor.person], about=row, text=text, actor=actor)
    return row


def expire_past(today: date) -> int:
    """Nightly: terms and levels whose last day has gone; returns how many."""
    system, done = Actor.system(), 0
    for row in Appointment.objects.past(today).select_related("unit", "organization", "mentor__person"):
        step(row, "expire", actor=system, today=today)
        done += 1
    for grade in Grade.objects.past(today):
        lifecycle.move(grade, "lapse", actor=system)
        done += 1
    return done
