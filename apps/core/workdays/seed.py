"""The years the calendar package knows, written where operators can see and amend them."""

import chinese_calendar
from chinese_calendar.constants import Holiday
from django.db import transaction

from apps.core.models import CalendarDay, CalendarYear
from apps.core.workdays.entering import entered

FIRST = 2020  # nobody here counts from an earlier day
SOURCE = f"国务院办公厅放假安排（据 chinesecalendar {chinese_calendar.__version__}）"
NAMES = {holiday.value: holiday.chinese for holiday in Holiday}


def packaged() -> dict[int, list[tuple]]:
    """year → [(date, works, name)] for every year the package covers."""
    found: dict[int, list[tuple]] = {}
    for works, days in ((False, chinese_calendar.holidays), (True, chinese_calendar.workdays)):
        for day, name in days.items():
            if day.year >= FIRST:
                found.setdefault(day.year, []).append((day, works, NAMES.get(name, name)))
    return found


@transaction.atomic
def seed() -> list[int]:
    """Add the years that are not there; what somebody entered or amended stays. Returns the years added."""
    there = set(CalendarYear.objects.values_list("year", flat=True))
    missing = {year: days for year, days in packaged().items() if year not in there}
    years = [CalendarYear(year=year, source=SOURCE) for year in sorted(missing)]
    CalendarYear.objects.bulk_create(years, ignore_conflicts=True)
    notices = {row.year: row for row in CalendarYear.objects.filter(year__in=missing, version=1)}
    days = [
        CalendarDay(notice=notices[year], date=day, works=works, name=name)
        for year, rows in missing.items()
        for day, works, name in rows
        if year in notices
    ]
    CalendarDay.objects.bulk_create(days, ignore_conflicts=True)
    for year in sorted(missing) if there else ():  # a newer package: due dates stored before counted without it
        entered.send(sender=CalendarYear, year=year, actor=None)
    return sorted(missing)
