"""Known terms in a text: the longest at each place, left to right, none inside a longer Latin word. Pure."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
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
class _Step(Generic[T]):
    """A place in the trie; one with values ends a term."""

    next: dict[str, "_Step[T]"] = field(default_factory=dict)
    term: str = ""
    values: list[T] = field(default_factory=list)


class Matcher(Generic[T]):
    """A trie over folded terms; built once per version of the tree and then only read."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self.root: _Step[T] = _Step()
        for term, value in entries:
            self._add(term, value)

    def _add(self, term: str, value: T) -> None:
        step = self.root
        for character in fold(term)[0].strip():
            step = step.next.setdefault(character, _Step())
        if step is not self.root and value not in step.values:
            step.term = step.term or term
            step.values.append(value)

    def find(self, text: str) -> list[Span[T]]:
        folded, origin = fold(text)
        return [
            Span(origin[start], origin[end - 1] + 1, term, values) for start, end, term, values in self.places(folded)
        ]

    def places(self, folded: str) -> Iterator[tuple[int, int, str, tuple[T, ...]]]:
        """Start, end, term and values in text that is folded already."""
        place = 0
        for start, first in enumerate(folded):
            if start >= place and first in self.root.next:
                place, step = self._longest(folded, start)
                if step is not None:
                    yield start, place, step.term, tuple(step.values)

    def exact(self, text: str) -> tuple[T, ...]:
        """What exactly this text stands for."""
        step: _Step[T] | None = self.root
        for character in fold(text)[0].strip():
            step = step.next.get(character)
            if step is None:
                return ()
        return tuple(step.values)

    def _longest(self, folded: str, start: int) -> tuple[int, _Step[T] | None]:
        """Where the longest whole term beginning at `start` ends."""
        best: tuple[int, _Step[T] | None] = (start, None)
        if start and _one_word(folded[start - 1], folded[start]):
            return best
        step: _Step[T] | None = self.root
        for end in range(start, len(folded)):
            step = step.next.get(folded[end])
            if step is None:
                break
            if step.values and not (end + 1 < len(folded) and _one_word(folded[end], folded[end + 1])):
                best = (end + 1, step)
        return best


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
