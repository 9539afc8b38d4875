"""A pasted notice read into days: the official sentences as they stand, or one day a line.

「二、春节：2月15日（农历腊月二十八、周日）至23日（周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。」
「2027-02-20 上班 春节」
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from apps.core.errors import Defect, Defects
from apps.core.text import normalize
from apps.core.workdays.calendar import is_weekday

WEEKDAYS = "一二三四五六日"
TOKEN = re.compile(
    r"(?P<iso>(?P<iy>\d{4})[-/.](?P<im>\d{1,2})[-/.](?P<id>\d{1,2}))"
    r"|(?P<day>(?:(?P<y>\d{4})年)?(?:(?P<m>\d{1,2})月)?(?P<d>\d{1,2})[日号])"
    r"|(?P<note>\([^)]*\))"
    r"|(?P<to>[至到~—–])"
    r"|(?P<total>共(?P<n>\d+)天)"
    r"|(?P<rest>放假|休息|休)"
    r"|(?P<work>上班|补班|班)"
)
HEAD = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|\d+[、.)]\s*)?(?P<name>[^\d:,。()]{2,16}):")
LONGEST = 20  # days in one go; more is a slip of the keyboard


@dataclass(frozen=True)
class Day:
    """One day that is not what its weekday says, or a day of a feast."""

    date: date
    works: bool
    name: str = ""


@dataclass
class Reading:
    """What has been understood of one line so far."""

    year: int
    row: int
    name: str
    pending: list[date] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    rested: int = 0
    to: bool = False


def read(text: str, year: int) -> list[Day]:
    """The days of the year's notice, in order. Raises Defects: every line that says something impossible."""
    days: dict[date, Day] = {}
    defects: list[Defect] = []
    for row, line in enumerate(text.splitlines(), start=1):
        try:
            for day in _line(normalize(line), year, row):
                _take(day, days, year, row)
        except _Odd as odd:
            defects.append(Defect("text", f"第 {row} 行：{odd}", row=row))
    if not days and not defects:
        defects.append(Defect("text", "没有读到日期", "请粘贴通知里写着“放假”“上班”的那几段"))
    if defects:
        raise Defects(defects)
    return [days[key] for key in sorted(days)]


class _Odd(Exception):
    """What is wrong with one line, in words."""


def _line(line: str, year: int, row: int) -> Iterator[Day]:
    head = HEAD.match(line)
    reading = Reading(year, row, head["name"].strip() if head else _bare_name(line))
    for token in TOKEN.finditer(line):
        _STEPS[token.lastgroup](reading, token)
    if reading.pending:
        raise _Odd("有日期没有写明是放假还是上班")
    return iter(reading.days)


def _bare_name(line: str) -> str:
    """The word that is left of “2027-02-20 上班 春节”."""
    left = re.sub(r"[\s,，、]+", " ", TOKEN.sub(" ", line)).strip()
    return left[:16] if re.fullmatch(r"[一-鿿]{2,16}", left) else ""


def _on_day(reading: Reading, token: re.Match) -> None:
    last = reading.pending[-1] if reading.pending else (reading.days[-1].date if reading.days else None)
    month = int(token["m"]) if token["m"] else (last.month if last else 0)
    if not month:
        raise _Odd(f"「{token[0]}」没有写月份")
    inherited = reading.pending[-1].year if reading.pending and not token["m"] else reading.year
    _add(reading, int(token["y"] or inherited), month, int(token["d"]), token[0])


def _on_iso(reading: Reading, token: re.Match) -> None:
    _add(reading, int(token["iy"]), int(token["im"]), int(token["id"]), token[0])


def _add(reading: Reading, year: int, month: int, day: int, words: str) -> None:
    try:
        found = date(year, month, day)
    except ValueError:
        raise _Odd(f"没有「{words}」这一天") from None
    if reading.to and reading.pending:
        first = reading.pending[-1]
        if not 0 < (found - first).days < LONGEST:
            raise _Odd(f"「{first.month}月{first.day}日至{words}」前后不对，或超过 {LONGEST} 天")
        reading.pending += [first + timedelta(days=n) for n in range(1, (found - first).days)]
    reading.to = False
    reading.pending.append(found)


def _on_note(reading: Reading, token: re.Match) -> None:
    """The weekday in brackets is the notice's own check."""
    said = re.search(r"(?:周|星期|礼拜)([一二三四五六日天])", token[0])
    if said and reading.pending:
        day, name = reading.pending[-1], said[1].replace("天", "日")
        if WEEKDAYS[day.weekday()] != name:
            raise _Odd(f"{day.month}月{day.day}日写的是星期{name}，{day.year} 年这一天是星期{WEEKDAYS[day.weekday()]}")


def _on_to(reading: Reading, token: re.Match) -> None:
    reading.to = True


def _on_rest(reading: Reading, token: re.Match) -> None:
    if reading.pending:
        reading.rested = len(reading.pending)
        _settle(reading, works=False)


def _on_work(reading: Reading, token: re.Match) -> None:
    _settle(reading, works=True)


def _settle(reading: Reading, *, works: bool) -> None:
    reading.days += [Day(day, works, reading.name) for day in reading.pending]
    reading.pending = []


def _on_total(reading: Reading, token: re.Match) -> None:
    if reading.rested != int(token["n"]):
        raise _Odd(f"写的是共 {token['n']} 天，按日期数是 {reading.rested} 天")


_STEPS = {
    "iso": _on_iso,
    "day": _on_day,
    "note": _on_note,
    "to": _on_to,
    "total": _on_total,
    "rest": _on_rest,
    "work": _on_work,
}


def _take(day: Day, days: dict[date, Day], year: int, row: int) -> None:
    words = f"{day.date.year}年{day.date.month}月{day.date.day}日"
    if day.date.year != year and (day.date.year, day.date.month) != (year - 1, 12):
        raise _Odd(f"{words}不在 {year} 年")
    if day.works and is_weekday(day.date):
        raise _Odd(f"{words}是星期{WEEKDAYS[day.date.weekday()]}，本来就上班；调休上班的应是周末")
    if day.date in days and days[day.date].works != day.works:
        raise _Odd(f"{words}前面写的是{'上班' if days[day.date].works else '放假'}，这里又相反")
    days.setdefault(day.date, day)
