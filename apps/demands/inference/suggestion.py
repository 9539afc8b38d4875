"""What the reader of a pasted paragraph hands back: a value, how to show it, and the words it came from."""

from dataclasses import dataclass
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True)
class Suggestion:
    """One guess about one field; `spans` point into the text exactly as it was pasted."""

    field: str
    value: Any
    label: str
    spans: tuple[Span, ...]
    why: str
