"""Named numbers of mentors."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from apps.core import facts as core
from apps.listings import facts
from apps.mentors.models import Appointment, Grade, HourEntry, Mentor

facts.add_all(Mentor)


def appointments(subject: Any, period: Any) -> QuerySet[Appointment]:
    rows = Appointment.objects.active()
    return rows.of(subject.pk) if subject is not None else rows


def hours(subject: Any, period: Any) -> QuerySet[HourEntry]:
    """Confirmed by both sides; of a year when one is named."""
    rows = HourEntry.objects.confirmed()
    rows = rows.of(subject.pk) if subject is not None else rows
    return rows.filter(day__year=period) if period else rows


def graded(subject: Any, period: Any) -> QuerySet[Grade]:
    rows = Grade.objects.granted_on(timezone.localdate())
    return rows.filter(mentor__organization=subject) if subject is not None else rows


def known_hours(subject: Any, period: Any) -> Decimal | None:
    """Unknown where nobody has ever been appointed: no ledger is not zero hours."""
    rows = Appointment.objects.all()
    kept = rows.of(subject.pk) if subject is not None else rows
    return hours(subject, period).total() if kept.exists() else None


core.add(
    "mentors.appointments",
    label="在聘的产业导师",
    unit="人次",
    of="organization",
    value=lambda s, p: appointments(s, p).count(),
    rows=appointments,
)
core.add(
    "mentors.graded",
    label="有效的双师等级",
    unit="项",
    of="organization",
    value=lambda s, p: graded(s, p).count(),
    rows=graded,
)
core.add("mentors.hours", label="双方确认的课时", unit="课时", of="organization", value=known_hours, rows=hours)
