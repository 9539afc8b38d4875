"""Stretches of time as people write them: 两个月, 2-3个月, 半年, 一年半, 90天, 20个工作日, 8 weeks."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from apps.demands.inference.calendar import plus_months, plus_working_days
from apps.demands.inference.numerals import NUMBER, TO, number, scan
from apps.demands.inference.patterns import any_of
from apps.demands.inference.source import Source

HALF = Decimal("0.5")
LONGEST = Decimal(1200)
UNITS = any_of(
    r"""个?工作日 天 日(?=内|之内|以内) 个?星期 个?礼拜 周(?![年边围转期岁]) 个月 (?<=半)月 个?季度 年
    working\sdays? days? weeks? months? years?"""
)
LENGTH = re.compile(
    rf"(?<![0-9a-z.\-第二三四五六七八九十百])(?:(?P<low>{NUMBER})\s?(?:个?[月天周年])?{TO})?"
    rf"(?:(?P<value>{NUMBER})(?P<plus>个半)?|(?P<half>半)个?)\s?(?P<unit>{UNITS})(?P<more>半)?"
    r"(?![底初中末份前]|[0-9一二三四五六七八九十]{1,3}[日号月])"
)
IN_DAYS = {"day": 1, "天": 1, "日": 1, "week": 7, "周": 7, "星期": 7, "礼拜": 7}
IN_MONTHS = {"month": 1, "月": 1, "季度": 3, "year": 12, "年": 12}


@dataclass(frozen=True)
class Length:
    """How long, the longer reading of a range, and where the words stand."""

    start: int
    end: int
    value: Decimal
    unit: str

    def after(self, today: date) -> date | None:
        """The day this much later."""
        if not 0 < self.value <= LONGEST:
            return None
        if self.unit == "工作日":
            return plus_working_days(today, int(self.value))
        if days := IN_DAYS.get(self.unit):
            return today + timedelta(days=int(self.value * days))
        months = self.value * IN_MONTHS[self.unit]
        reached = plus_months(today, int(months)) if months <= 120 else None
        return reached and reached + timedelta(days=int(months % 1 * 30))

    def __str__(self) -> str:
        if self.unit in IN_MONTHS:
            return f"{(self.value * IN_MONTHS[self.unit]).normalize():f} 个月"
        unit = {"day": "天", "日": "天", "week": "周", "星期": "周", "礼拜": "周", "工作日": "个工作日"}.get(
            self.unit, self.unit
        )
        return f"{self.value.normalize():f} {unit}"


def unit_name(word: str) -> str:
    """个月 and months are one unit."""
    if "working" in word:
        return "工作日"
    return word.removeprefix("个").removesuffix("s")


def lengths(source: Source) -> list[Length]:
    """Every stretch of time in order."""
    found = []
    for match in scan(LENGTH, source.text):
        value = HALF if match["half"] else (number(match["value"]) or Decimal(0))
        value += HALF if match["plus"] or match["more"] else 0
        found.append(Length(*match.span(), value, unit_name(match["unit"])))
    return found
