"""Fields of several words, and fields whose values come from a list: of our own, or of a table."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.core import text
from apps.listings.fields.base import Field, Problem, is_blank, plain
from apps.listings.vocabulary import Vocabulary

CODE_AS_FLOAT = re.compile(r"(?<=\d)\.0+$")
SEPARATORS = re.compile(r"[;；,，、\n|]+")


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
        for part in raw if isinstance(raw, list) else self._split(raw):
            if not is_blank(part) and (word := self.word(part)) not in found:
                found.append(word)
        if len(found) > self.max:
            raise Problem(f"“{self.label}”最多 {self.max} 项，现有 {len(found)} 项", "请只留最要紧的")
        return found

    def _split(self, raw: Any) -> list[str]:
        plain(raw, self.label)
        return SEPARATORS.split(str(raw))

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
        """A spreadsheet drops leading zeros and may add “.0”: mend both where that gives a known code."""
        written = CODE_AS_FLOAT.sub("", written) if self.digits else written
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
