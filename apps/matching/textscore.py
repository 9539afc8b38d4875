"""The text scorer: which resources speak of what a demand speaks of. The platform and `match_corpus` use this one."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from apps.core.text import normalize
from apps.matching import fusion, lexical
from apps.matching.embedders.base import Embedder, Vectors, unit
from apps.matching.space import Space

DECIMALS = 4  # a score is rounded before ranking, so that the last bits of a processor decide nothing
HEAD = 0.3  # of a vector: what the title says, which a long text would drown
HEAD_LONGEST = 120  # characters: a first sentence longer than this is no title
FEEDBACK = 5  # how many of the first answers a demand is moved towards
ENCODING = "head-1"  # raise it when the vector of a text would change
VERSION = f"{lexical.VERSION}+{ENCODING}+{fusion.VERSION}"


class Passage(NamedTuple):
    """A text prepared once: what is encoded, what is counted. `head` is its title or, without one, its beginning."""

    text: str
    terms: Counter[str]
    head: str


def passage(title: str, text: str) -> Passage:
    """The title leads the text and counts twice among the words."""
    title, text = normalize(title), normalize(text)
    whole = text if text.startswith(title) else f"{title}。{text}"
    return Passage(whole, lexical.terms(title, whole), title or _beginning(text))


def _beginning(text: str) -> str:
    """The first sentence where it is short enough to be a title, else the whole."""
    first = text.split("。", 1)[0]
    return first if 0 < len(first) <= HEAD_LONGEST else text


class TextScores(NamedTuple):
    """Per resource in the index's order, each in [0, 1]; `meaning` and its `cosines` are None without vectors."""

    meaning: NDArray[np.float64] | None
    words: NDArray[np.float64]
    fused: NDArray[np.float64]
    cosines: NDArray[np.float64] | None = None


class TextIndex:
    """Resources ready to be compared with one demand after the other; without a space words alone decide."""

    def __init__(self, index: lexical.Lexical, space: Space | None = None) -> None:
        self.lexical, self.space = index, space

    @classmethod
    def of(cls, terms: Sequence[Counter[str]], space: Space | None = None) -> "TextIndex":
        return cls(lexical.Lexical.of(terms), space)

    def scores(self, demand: Passage, vector: Vectors | None, allowed: NDArray[np.bool_] | None = None) -> TextScores:
        """Asked twice where there are vectors: as the demand stands, then moved towards what answered best.

        What is not allowed scores nothing and is nobody's measure. This is the whole, row by row; `nearness` comes
        to the same for the best rows of many demands sooner.
        """
        words = self.lexical.asked(demand.terms)
        found = masked(words.scores, allowed)
        shared = fusion.share(found, fusion.shared_best(found.max(initial=0.0), words.own))
        if self.space is None or vector is None:
            return TextScores(None, shared, np.round(shared, DECIMALS))
        asked, size = self.space.asked(vector), len(demand.text)
        cosines = masked(self.space.cosines(asked), allowed)
        near = fusion.share(cosines, fusion.near_best(cosines.max(initial=0.0)))
        fused = np.round(fusion.fuse(near, shared, size), DECIMALS)
        rows = np.argsort(-fused, kind="stable")[:FEEDBACK]
        cosines = masked(self.space.cosines(self.space.moved(asked, rows, fused[rows])), allowed)
        again = fusion.share(cosines, cosines.max(initial=0.0)) * near.max(initial=0.0)
        return TextScores(again, shared, np.round(fusion.fuse(again, shared, size), DECIMALS), cosines)


def masked(scores: NDArray[np.float64], allowed: NDArray[np.bool_] | None) -> NDArray[np.float64]:
    """Nothing for what is not allowed."""
    return scores if allowed is None else np.where(allowed, scores, 0.0)


def encode(embedder: Embedder | None, passages: Sequence[Passage], *, query: bool) -> Vectors | None:
    """One vector per text: the whole of it, and its head once more."""
    if embedder is None:
        return None
    whole = embedder.encode([each.text for each in passages], query=query)
    headed = [row for row, each in enumerate(passages) if each.head != each.text]
    if headed:
        heads = embedder.encode([passages[row].head for row in headed], query=query)
        whole[headed] = unit((1 - HEAD) * whole[headed] + HEAD * heads)
    return whole


def best(scores: NDArray[np.float64], ids: Sequence, top: int) -> list[int]:
    """Positions from the highest score down, equal ones by id: the order never depends on how rows came."""
    return sorted(range(len(ids)), key=lambda row: (-scores[row], str(ids[row])))[:top]
