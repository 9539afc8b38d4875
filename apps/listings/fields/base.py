"""The part every field shares, and how a raw scalar becomes text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.core import text

ODD_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]")
LINE_END = re.compile(r"\r\n?|[\x0b\x0c]")


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
    return text.normalize(scalar(raw, label))


def scalar(raw: Any, label: str) -> str:
    """Any text or number as written. Raises Problem for anything else and for what no text holds."""
    if type(raw) is str and raw.isprintable():
        return raw
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise Problem(f"“{label}”应为文字", "请填写一段文字")
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        raw = int(raw)
    value = str(raw)
    if ODD_CONTROL.search(value):
        raise Problem(f"“{label}”含有不可见的控制字符", "请删去后重新粘贴为纯文本")
    return LINE_END.sub("\n", value)
