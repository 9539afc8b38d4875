"""The reader's words for tests: the written tree, one instrument list, and a day that does not move."""

from datetime import date
from functools import cache
from typing import Any

from apps.demands.inference import Suggestion, TermMatcher, infer, park_matcher
from apps.taxonomy import tree

TODAY = date(2026, 11, 23)  # a Monday
INSTRUMENTS = ["高压舱", "氦质谱检漏仪", "扫描电镜"]


@cache
def known() -> dict[str, TermMatcher]:
    written = tree.read()
    return {
        "terms": TermMatcher(
            (term, line["code"], line["name"]) for line in written.nodes for term in tree.terms_of(line)
        ),
        "skills": TermMatcher(
            (term, line["name"]) for line in written.skills for term in [line["name"], *line.many("aliases")]
        ),
        "parks": park_matcher((line["name"], line["code"], line["name"]) for line in written.parks),
        "instruments": TermMatcher((name, name) for name in INSTRUMENTS),
    }


def read(text: str, today: date = TODAY) -> list[Suggestion]:
    return infer(text, **known(), today=today)


def values(text: str, field: str) -> list[Any]:
    return [one.value for one in read(text) if one.field == field]


def value(text: str, field: str) -> Any:
    """The one value of a field, or None."""
    return next(iter(values(text, field)), None)


def words(text: str, field: str) -> list[str]:
    """What the first suggestion of a field points at in the text."""
    one = next(one for one in read(text) if one.field == field)
    return [text[start:end] for start, end in one.spans]
