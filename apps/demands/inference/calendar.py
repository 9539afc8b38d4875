"""Day arithmetic without a clock: months, working days and the feasts people date by."""

from calendar import monthrange
from datetime import date, timedelta

MAX_YEAR = 2099
SPRING_FESTIVAL = {
    2025: (1, 29),
    2026: (2, 17),
    2027: (2, 6),
    2028: (1, 26),
    2029: (2, 13),
    2030: (2, 3),
    2031: (1, 23),
    2032: (2, 11),
    2033: (1, 31),
    2034: (2, 19),
    2035: (2, 8),
}
FEASTS = {
    "元旦": (1, 1),
    "寒假": (1, 15),
    "五一": (5, 1),
    "劳动节": (5, 1),
    "暑假": (7, 1),
    "暑期": (7, 1),
    "开学": (9, 1),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "双十一": (11, 11),
    "圣诞": (12, 25),
}


def day_of(year: int, month: int, day: int) -> date | None:
    """A date, or nothing when there is no such day."""
    last = month_end(year, month)
    return last.replace(day=day) if last and 1 <= day <= last.day else None


def month_end(year: int, month: int) -> date | None:
    if not (2000 <= year <= MAX_YEAR and 1 <= month <= 12):
        return None
    return date(year, month, monthrange(year, month)[1])


def plus_months(start: date, months: int) -> date | None:
    """The same day `months` later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = month_end(year, month + 1)
    return last and last.replace(day=min(start.day, last.day))


def plus_working_days(start: date, days: int) -> date:
    """Weekends skipped; the yearly list of moved holidays is not known here."""
    friday = start - timedelta(days=max(0, start.weekday() - 4))
    weeks, rest = divmod(days, 5)
    over = 2 if friday.weekday() + rest > 4 else 0
    return friday + timedelta(weeks=weeks, days=rest + over)


def feast(name: str, year: int) -> date | None:
    """The first day of a feast in a year; the lunar one only as far as the table goes."""
    if name in FEASTS:
        return day_of(year, *FEASTS[name])
    return day_of(year, *SPRING_FESTIVAL[year]) if year in SPRING_FESTIVAL else None
