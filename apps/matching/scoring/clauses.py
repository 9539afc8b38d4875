"""Short quotations: the part of a text that holds a word, so that a reason can name a fact instead of a number."""

import re
from collections.abc import Iterable

from apps.core.text import fold

ENDS = re.compile(r"(?<=[。！？；;!?\n])|(?<=[，,])")
LONGEST = 34
SHORTEST = 6


def quote(title: str, text: str, words: Iterable[str]) -> str:
    """The clause with the most of `words`, the title when it does as well; cut to a line around the first of them."""
    wanted = [word for word in words if word]
    clauses = [title, *_clauses(text)]
    counts = [sum(word in fold(clause) for word in wanted) for clause in clauses]
    return cut(clauses[counts.index(max(counts))], wanted)


def _clauses(text: str) -> list[str]:
    """Pieces between commas and stops; a piece too short to mean anything goes with the next."""
    found: list[str] = []
    held = ""
    for piece in ENDS.split(text):
        held += piece
        if len(held.strip()) > SHORTEST:
            found.append(held)
            held = ""
    return [clause.strip(" \n，,。；;：:、") for clause in [*found, held] if clause.strip()]


def cut(clause: str, words: Iterable[str]) -> str:
    """At most LONGEST characters that still hold the first word."""
    if len(clause) <= LONGEST:
        return clause
    folded = clause.lower()
    at = min((found for word in words if (found := folded.find(word)) >= 0), default=0)
    start = 0 if at < LONGEST - 10 else at - 10
    piece = clause[start : start + LONGEST]
    return f"{'…' if start else ''}{piece}{'…' if start + LONGEST < len(clause) else ''}"


def as_written(word: str, text: str) -> str:
    """A folded word in the letters of the text (「IC」, not 「ic」)."""
    at = text.lower().find(word)
    return text[at : at + len(word)] if at >= 0 else word
