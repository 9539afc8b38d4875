"""Known terms in a text: the longest at each place, left to right, none inside a longer Latin word. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """`text[start:end]` of the text as given, and all that the term stands for."""

    start: int
    end: int
    term: str
    values: tuple[T, ...]


@dataclass(slots=True)
class _Entry(Generic[T]):
    """A term as it was first written, and all that it stands for."""

    term: str
    values: tuple[T, ...] = ()


class Matcher(Generic[T]):
    """Folded terms by their first two characters; built once per version of the tree and then only read."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self.entries: dict[str, _Entry[T]] = {}
        for term, value in entries:
            if folded := fold(term)[0].strip():
                entry = self.entries.setdefault(folded, _Entry(term))
                if value not in entry.values:
                    entry.values += (value,)
        self.heads = _by_head(self.entries)
        self.openings = _openings(self.entries)

    def find(self, text: str) -> list[Span[T]]:
        folded, origin = fold(text)
        return [
            Span(origin[start], origin[end - 1] + 1, term, values) for start, end, term, values in self.places(folded)
        ]

    def places(self, folded: str) -> Iterator[tuple[int, int, str, tuple[T, ...]]]:
        """Start, end, term and values in text that is folded already."""
        heads, place = self.heads, 0
        for opening in self.openings.finditer(folded):
            start = opening.start()
            terms = heads.get(folded[start : start + 2]) or heads.get(opening[0])
            if terms and start >= place and (term := _longest(terms, folded, start)):
                entry, place = self.entries[term], start + len(term)
                yield start, place, entry.term, entry.values

    def exact(self, text: str) -> tuple[T, ...]:
        """What exactly this text stands for."""
        entry = self.entries.get(fold(text)[0].strip())
        return entry.values if entry else ()


def _by_head(terms: Iterable[str]) -> dict[str, list[str]]:
    """Terms by their first two characters, the longest first; a term of one stands behind all that begin with it."""
    heads: dict[str, list[str]] = {}
    for term in sorted(terms, key=len, reverse=True):
        heads.setdefault(term[:2], []).append(term)
    for head, found in heads.items():
        if len(head) == 2 and head[0] in heads:
            found.append(head[0])
    return heads


def _openings(terms: Collection[str]) -> re.Pattern[str]:
    """Where a term may begin, by its first two characters: a scan in C, for most of a text begins none."""
    if not terms:
        return re.compile("(?!)")
    alone = any(len(term) == 1 for term in terms)
    ahead = "" if alone else f"(?={_one_of(term[1] for term in terms)})"
    return re.compile(_one_of(term[0] for term in terms) + ahead)


def _one_of(characters: Iterable[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(set(characters))))}]"


def _longest(terms: Iterable[str], folded: str, start: int) -> str | None:
    """The first of the terms, longest first, that stands whole at `start`."""
    if start and _one_word(folded[start - 1], folded[start]):
        return None
    for term in terms:
        end = start + len(term)
        if folded.startswith(term, start) and not (end < len(folded) and _one_word(folded[end - 1], folded[end])):
            return term
    return None


def _one_word(left: str, right: str) -> bool:
    """Two Latin letters or two digits side by side belong together: no IC in BASIC, no 5 in 15."""
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()


@lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    return unicodedata.normalize("NFKC", character).lower()


def fold(text: str) -> tuple[str, list[int]]:
    """Half width, lower case, single blanks — and for each character the index it came from."""
    characters: list[str] = []
    origin: list[int] = []
    for index, original in enumerate(text):
        for character in _plain(original):
            if character.isspace():
                if characters and characters[-1] == " ":
                    continue
                character = " "
            characters.append(character)
            origin.append(index)
    return "".join(characters), origin
