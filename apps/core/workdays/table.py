"""The calendar as the tables have it, remembered by each process and looked at again when they changed."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Sum

from apps.core import context
from apps.core.models import CalendarDay, CalendarYear
from apps.core.workdays.calendar import Calendar, Due, read_years


@dataclass(frozen=True)
class Remembered:
    stamp: tuple
    calendar: Calendar


_remembered: list[Remembered] = []  # none or one, shared by the threads of a process
_looked: ContextVar[object] = ContextVar("looked_at_calendar_for", default=None)


def calendar() -> Calendar:
    """The calendar now. One small query finds out whether it changed: once in a request, each time elsewhere.

    Work that asks thousands of times takes this object and asks it instead.
    """
    request = context.current()
    if _remembered and request.request_id and _looked.get() is request:
        return _remembered[-1].calendar
    stamp = _stamp()
    if not _remembered or _remembered[-1].stamp != stamp:
        _remembered[:] = [Remembered(stamp, _read())]
    _looked.set(request)
    return _remembered[-1].calendar


def forget() -> None:
    """Look again, even within this request: the tables have just been changed."""
    _looked.set(None)


def _stamp() -> tuple:
    found = CalendarYear.objects.aggregate(n=Count("pk"), versions=Sum("version"), at=Max("entered_at"))
    return tuple(found.values())


def _read() -> Calendar:
    rows = CalendarDay.objects.values_list("notice__year", "date", "works")
    return read_years(rows, CalendarYear.objects.values_list("year", flat=True))


def is_workday(day: date) -> bool:
    return calendar().is_workday(day)


def add(day: date, n: int) -> Due:
    """The n-th working day after `day`, and whether that is an estimate."""
    return calendar().add(day, n)


def between(a: date, b: date) -> int:
    """Working days after `a` up to and with `b`."""
    return calendar().between(a, b)


def known(year: int) -> bool:
    """Whether the year's notice has been entered; without it a year counts Monday to Friday."""
    return calendar().known(year)
