"""Entering a year's notice: the days are replaced as one, and whoever stores a due date hears of it."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone

from apps.core import journal, rules
from apps.core.errors import Defect, Defects, Stale
from apps.core.models import CalendarDay, CalendarYear
from apps.core.workdays import table
from apps.core.workdays.notice import Day

YEARS = range(2020, 2100)
CHANGED = "这一年的安排刚刚被同事改过，请对照页面上的最新内容后再录入"
entered = Signal()  # sender=CalendarYear, year, actor: in the transaction of the entry; answer with an outbox row


@transaction.atomic
def enter(*, year: int, days: Iterable[Day], source: str, actor: Any, version: int = 0) -> CalendarYear:
    """Make `days` the notice of `year`; `version` is that of the row the page showed, 0 for a year without one.

    Raises PermissionDenied, Defects (no such year, no source), and Stale when somebody was faster.
    """
    rules.require(actor, "enter", CalendarYear)
    if year not in YEARS:
        raise Defects([Defect("year", f"年份应在 {YEARS[0]}—{YEARS[-1]} 之间")])
    if not source.strip():
        raise Defects([Defect("source", "请写明依据", "例如：国办发明电〔2026〕×号")])
    notice = _claimed(year, source.strip()[:200], actor, version)
    before = {str(row.date): row.works for row in notice.days.all()}
    notice.days.all().delete()
    rows = [CalendarDay(notice=notice, date=day.date, works=day.works, name=day.name) for day in days]
    CalendarDay.objects.bulk_create(rows)
    after = {str(row.date): row.works for row in rows}
    journal.write(actor, "enter", notice, before=before, after=after, note=notice.source)
    table.forget()
    entered.send(sender=CalendarYear, year=year, actor=actor)
    return notice


def _claimed(year: int, source: str, actor: Any, version: int) -> CalendarYear:
    """The year's row, new or taken by its version. Raises Stale."""
    values = {"source": source, "entered_at": timezone.now(), "entered_by_id": actor.user_id}
    if version == 0:
        try:
            with transaction.atomic():
                return CalendarYear.objects.create(year=year, **values)
        except IntegrityError:
            raise Stale(CHANGED, CalendarYear.objects.get(year=year).version) from None
    if not CalendarYear.objects.filter(year=year, version=version).update(version=F("version") + 1, **values):
        raise Stale(CHANGED, version)
    return CalendarYear.objects.get(year=year)
