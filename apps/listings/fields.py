"""What a kind may ask for: a field knows how to clean any raw value, whatever door it came through.

The portal form, the API and the importer all call the same `clean`, so they cannot disagree. Nothing here knows about
forms, serializers or spreadsheets; those build themselves from `widget`, `schema()` and `show()`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.core import text
from apps.core.errors import Defect
from apps.listings.vocabulary import Vocabulary

ODD_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
SEPARATORS = re.compile(r"[;；,，、\n|]+")
EXCEL_EPOCH = date(1899, 12, 30)
DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00(?:\.0+)?)?)?$")


class Problem(ValueError):
    """A raw value cannot be taken: what is wrong, and how to mend it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


@dataclass(frozen=True, kw_only=True)
class Field:
    """The part every field shares. `aliases` are column titles people use for it in their own sheets."""

    label: str
    required: bool = False
    help: str = ""
    example: str = ""
    aliases: tuple[str, ...] = ()
    unit: str = ""
    widget: str = "text"
    personal: bool = False

    def clean(self, raw: Any) -> Any:
        """The typed value, None (or an empty list) for nothing. Raises Problem."""
        if is_blank(raw):
            if self.required:
                raise Problem(f"缺少“{self.label}”", "这一项必填")
            return self.empty()
        return self.parse(raw)

    def empty(self) -> Any:
        return None

    def parse(self, raw: Any) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """As a person reads it."""
        return "" if value is None else f"{value}{' ' + self.unit if self.unit else ''}"

    def write(self, value: Any) -> Any:
        """As a spreadsheet cell or a form control takes it back."""
        return "" if value is None else value

    def choices(self) -> Mapping[str, str]:
        """The closed vocabulary, empty where anything goes."""
        return {}

    def schema(self) -> dict[str, Any]:
        """JSON Schema of a valid value."""
        return {"type": "string"}


def is_blank(raw: Any) -> bool:
    if isinstance(raw, str):
        return not raw[:1].isalnum() and not text.normalize(raw)
    return raw is None or raw == []


def plain(raw: Any, label: str) -> str:
    """A single-line text out of a cell or a JSON scalar; full-width digits become plain ones."""
    return text.normalize(_scalar(raw, label))


def _scalar(raw: Any, label: str) -> str:
    """Any text or number as written. Raises Problem for anything else and for what no text holds."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise Problem(f"“{label}”应为文字", "请填写一段文字")
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        raw = int(raw)
    value = str(raw)
    if ODD_CONTROL.search(value):
        raise Problem(f"“{label}”含有不可见的控制字符", "请删去后重新粘贴为纯文本")
    return value


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """Prose or a short line, kept as written but for blanks at the edges."""

    max: int = 200
    min: int = 0
    lines: int = 1

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
    lines = _scalar(raw, label).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _line(raw: Any, label: str) -> str:
    if not isinstance(raw, str):
        return plain(raw, label)
    return " ".join(_scalar(raw, label).split())


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
class Choice(Field):
    """One of a closed list; takes the code or the label."""

    options: Mapping[str, str]
    widget: str = "select"

    def empty(self) -> str:
        return ""

    def parse(self, raw: Any) -> str:
        return pick(plain(raw, self.label), self.options, self.label)

    def choices(self) -> Mapping[str, str]:
        return self.options

    def show(self, value: Any) -> str:
        return self.options.get(value, "")

    def write(self, value: Any) -> Any:
        return self.show(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": ["", *self.options]}


def pick(written: str, options: Mapping[str, str], label: str) -> str:
    """The code that `written` names by code or by label."""
    if written in options:
        return written
    folded = text.fold(written)
    for code, shown in options.items():
        if folded in {text.fold(shown), text.fold(code)}:
            return code
    known = "、".join(list(options.values())[:8])
    raise Problem(f"“{label}”没有「{written[:20]}」这一项", f"可选：{known}{'…' if len(options) > 8 else ''}")


@dataclass(frozen=True, kw_only=True)
class Tags(Field):
    """Several short words; a cell separates them by ； , 、 or line breaks."""

    max: int = 20
    length: int = 40
    widget: str = "tags"

    def empty(self) -> list[str]:
        return []

    def parse(self, raw: Any) -> list[str]:
        found: list[str] = []
        for part in raw if isinstance(raw, list) else SEPARATORS.split(str(raw)):
            if not is_blank(part) and (word := self.word(part)) not in found:
                found.append(word)
        if len(found) > self.max:
            raise Problem(f"“{self.label}”最多 {self.max} 项，现有 {len(found)} 项", "请只留最要紧的")
        return found

    def word(self, part: Any) -> str:
        value = plain(part, self.label)
        if len(value) > self.length:
            raise Problem(f"“{self.label}”每项最多 {self.length} 个字", "请用顿号或分号隔开各项")
        return value

    def show(self, value: Any) -> str:
        return "、".join(value or [])

    def write(self, value: Any) -> Any:
        return "；".join(value or [])

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "maxItems": self.max, "items": {"type": "string", "maxLength": self.length}}


@dataclass(frozen=True, kw_only=True)
class Picks(Tags):
    """Several of a closed list, as codes."""

    options: Mapping[str, str]
    widget: str = "checks"

    def word(self, part: Any) -> str:
        return pick(plain(part, self.label), self.options, self.label)

    def choices(self) -> Mapping[str, str]:
        return self.options

    def show(self, value: Any) -> str:
        return "、".join(self.options.get(code, code) for code in value or [])

    def write(self, value: Any) -> Any:
        return "；".join(self.options.get(code, code) for code in value or [])

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "enum": list(self.options)}}


def known_code(vocabulary: Vocabulary, written: str, label: str) -> str:
    """The code of the list that `written` names. Raises Problem with the nearest names."""
    code = vocabulary.find(written)
    if code is None:
        near = "、".join(vocabulary.near(written))
        raise Problem(f"“{label}”的分类表里没有「{written[:20]}」", f"相近的有：{near}" if near else "请查分类表")
    return code


@dataclass(frozen=True, kw_only=True)
class Term(Field):
    """A code of an official list or of our own taxonomy; takes the code or the name."""

    vocabulary: Vocabulary
    digits: int = 0
    widget: str = "term"

    def empty(self) -> str:
        return ""

    def parse(self, raw: Any) -> str:
        written = plain(raw, self.label)
        known = self.vocabulary.names()
        code = self._restored(written, known)
        numeric = re.fullmatch(rf"\d{{{self.digits}}}", code) if self.digits else True
        if not numeric and self.vocabulary.find(code) is None:
            raise Problem(*self._wrong_length(code, known))
        if not known:
            return code
        return known_code(self.vocabulary, code, self.label)

    def _restored(self, written: str, known: Mapping[str, str]) -> str:
        """A spreadsheet drops leading zeros: put them back where that gives a known code."""
        padded = written.zfill(self.digits) if self.digits and written.isdigit() else written
        return padded if padded in known or (not known and len(padded) == self.digits) else written

    def _wrong_length(self, code: str, known: Mapping[str, str]) -> tuple[str, str]:
        near = sorted(known, key=lambda one: (one[:2] != code[:2], one))[:1]
        hint = "Excel 可能去掉了前导 0" if code.isdigit() and len(code) < self.digits else "请查分类表"
        message = f"“{self.label}”应为 {self.digits} 位数字，现为「{code[:20]}」（{hint}）"
        return message, f"例如改为 {near[0]}" if near else "请补齐"

    def choices(self) -> Mapping[str, str]:
        return self.vocabulary.names()

    def show(self, value: Any) -> str:
        return self.vocabulary.names().get(value, value or "")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "description": "代码或名称"}


@dataclass(frozen=True, kw_only=True)
class Terms(Tags):
    """Several codes of one list; takes codes or names."""

    vocabulary: Vocabulary
    widget: str = "terms"

    def word(self, part: Any) -> str:
        written = plain(part, self.label)
        return known_code(self.vocabulary, written, self.label) if self.vocabulary.names() else written

    def choices(self) -> Mapping[str, str]:
        return self.vocabulary.names()

    def show(self, value: Any) -> str:
        names = self.vocabulary.names()
        return "、".join(names.get(code, code) for code in value or [])


Check = Callable[[Mapping[str, Any], date], "Defect | None"]  # pure: cleaned values and today in, a defect out
