"""Short quotations: the part of a text that holds a word, so that a reason can name a fact instead of a number."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from apps.core.text import fold

STOP = re.compile(r"(?<=[。！？；;!?\n])")
COMMA = re.compile(r"(?<=[，,])")
ITEM = re.compile(r"(?<=、)")
TRIMMED = " \n，,。；;：:、"
FUNCTION = frozenset(  # characters that carry a sentence, not a subject
    "的了和与及或在是有并一不可能对把被从到用由为向按其该这那所各每两几给让使将以于做等上下中内外只都也还就才"
)
LONGEST = 40
SHORTEST = 6


class Quoted(NamedTuple):
    """A clause of each side, and the words both hold."""

    demand: str
    resource: str
    words: tuple[str, ...]


class Saying(NamedTuple):
    """A title or a clause, to show and to compare."""

    clause: str
    folded: str


def quote(title: str, text: str, words: Iterable[str]) -> str:
    """The clause with the most of `words`, the title when it does as well; cut to a line around the first of them."""
    wanted = [word for word in words if word]
    sayings = [title, *clauses(text)]
    counts = [sum(word in fold(clause) for word in wanted) for clause in sayings]
    return cut(sayings[counts.index(max(counts))], wanted)


def quote_both(demand: Sequence[Saying], resource: Sequence[Saying], weights: Mapping[str, float]) -> Quoted:
    """Of every title and clause the two that have the weightiest words in common: one shows what the other means."""
    mine, theirs = _holding(demand, weights), _holding(resource, weights)
    pairs = [(ours, yours) for ours in mine for yours in theirs]
    ours, yours = max(pairs, key=lambda both: sum(weights[word] for word in both[0][1] & both[1][1]))
    common = ours[1] & yours[1]
    words = tuple(word for word in weights if word in common)
    return Quoted(cut(ours[0], words), cut(yours[0], words), words)


def _holding(sayings: Sequence[Saying], weights: Mapping[str, float]) -> list[tuple[str, frozenset[str]]]:
    return [(clause, frozenset(word for word in weights if word in folded)) for clause, folded in sayings]


def sayings(title: str, text: str) -> tuple[Saying, ...]:
    """The title and every clause, as written and folded."""
    return tuple(Saying(clause, fold(clause)) for clause in (title, *clauses(text)))


def clauses(text: str) -> list[str]:
    """Pieces between commas and stops; one too short to mean anything joins its neighbour, never across a stop."""
    return [found for sentence in STOP.split(text) for clause in _joined(sentence) if (found := clause.strip(TRIMMED))]


def _joined(sentence: str) -> list[str]:
    found: list[str] = []
    held = ""
    for piece in COMMA.split(sentence):
        held += piece
        if len(held.strip(TRIMMED)) >= SHORTEST:
            found.append(held)
            held = ""
    if held and found:
        found[-1] += held
        held = ""
    return [*found, held]


def cut(clause: str, words: Iterable[str]) -> str:
    """At most LONGEST characters that still hold the first word: whole items of a list where it is one."""
    if len(clause) <= LONGEST:
        return clause
    lowered = clause.lower()
    at = next((found for word in words if (found := lowered.find(word)) >= 0), 0)
    start, end = _items(clause, at) or _characters(at)
    piece = clause[start:end].rstrip("、")
    return f"{'…' if start else ''}{piece}{'…' if end < len(clause) else ''}"


def _items(clause: str, at: int) -> tuple[int, int] | None:
    """Where a run of whole list items around a place begins and ends; None when an item alone is too long."""
    ends = [match.end() for match in ITEM.finditer(clause)] + [len(clause)]
    holding = next(number for number, end in enumerate(ends) if end > at)
    start = 0 if ends[holding] <= LONGEST else ends[holding - 1]
    whole = [end for end in ends if start < end <= start + LONGEST]
    return (start, whole[-1]) if whole and whole[-1] > at else None


def _characters(at: int) -> tuple[int, int]:
    start = 0 if at < LONGEST - 10 else at - 10
    return start, start + LONGEST


def as_written(word: str, text: str) -> str:
    """A folded word in the letters of the text (「IC」, not 「ic」)."""
    at = text.lower().find(word)
    return text[at : at + len(word)] if at >= 0 else word
