"""A pasted text in a form patterns can read, that still knows where each character came from."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

from apps.demands.inference.suggestion import Span

MAX_TEXT = 2000
KEPT = frozenset("，。；：！？（）、“”《》【】～…")
CAPITALS = dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟萬億", "一二三四五六七八九十百千万亿", strict=True))
LABEL = 8
BRACKETS = re.compile(r"[（(][^（）()\n]{1,40}[）)]")
ENDS = re.compile(r"[。！？!?；;\n…]+|\.(?=\s|$)")
BREAKS = re.compile(r"[。！？!?；;\n…，]+|\.(?=\s|$)|,(?![0-9]{3}(?![0-9]))|[：:](?![0-9/])|\s{2,}")


@lru_cache(maxsize=8192)
def fold_character(character: str) -> str:
    """One character as patterns want it: half width, lower case; circled numbers must not join real ones."""
    if character in KEPT or character == "\n":
        return character
    if character in CAPITALS:
        return CAPITALS[character]
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me"):  # joiners and variation selectors have no width
        return ""
    if category in ("No", "Cc", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"):
        return " "
    return unicodedata.normalize("NFKC", character).lower()


@dataclass(frozen=True)
class Clause:
    """A stretch between two punctuation marks of the folded text, and the number of its sentence."""

    start: int
    end: int
    sentence: int
    text: str
    label: bool  # a few words before a colon


class Source:
    """The folded text and its way back to the original."""

    def __init__(self, original: str) -> None:
        self.original = original[:MAX_TEXT]
        pieces = [fold_character(character) for character in self.original]
        self.text = "".join(pieces)
        self.origin = [index for index, piece in enumerate(pieces) for _ in piece]

    def span(self, start: int, end: int) -> Span:
        """Where `text[start:end]` stands in the original."""
        return self.origin[start], self.origin[end - 1] + 1

    def folded(self, index: int) -> int:
        """Where a character of the original stands in `text`."""
        return bisect_left(self.origin, index)

    def quote(self, start: int, end: int) -> str:
        """The original wording on one line, short enough for a sentence of explanation."""
        first, last = self.span(start, end)
        words = " ".join(self.original[first:last].split())
        return words if len(words) <= 24 else words[:23] + "…"

    def around(self, start: int, end: int, before: int = 16, after: int = 12) -> tuple[str, str]:
        """The words just before and after, within the same sentence."""
        first, last = self.sentence(start, end)
        return self.text[max(first, start - before) : start], self.text[end : min(last, end + after)]

    def sentence(self, start: int, end: int) -> Span:
        """The bounds of the sentence around a place."""
        first = bisect_right(self.ends, start) - 1
        last = bisect_left(self.begins, end)
        return self.ends[first], self.begins[last]

    @cached_property
    def stops(self) -> list[Span]:
        """Sentence ends, with both ends of the text."""
        return [(0, 0), *(match.span() for match in ENDS.finditer(self.text)), (len(self.text), len(self.text))]

    @cached_property
    def begins(self) -> list[int]:
        return [start for start, _ in self.stops]

    @cached_property
    def ends(self) -> list[int]:
        return [end for _, end in self.stops]

    @cached_property
    def clauses(self) -> list[Clause]:
        """Non-empty clauses in order."""
        found: list[Clause] = []
        position = sentence = 0
        inside = [match.span() for match in BRACKETS.finditer(self.text)]
        pauses = [
            match
            for match in BREAKS.finditer(self.text)
            if not any(start < match.start() < end for start, end in inside)
        ]
        for match in [*pauses, None]:
            end = match.start() if match else len(self.text)
            body = self.text[position:end]
            if words := body.strip():
                start = position + len(body) - len(body.lstrip())
                label = match is not None and match[0] in "：:" and len(words) <= LABEL
                found.append(Clause(start, start + len(words), sentence, words, label))
            if match is None:
                return found
            sentence += ENDS.search(match[0]) is not None
            position = match.end()
        return found
