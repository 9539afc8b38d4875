"""The text scorer: which resources speak of what a demand speaks of. The platform and `match_corpus` use this one."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from apps.core.text import normalize
from apps.matching import fusion, lexical
from apps.matching.embedders.base import Embedder, Vectors
from apps.matching.space import Space

DECIMALS = 4  # a score is rounded before ranking, so that the last bits of a processor decide nothing
VERSION = f"{lexical.VERSION}+{fusion.VERSION}"


class Passage(NamedTuple):
    """A text prepared once: what is encoded, what is counted."""

    text: str
    terms: Counter[str]


def passage(title: str, text: str) -> Passage:
    """The title leads the text and counts twice among the words."""
    title, text = normalize(title), normalize(text)
    whole = text if text.startswith(title) else f"{title}。{text}"
    return Passage(whole, lexical.terms(title, whole))


class TextScores(NamedTuple):
    """Per resource in the index's order, each in [0, 1]; `meaning` is None while there are no vectors."""

    meaning: NDArray[np.float64] | None
    words: NDArray[np.float64]
    fused: NDArray[np.float64]


class TextIndex:
    """Resources ready to be compared with one demand after the other; without a space words alone decide."""

    def __init__(self, terms: Sequence[Counter[str]], space: Space | None = None) -> None:
        self.lexical = lexical.Lexical(terms)
        self.space = space

    def scores(self, demand: Passage, vector: Vectors | None) -> TextScores:
        near = fusion.meaning(self.space.cosines(vector)) if self.space and vector is not None else None
        shared = fusion.words(self.lexical.scores(demand.terms), self.lexical.own(demand.terms))
        fused = fusion.fuse(near, shared, len(demand.text))
        return TextScores(near, shared, np.round(fused, DECIMALS))


def encode(embedder: Embedder | None, passages: Sequence[Passage], *, query: bool) -> Vectors | None:
    return embedder.encode([each.text for each in passages], query=query) if embedder else None


def best(scores: NDArray[np.float64], ids: Sequence, top: int) -> list[int]:
    """Positions from the highest score down, equal ones by id: the order never depends on how rows came."""
    return sorted(range(len(ids)), key=lambda row: (-scores[row], str(ids[row])))[:top]
