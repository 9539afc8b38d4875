"""Many demands against the index: constraints, scores, suggestions with reasons. Writes nothing."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from apps.matching import constraints, scoring
from apps.matching.nearness import Nearness, Question, compared
from apps.matching.scoring import Explained, Pair, Scale, Scored, TextFit, Weights
from apps.matching.scoring.reach import Outlook, reach
from apps.matching.services.asking import Asked
from apps.matching.services.opening import Index

KEPT = 20
FLOOR = 0.4  # a score below this is no suggestion
LOOK = 32  # rows looked at together, those that may reach most first

Place = tuple[float, int]  # a score, and the resource that has it


@dataclass(frozen=True)
class Suggestion:
    """A resource with its score and the words for it."""

    scored: Scored
    explained: Explained


@dataclass(frozen=True)
class Found:
    """A demand before any resource is looked at: how near all texts are, and which rows its constraints allow."""

    asked: Asked
    texts: Nearness
    allowed: NDArray[np.bool_]
    steps: list[dict[str, Any]]

    def only(self, ready: Index, pks: Collection[int]) -> "Found":
        return replace(self, allowed=self.allowed & np.isin(ready.ids, list(pks)))

    def without(self, ready: Index, pks: Collection[int]) -> "Found":
        return replace(self, allowed=self.allowed & ~np.isin(ready.ids, list(pks))) if pks else self


def found(ready: Index, askeds: Sequence[Asked], today: date) -> list[Found]:
    """Each demand's constraints and its text against all resources."""
    masks = [constraints.masked(asked, today, ready.columns) for asked in askeds]
    questions = [
        Question(asked.passage, asked.vector, allowed) for asked, (allowed, _) in zip(askeds, masks, strict=True)
    ]
    texts = compared(ready.text, questions)
    return [Found(asked, near, *mask) for asked, near, mask in zip(askeds, texts, masks, strict=True)]


def best(ready: Index, found: Found, weights: Weights, today: date) -> list[Place]:
    """The KEPT highest scores of all that is allowed, from FLOOR on, the best first.

    Those that could reach most are looked at first, until nothing left can reach the last of them.
    """
    demand, scale = found.asked.facets, Scale(found.asked.facets, weights)
    most = reach(scale, demand, Outlook(ready.traits, found.texts.about, ready.text.lexical.holding, today))
    rows, least, places = np.flatnonzero(found.allowed), FLOOR, []
    while len(rows := rows[most[rows] >= least]):
        order = np.argpartition(-most[rows], LOOK) if len(rows) > LOOK else np.arange(len(rows))
        looked, rows = rows[order[:LOOK]], rows[order[LOOK:]]
        for row, fused in zip(looked.tolist(), found.texts.exact(looked).tolist(), strict=True):
            pair = Pair(demand, ready.facets(row), TextFit(fused), today)
            places.append((scale.score(pair), pair.resource.id))
        places = sorted((each for each in places if each[0] >= FLOOR), key=_first)[:KEPT]
        least = places[-1][0] if len(places) == KEPT else FLOOR
    return places


def _first(place: Place) -> tuple[float, int]:
    return scoring.ranking_key(*place)


def explained(ready: Index, found: Found, kept: Sequence[int], weights: Weights, today: date) -> list[Suggestion]:
    """Resources with their reasons, in the order given."""
    rows = np.array([ready.row[pk] for pk in kept], np.intp)
    texts = zip(rows.tolist(), found.texts.exact(rows).tolist(), found.texts.shared(rows), strict=True)
    scale, told = Scale(found.asked.facets, weights), []
    for row, fused, shared in texts:
        pair = Pair(found.asked.facets, ready.facets(row), TextFit(fused, tuple(shared)), today)
        scored = scale.scored(pair)
        told.append(Suggestion(scored, scoring.explain(pair, scored)))
    return told


def ranked(ready: Index, found: Found, weights: Weights, today: date) -> list[Suggestion]:
    """What is suggested, explained."""
    kept = [pk for _, pk in best(ready, found, weights, today)]
    return explained(ready, found, kept, weights, today)


def digest(suggestions: Sequence[Suggestion]) -> str:
    """What a replay must come to again."""
    rows = [[each.scored.resource, each.scored.score, each.explained.level] for each in suggestions]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()
