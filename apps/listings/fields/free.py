"""Fields whose values are not from a list: text, number, yes or no, day, moment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from apps.listings.fields.base import Field, Problem, plain, scalar

EXCEL_EPOCH = date(1899, 12, 30)
DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00(?:\.0+)?)?)?$")

MOMENT = re.compile(
    r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?[ T]*(\d{1,2})\s*[:：时点]\s*(\d{2})?\s*分?$"
)
MACHINE = re.compile(r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """Prose or a short line, kept as written but for blanks at the edges."""

    max: int = 200
    min: int = 0
    lines: int = 1

    def clean(self, raw: Any) -> str:
        if type(raw) is str and raw[:1].isalnum() and raw.isprintable():  # nearly every value: nothing to look at
            value = raw.strip() if self.lines > 1 else " ".join(raw.split())
            if self.min <= len(value) <= self.max:
                return value
        return super().clean(raw)

    def parse(self, raw: Any) -> str:
        value = _prose(raw, self.label) if self.lines > 1 else _line(raw, self.label)
        if len(value) > self.max:
            raise Problem(f"“{self.label}”最多 {self.max} 个字，现为 {len(value)} 个", "请删减")
        if len(value) < self.min:
            raise Problem(f"“{self.label}”至少 {self.min} 个字，现为 {len(value)} 个", "请写得再具体一些")
        return value

    def empty(self) -> str:
        return ""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.max, "minLength": self.min}


def _prose(raw: Any, label: str) -> str:
    written = scalar(raw, label)
    if written.isprintable():
        return written.strip()
    return "\n".join(line.rstrip() for line in written.split("\n")).strip()


def _line(raw: Any, label: str) -> str:
    if not isinstance(raw, str):
        return plain(raw, label)
    return " ".join(scalar(raw, label).split())


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A number with bounds; `decimals` 0 means whole. A unit in the cell (「58.2万元」) is taken off when it fits."""

    min: Decimal | int = 0
    max: Decimal | int = 1_000_000_000
    decimals: int = 0
    widget: str = "number"

    def parse(self, raw: Any) -> int | Decimal:
        value = self._decimal(raw)
        if not self.min <= value <= self.max:
            raise Problem(
                f"“{self.label}”应在 {self.min}—{self.max}{self.unit}之间，现为 {self._short(value)}", "请核对"
            )
        rounded = round(value, self.decimals)
        if rounded != value:
            what = f"最多 {self.decimals} 位小数" if self.decimals else "应为整数"
            raise Problem(f"“{self.label}”{what}，现为 {self._short(value)}", f"请改为 {rounded}")
        return rounded if self.decimals else int(rounded)

    def _decimal(self, raw: Any) -> Decimal:
        written = plain(raw, self.label).replace(",", "").replace(" ", "")
        bare = written.removesuffix(self.unit) if self.unit else written
        try:
            value = Decimal(bare)
        except InvalidOperation:
            raise Problem(f"“{self.label}”应为数字，现为「{written[:20]}」", self._how(written)) from None
        if not value.is_finite() or abs(value.adjusted()) > 30:
            raise Problem(f"“{self.label}”应为数字，现为「{written[:20]}」", "请填写阿拉伯数字")
        return Decimal(repr(raw)) if isinstance(raw, float) else value

    def _how(self, written: str) -> str:
        digits = re.match(r"-?\d+(\.\d+)?", written)
        unit = f"，单位已是{self.unit}" if self.unit else ""
        return f"只填数字{unit}，例如 {digits[0] if digits else self.example or 12}"

    @staticmethod
    def _short(value: Decimal) -> str:
        return f"{value:f}"[:20]

    def show(self, value: Any) -> str:
        if value is None:
            return ""
        return f"{Decimal(value).normalize():f}{' ' + self.unit if self.unit else ''}"

    def schema(self) -> dict[str, Any]:
        return {"type": "number" if self.decimals else "integer", "minimum": int(self.min), "maximum": int(self.max)}


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    """Yes or no; nothing means no."""

    widget: str = "checkbox"
    YES = frozenset({"是", "有", "y", "yes", "true", "1", "on", "√", "✓"})
    NO = frozenset({"否", "无", "n", "no", "false", "0", "off", "×"})

    def empty(self) -> bool:
        return False

    def parse(self, raw: Any) -> bool:
        if isinstance(raw, bool):
            return raw
        written = plain(raw, self.label).lower()
        if written in self.YES | self.NO:
            return written in self.YES
        raise Problem(f"“{self.label}”应为“是”或“否”，现为「{written[:20]}」", "请改为“是”或“否”")

    def show(self, value: Any) -> str:
        return "是" if value else "否"

    def write(self, value: Any) -> Any:
        return self.show(value)

    def choices(self) -> Mapping[str, str]:
        return {"true": "是", "false": "否"}

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A calendar day; takes 2026-11-21, 2026/11/21, 2026年11月21日, and a spreadsheet's serial number."""

    earliest: date = date(1900, 1, 1)
    latest: date = date(2100, 12, 31)
    widget: str = "date"

    def parse(self, raw: Any) -> date:
        value = self._day(raw)
        if not self.earliest <= value <= self.latest:
            raise Problem(
                f"“{self.label}”应在 {self.earliest:%Y} 至 {self.latest:%Y} 年之间，现为 {value}", "请核对年份"
            )
        return value

    def _day(self, raw: Any) -> date:
        if isinstance(raw, datetime):
            return raw.date()
        if isinstance(raw, date):
            return raw
        written = plain(raw, self.label)
        if re.fullmatch(r"\d{5}(\.\d+)?", written):
            return EXCEL_EPOCH + timedelta(days=int(float(written)))
        try:
            return date(*map(int, DAY.match(written).groups()))
        except (AttributeError, ValueError):
            raise Problem(f"“{self.label}”不是有效日期：「{written[:20]}」", "请写成 2026-11-21") from None

    def show(self, value: Any) -> str:
        return f"{value.year}年{value.month}月{value.day}日" if value else ""

    def write(self, value: Any) -> Any:
        return value.isoformat() if value else ""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A day and an hour of it, in Shanghai; takes 2026-11-21 14:00, 2026年11月21日 14:00, and what programs write."""

    earliest: date = date(1990, 1, 1)
    latest: date = date(2100, 12, 31)
    widget: str = "moment"

    def parse(self, raw: Any) -> datetime:
        value = self._moment(raw)
        if not self.earliest <= value.date() <= self.latest:
            raise Problem(
                f"“{self.label}”应在 {self.earliest:%Y} 至 {self.latest:%Y} 年之间，现为 {value:%Y-%m-%d}", "请核对年份"
            )
        return value

    def _moment(self, raw: Any) -> datetime:
        try:
            found = raw if isinstance(raw, datetime) else _read_moment(plain(raw, self.label))
            local = timezone.localtime(found) if timezone.is_aware(found) else timezone.make_aware(found)
        except (AttributeError, ValueError, OverflowError) as wrong:
            if isinstance(wrong, Problem):
                raise
            shown = str(raw)[:20]
            raise Problem(f"“{self.label}”不是有效的日期和时间：「{shown}」", "请写成 2026-11-21 14:00") from None
        return local.replace(second=0, microsecond=0)

    def show(self, value: Any) -> str:
        if not value:
            return ""
        local = self._moment(value)
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"

    def write(self, value: Any) -> Any:
        return f"{self._moment(value):%Y-%m-%d %H:%M}" if value else ""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


def _read_moment(written: str) -> datetime:
    """As people write it, or as programs do. Raises ValueError and AttributeError."""
    if found := MOMENT.match(written):
        return datetime(*(int(part or 0) for part in found.groups()))
    if MACHINE.match(written):
        return datetime.fromisoformat(written)
    raise ValueError(written)
