"""Many demands against the index: constraints, candidates, scores, suggestions with reasons. Writes nothing."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from apps.matching import constraints, scoring
from apps.matching.lexical import Shared
from apps.matching.scoring import Explained, Pair, Scale, Scored, TextFit, Weights
from apps.matching.services.asking import Asked
from apps.matching.services.opening import Index
from apps.matching.shortlist import Question, Shortlist, shortlists

CANDIDATES = 100  # the best by meaning and the best by words, each
KEPT = 20
FLOOR = 0.4  # a score below this is no suggestion

Place = tuple[float, int]  # a score, and the resource that has it


@dataclass(frozen=True)
class Suggestion:
    """A resource with its score and the words for it."""

    scored: Scored
    explained: Explained


@dataclass(frozen=True)
class Found:
    """A demand's candidates as text and constraints see them: resource → row of the index, and its text score."""

    asked: Asked
    rows: dict[int, int]
    fused: dict[int, float]
    steps: list[dict[str, Any]]
    shortlist: Shortlist

    def only(self, wanted: Collection[int]) -> "Found":
        return replace(self, rows={pk: row for pk, row in self.rows.items() if pk in wanted})


def candidates(ready: Index, askeds: Sequence[Asked], today: date) -> list[Found]:
    """Per demand the best by meaning and the best by words, among those its constraints allow."""
    masks = [constraints.masked(asked, today, ready.columns) for asked in askeds]
    questions = [
        Question(asked.passage, asked.vector, allowed) for asked, (allowed, _) in zip(askeds, masks, strict=True)
    ]
    lists = shortlists(ready.text, questions, CANDIDATES)
    return [_found(ready, *each) for each in zip(askeds, lists, (steps for _, steps in masks), strict=True)]


def _found(ready: Index, asked: Asked, found: Shortlist, steps: list[dict[str, Any]]) -> Found:
    pks = ready.ids[found.rows].tolist()
    rows = dict(zip(pks, found.rows.tolist(), strict=True))
    return Found(asked, rows, dict(zip(pks, found.fused.tolist(), strict=True)), steps, found)


def best(ready: Index, found: Found, weights: Weights, today: date) -> list[Place]:
    """Every candidate, the best first."""
    scale = Scale(found.asked.facets, weights)
    scores = [(scale.score(_pair(ready, found, pk, today)), pk) for pk in found.rows]
    return sorted(scores, key=lambda each: scoring.ranking_key(*each))


def kept(places: Iterable[Place], excluded: Collection[int] = ()) -> list[int]:
    """Which resources are suggested: the best that are good enough."""
    return [pk for score, pk in places if score >= FLOOR and pk not in excluded][:KEPT]


def explained(ready: Index, found: Found, kept: list[int], weights: Weights, today: date) -> list[Suggestion]:
    """Resources with their reasons, in the order given."""
    words = found.shortlist.asked.shared([found.rows[pk] for pk in kept])
    scale, told = Scale(found.asked.facets, weights), []
    for pk, shared in zip(kept, words, strict=True):
        pair = _pair(ready, found, pk, today, shared)
        scored = scale.scored(pair)
        told.append(Suggestion(scored, scoring.explain(pair, scored)))
    return told


def ranked(
    ready: Index, found: Found, weights: Weights, today: date, excluded: Collection[int] = ()
) -> list[Suggestion]:
    """What is suggested, explained."""
    return explained(ready, found, kept(best(ready, found, weights, today), excluded), weights, today)


def _pair(ready: Index, found: Found, pk: int, today: date, shared: Sequence[Shared] = ()) -> Pair:
    return Pair(found.asked.facets, ready.facets(found.rows[pk]), TextFit(found.fused[pk], tuple(shared)), today)


def digest(suggestions: Sequence[Suggestion]) -> str:
    """What a replay must come to again."""
    rows = [[each.scored.resource, each.scored.score, each.explained.level] for each in suggestions]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()
