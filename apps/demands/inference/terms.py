"""Known words in a text: chain nodes, skills, parks and instruments, longest first and never half a word."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from apps.demands.inference.patterns import any_of
from apps.demands.inference.source import Source
from apps.demands.inference.suggestion import Suggestion
from apps.taxonomy.matcher import Matcher

MAX_NODES = 2
MAX_SKILLS = 8
WIDE = {0: 0.75, 1: 0.88}  # an industry or a track says less than a node
STANDING = re.compile(any_of("客户 下游 供应给 供货 配套给 隔壁 不是 除了 以前 曾经"))  # not their own field


@dataclass(frozen=True)
class Hit:
    """A known term at `start:end` of the folded text and the entries that own it."""

    start: int
    end: int
    entries: tuple[tuple[str, str], ...]


Reader = Callable[[str], Sequence[Hit]]


class TermMatcher:
    """Finds terms in folded text; build it once per taxonomy version and keep it."""

    def __init__(self, entries: Iterable[tuple[str, ...]]) -> None:
        self.words = Matcher((term, (code, name[0] if name else code)) for term, code, *name in entries)

    def __call__(self, text: str) -> list[Hit]:
        return [Hit(start, end, values) for start, end, _, values in self.words.places(text)]


def matcher(terms: Reader | Iterable[tuple[str, ...]]) -> Reader:
    """Take a ready matcher or build one."""
    return terms if callable(terms) else TermMatcher(terms)


def outside(hits: Sequence[Hit], taken: Sequence[tuple[int, int]]) -> list[Hit]:
    """The hits that do not lie inside another reading (「大飞机」 of 「大飞机产业园」)."""
    return [hit for hit in hits if not any(start <= hit.start and hit.end <= end for start, end in taken)]


def weight(hit: Hit, text: str) -> float:
    """Longer words say more; a word of several nodes says less of each."""
    length = hit.end - hit.start
    if text[hit.start : hit.end].isascii():
        size = 0.9 if length <= 2 else 1.5 if length <= 4 else 2.0
    else:
        size = {1: 0.5, 2: 1.0, 3: 1.5, 4: 2.0}.get(length, 2.4)
    return size / len(hit.entries)


def above(code: str) -> list[str]:
    """Codes are paths: `ic-design-eda` lies under `ic` and `ic-design`."""
    parts = code.split("-")
    return ["-".join(parts[:length]) for length in range(1, len(parts))]


def node_scores(source: Source, hits: Sequence[Hit], core: Sequence[tuple[int, int]]) -> dict[str, float]:
    """Own words, more in the clauses the text is about, plus support from what is said of the wider field."""
    own: dict[str, float] = defaultdict(float)
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for hit in hits:
        value = weight(hit, source.text)
        if any(start <= hit.start < end for start, end in core):
            value *= 1.6
        left, _ = source.around(hit.start, hit.end, before=8)
        if STANDING.search(left):
            value *= 0.4
        for code, _name in hit.entries:
            word = (code, source.text[hit.start : hit.end])
            seen[word] += 1
            own[code] += value if seen[word] == 1 else 0.3 * value if seen[word] <= 3 else 0
    return lifted(own)


def lifted(own: dict[str, float]) -> dict[str, float]:
    """A precise node gains from wider hits; a wide one gives way when something precise was said."""
    wider = {parent for code in own for parent in above(code)}
    found = {}
    for code, score in own.items():
        support = sum(min(1.0, 0.4 * own[parent]) for parent in above(code) if parent in own)
        yields = 0.45 if code in wider else 1.0
        found[code] = (score + support) * yields * WIDE.get(code.count("-"), 1.0)
    return found


def nodes(source: Source, hits: Sequence[Hit], core: Sequence[tuple[int, int]]) -> list[Suggestion]:
    """Chain nodes, best first."""
    scores = node_scores(source, hits, core)
    ranked = sorted(scores, key=lambda code: (-round(scores[code], 4), code))
    floor = 0.5 * scores[ranked[0]] if ranked else 0
    return [entry("node", code, source, hits) for code in ranked[:MAX_NODES] if scores[code] >= floor]


def entry(field: str, code: str, source: Source, hits: Sequence[Hit]) -> Suggestion:
    """One known thing with every place that names it."""
    places = [(hit, name) for hit in hits for owner, name in hit.entries if owner == code]
    words = dict.fromkeys(source.quote(hit.start, hit.end) for hit, _ in places)
    return Suggestion(
        field,
        code,
        places[0][1],
        tuple(source.span(hit.start, hit.end) for hit, _ in places),
        f"原文提到{'、'.join(f'“{word}”' for word in list(words)[:4])}",
    )


def listed(field: str, source: Source, hits: Sequence[Hit], most: int) -> list[Suggestion]:
    """One suggestion for each known thing, in the order of the text."""
    codes = dict.fromkeys(code for hit in hits for code, _ in hit.entries)
    return [entry(field, code, source, hits) for code in list(codes)[:most]]
