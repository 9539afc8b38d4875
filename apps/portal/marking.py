"""The pasted original with the words a suggestion came from marked and numbered."""

from collections.abc import Iterable
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A stretch of the original: marked or plain, with the numbers of the suggestions that end here."""

    text: str
    marked: bool
    ends: tuple[int, ...]


def numbers(suggestions: Iterable[dict]) -> dict[str, int]:
    """Field → number, in the order their words stand in the original."""
    placed = [s for s in suggestions if s["spans"]]
    ordered = sorted(placed, key=lambda s: (min(start for start, _ in s["spans"]), s["field"]))
    return {suggestion["field"]: place for place, suggestion in enumerate(ordered, start=1)}


def pieces(original: str, suggestions: Iterable[dict]) -> list[Piece]:
    """Cut the original at every span's edge; spans may overlap."""
    suggestions = list(suggestions)
    number = numbers(suggestions)
    spans = [(start, end, number[s["field"]]) for s in suggestions for start, end in s["spans"]]
    spans = [(max(0, a), min(len(original), b), n) for a, b, n in spans if a < b and a < len(original)]
    edges = sorted({0, len(original), *(a for a, _, _ in spans), *(b for _, b, _ in spans)})
    cut = []
    for start, end in zip(edges, edges[1:], strict=False):
        inside = any(a <= start and end <= b for a, b, _ in spans)
        ending = tuple(sorted({n for _, b, n in spans if b == end}))
        cut.append(Piece(original[start:end], inside, ending))
    return cut
