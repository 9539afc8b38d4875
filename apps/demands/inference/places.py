"""Parks, instruments, skills and majors named in a text."""

import re
from collections.abc import Iterable

from apps.demands.inference.patterns import any_of
from apps.demands.inference.source import Source
from apps.demands.inference.suggestion import Suggestion
from apps.demands.inference.terms import Hit, TermMatcher

SUFFIX = re.compile(r"(?:产业园|产业区|园区)$")
FORMS = ("", "园", "园区", "产业园", "产业园区", "产业区", "产业基地", "产业集聚区")
SCHOOL = re.compile(r"[\u4e00-\u9fff]{2,4}?(?:大学|学院|职院|研究所|研究院)")
WITHOUT = re.compile(r"(?:不在|不是|除了|靠近|离)[^，。；]{0,3}$")
MAJOR = re.compile(r"(?<!微)专业(?![从做服化性技团知设人生的]|型|课)")
LISTED = re.compile(
    r"(?P<list>[\u4e00-\u9fff]{2,14}(?:[、/和及与或][\u4e00-\u9fff]{2,14}){0,5})(?:等)?(?:相关|类|方向|对口)?(?:的)?$"
)
NOT_MAJOR = re.compile(
    "^"
    + any_of(
        """我们 我司 公司 希望 需要 要求 招聘? 想招 最好是? 学生 主要 优先 面向 以及 为 是 来自 熟悉 毕业于
        限 必须 计划 招收 名 个 人 学 从 在 的 对 有 和 或者?"""
    )
    + "+"
)
SPLIT = re.compile(r"[、/和及与或]")
RANK = re.compile(r"(?:等|相关|类|方向|对口|背景)+$")
BLAND = frozenset("相关 对口 不限 各 所有 理工科 理工 工科 什么 本 其他 任何 跨 非 你们 优势 特色".split())


def names(entries: Iterable[str | tuple[str, ...]]) -> list[tuple[str, str, str]]:
    """(term, value, label) of plain names or of tuples that start with the term."""
    found = []
    for entry in entries:
        parts = (entry,) if isinstance(entry, str) else tuple(entry)
        value = parts[1] if len(parts) > 1 else parts[0]
        found.append((parts[0], value, parts[2] if len(parts) > 2 else parts[0]))
    return found


def park_matcher(parks: Iterable[str | tuple[str, ...]]) -> TermMatcher:
    """「大飞机产业园」 is also written 大飞机园 and 大飞机园区, never just 大飞机."""
    entries = []
    for term, value, label in names(parks):
        stem = SUFFIX.sub("", term)
        forms = FORMS[1:] if stem != term else FORMS[:1]
        entries += [(term, value, label), *((stem + form, value, label) for form in forms)]
    return TermMatcher(entries)


def here(source: Source, hits: Iterable[Hit]) -> list[Hit]:
    """The places they are in, not those they are not."""
    return [hit for hit in hits if not WITHOUT.search(source.around(hit.start, hit.end, before=8)[0])]


def schools(source: Source) -> list[tuple[int, int]]:
    """Where schools are named: 「电机学院」 says nothing about motors."""
    return [match.span() for match in SCHOOL.finditer(source.text)]


def bare(part: str) -> str:
    """「最好是机械类」 → 「机械」"""
    return RANK.sub("", NOT_MAJOR.sub("", part))


def majors(source: Source) -> Suggestion | None:
    """「机械、自动化等专业」 as a list of names."""
    found: dict[str, None] = {}
    spans = []
    for word in MAJOR.finditer(source.text):
        match = LISTED.search(source.text, max(0, word.start() - 60), word.start())
        parts = SPLIT.split(match["list"]) if match else ()
        kept = [name for part in parts if 2 <= len(name := bare(part)) <= 12 and name not in BLAND]
        if kept:
            found |= dict.fromkeys(kept)
            spans.append(source.span(match.start(), word.end()))
    if not found:
        return None
    value = list(found)[:8]
    return Suggestion(
        "majors",
        value,
        "、".join(value),
        tuple(spans[:4]),
        f"原文提到{'、'.join(f'“{name}”' for name in value[:4])}专业",
    )
