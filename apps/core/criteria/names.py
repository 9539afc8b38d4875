"""What a condition may ask about: facts and questions with a type, and values cleaned to that type."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.core import text
from apps.core.errors import Defect, Defects

NUMBER, FLAG, CHOICE, SET = "number", "flag", "choice", "set"
TYPES = {NUMBER: "数字", FLAG: "是或否", CHOICE: "单选", SET: "多选"}
FACT, QUESTION = "fact", "question"
MOST = Decimal(10) ** 9
YES, NO = {"yes", "true", "1", "是"}, {"no", "false", "0", "否"}


@dataclass(frozen=True)
class Name:
    """One thing that may be known: `source` says whether the platform computes it or somebody answers it."""

    slug: str
    label: str
    type: str = NUMBER
    unit: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    source: str = QUESTION
    low: Decimal = Decimal(0)

    def clean(self, raw: Any) -> Any:
        """The value as conditions compare it; None for “not known”. Raises Defects, worded for whoever typed it."""
        if raw is None or raw == "" or raw == [] or raw == ():
            return None
        return {NUMBER: self._number, FLAG: self._flag, CHOICE: self._choice, SET: self._set}[self.type](raw)

    def show(self, value: Any) -> str:
        """A cleaned value in words."""
        if value is None:
            return "未知"
        if self.type == FLAG:
            return "是" if value else "否"
        if self.type == SET:
            return "、".join(self.options.get(one, one) for one in self.options if one in value)
        if self.type == CHOICE:
            return self.options.get(value, value)
        return quantity(value, self.unit)

    def _refuse(self, message: str, remedy: str) -> Defects:
        return Defects([Defect(self.slug, f"“{self.label}”{message}", remedy)])

    def _number(self, raw: Any) -> Decimal:
        if isinstance(raw, bool):
            raise self._refuse("应为数字", "请写成 1200 或 1200.5")
        try:
            value = Decimal(text.normalize(str(raw)).replace(",", "").replace(" ", ""))
        except InvalidOperation:
            raise self._refuse(f"应为数字，现为「{str(raw)[:20]}」", "请写成 1200 或 1200.5") from None
        if not value.is_finite() or not self.low <= value <= MOST:
            raise self._refuse("超出范围", f"应在 {plain(self.low)} 与 {plain(MOST)} 之间")
        return value

    def _flag(self, raw: Any) -> bool:
        word = str(raw).strip().lower()
        if word not in YES | NO:
            raise self._refuse("应为是或否", "请填 yes 或 no")
        return word in YES

    def _choice(self, raw: Any) -> str:
        if not isinstance(raw, str) or raw not in self.options:
            raise self._refuse("没有这个选项", f"可选：{'、'.join(self.options.values())}")
        return raw

    def _set(self, raw: Any) -> frozenset[str]:
        given = [raw] if isinstance(raw, str) else list(raw) if isinstance(raw, list | tuple | set | frozenset) else [0]
        return frozenset(self._choice(one) for one in given)


class Vocabulary:
    """All names one set of criteria may use, by slug."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = {name.slug: name for name in names}

    def get(self, slug: str, source: str | None = None) -> Name | None:
        name = self._names.get(slug)
        return name if name is None or source in (None, name.source) else None

    def __getitem__(self, slug: str) -> Name:
        return self._names[slug]

    def __iter__(self):
        return iter(self._names.values())

    def clean(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Known values only, each of its type. Raises Defects with every wrong one at once."""
        known, defects = {}, []
        for slug, value in raw.items():
            if slug not in self._names:
                defects.append(Defect(slug, f"没有「{slug[:40]}」这个问题", "请照着问题清单填写"))
                continue
            try:
                cleaned = self._names[slug].clean(value)
            except Defects as refused:
                defects += refused.defects
            else:
                known |= {slug: cleaned} if cleaned is not None else {}
        if defects:
            raise Defects(defects)
        return known


def plain(value: Decimal) -> str:
    """Digits with thousands commas and no idle zeros."""
    written = f"{value:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def quantity(value: Decimal, unit: str) -> str:
    return f"{plain(value)} {unit}".strip()
