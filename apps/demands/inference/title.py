"""A title of at most 40 characters from the clause that carries the problem, without greetings, names or money."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from apps.demands.inference.chatter import (
    ABOUT_US,
    APART,
    ASKS,
    CHATTER,
    CLOSERS,
    CONTACT,
    LEAD,
    MADE,
    MAKES,
    MONEY_OR_TIME,
    NAMED,
    TAIL,
    UNWANTED,
)
from apps.demands.inference.cues import KINDS
from apps.demands.inference.patterns import total
from apps.demands.inference.source import BRACKETS, Clause, Source
from apps.demands.inference.suggestion import Span, Suggestion

MAX_TITLE = 40
HEADING = 16  # a first clause up to this long may head the title
Place = tuple[int, int]
Scored = tuple[float, int, Clause]


@dataclass(frozen=True)
class Draft:
    """A title and where its words stand in the folded text."""

    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Marks:
    """Which kind it is, where known words stand, where money and time, and where the number of people wanted."""

    kind: str
    hits: Sequence[int]
    busy: Sequence[int]
    wanted: Sequence[int]

    @staticmethod
    def inside(starts: Sequence[int], clause: Clause) -> int:
        return bisect_left(starts, clause.end) - bisect_left(starts, clause.start)


def score(clause: Clause, marks: Marks) -> float:
    """How much of the problem the clause carries."""
    if CHATTER.match(clause.text) or CONTACT.search(clause.text):
        return -10.0
    if clause.label and not marks.inside(marks.hits, clause):
        return -10.0
    cues = total(KINDS[marks.kind].matter, clause.text)
    headline = KINDS[marks.kind].headline.search(clause.text)
    points = min(cues, 6.0) + 0.5 * min(3, marks.inside(marks.hits, clause)) + (1.5 if headline else 0)
    points += 0.8 if cues and not clause.sentence else 0
    points += 3.0 * min(1, marks.inside(marks.wanted, clause)) - 1.5 * min(2, marks.inside(marks.busy, clause))
    points -= 1.2 if ASKS.search(clause.text) and not headline else 0
    points -= 2.0 if APART.search(clause.text) else 0
    points -= 2.0 if MONEY_OR_TIME.search(clause.text) else 0
    points -= 2.5 if ABOUT_US.match(clause.text) or MAKES.search(clause.text) else 0
    return points + (0.6 if 8 <= len(clause.text) <= MAX_TITLE else 0) - (1 if len(clause.text) < 5 else 0)


def stripped(source: Source, clause: Clause, lead: re.Pattern[str] = LEAD) -> Place | None:
    """The clause without its fillers."""
    start, end = clause.start, clause.end
    if found := lead.match(source.text[start:end]):
        start += found.end() if found.end() < end - start - 1 else 0
    if found := TAIL.search(source.text[start:end]):
        end = start + found.start()
    return (start, end) if end - start >= 2 else None


def wording(source: Source, place: Place) -> str:
    """The original words on one line, without pictures, long numbers and half a bracket."""
    first, last = source.span(*place)
    kept = "".join(character if drawn(character) else " " for character in source.original[first:last])
    text = " ".join(UNWANTED.sub(" ", kept).split())
    for opening, closing in ("（）", "()", "“”", "【】"):
        if text.count(opening) > text.count(closing):
            text = text[: text.rfind(opening)] + text[text.rfind(opening) + 1 :]
    return text.strip(CLOSERS) if text.count("（") < text.count("）") else text


def drawn(character: str) -> bool:
    """Letters, figures and signs such as ℃ — no emoji, no controls."""
    return character.isprintable() and not (
        character >= "\u2600" and unicodedata.category(character) in ("So", "Sk", "Cn")
    )


def cut(text: str) -> str:
    """At most 40 characters: without brackets if that is enough, else up to a late pause."""
    if len(text) > MAX_TITLE:
        text = BRACKETS.sub("", text)
    if len(text) <= MAX_TITLE:
        return text
    head = text[:MAX_TITLE]
    pause = max(head.rfind(mark) for mark in "，、；, ")
    return head[: pause if pause >= MAX_TITLE // 2 else MAX_TITLE].rstrip("，、；, ")


def topic(source: Source) -> Place | None:
    """What they make: 「我们是做深海密封件的」."""
    found = MAKES.search(source.text)
    return found.span("topic" if found["topic"] else "made") if found else None


def heading(source: Source, marks: Marks) -> Place | None:
    """A short first clause with a known word in it: 「碳足迹核算：」."""
    clause = next((clause for clause in source.clauses if not CHATTER.match(clause.text)), None)
    if clause is None or len(clause.text) > HEADING or CONTACT.search(clause.text) or marks.inside(marks.busy, clause):
        return None
    told = marks.inside(marks.hits, clause) or KINDS[marks.kind].headline.search(clause.text)
    return stripped(source, clause, MADE) if told else None


def draft(source: Source, marks: Marks) -> Draft | None:
    """A name the text gives itself; else the clause with most of the problem, and what fits beside it."""
    if (found := NAMED.search(source.text)) and not CONTACT.search(found["title"]):
        return Draft(cut(wording(source, found.span("title"))), (found.span("title"),))
    scored = [(score(clause, marks), -index, clause) for index, clause in enumerate(source.clauses)]
    scored = sorted((item for item in scored if item[0] > -5), key=lambda item: item[:2], reverse=True)
    best = next((place for _, _, clause in scored if (place := stripped(source, clause))), None)
    if best is None:
        return None
    about = topic(source) or heading(source, marks)
    if about and (overlap(about, best) or wording(source, about) in wording(source, best)):
        about = None
    if about and room(source, [about, best]) < 0:
        about = None
    second = beside(source, scored, [place for place in (about, best) if place], marks)
    return composed(source, about, sorted(place for place in (best, second) if place))


def overlap(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def room(source: Source, places: Sequence[Place]) -> int:
    """How many characters a title of these places leaves free."""
    return MAX_TITLE - sum(len(wording(source, place)) + 1 for place in places) + 1


def beside(source: Source, scored: Sequence[Scored], taken: list[Place], marks: Marks) -> Place | None:
    """The next best clause that says something too and fits; money, dates and repetitions do not."""
    floor = max(1.0, 0.4 * scored[0][0])
    for points, _, clause in scored[1:]:
        place = stripped(source, clause)
        if points < floor or place is None or marks.inside(marks.busy, clause):
            continue
        if not any(overlap(place, other) for other in taken) and room(source, [*taken, place]) >= 0:
            return place
    return None


def composed(source: Source, about: Place | None, places: list[Place]) -> Draft:
    """「碳化硅外延片：客户投诉表面缺陷多」"""
    text = cut("，".join(filter(None, (wording(source, place) for place in places))))
    if about is None:
        return Draft(text, tuple(places))
    return Draft(f"{wording(source, about)}：{text}", (about, *places))


def title(source: Source, made: Draft | None) -> Suggestion | None:
    """The draft as a suggestion."""
    if made is None or len(made.text) < 2:
        return None
    spans: tuple[Span, ...] = tuple(source.span(*place) for place in made.places)
    return Suggestion("title", made.text, made.text, spans, "取自说清问题的那一句")
