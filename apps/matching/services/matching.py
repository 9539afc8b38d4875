"""One demand against all resources: constraints, candidates, scores, suggestions with reasons."""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from apps.core.errors import Conflict
from apps.demands.models import Demand
from apps.listings.lifecycle import MATCHED_STATES
from apps.matching import constraints, embedders, scoring, textscore
from apps.matching.embedders.base import Embedder, Unavailable, Vectors
from apps.matching.models import LEXICAL, Match, MatchRun, WeightVersion
from apps.matching.scoring import Explained, Facets, Pair, Scored, TextFit
from apps.matching.services import describing, index, vectors, weighing
from apps.matching.services.granting import grant
from apps.matching.services.telling import tell_counterparts
from apps.matching.textscore import Passage, TextScores

CANDIDATES = 100  # the best by meaning and the best by words, each
KEPT = 20
FLOOR = 0.4  # a score below this is no suggestion


@dataclass(frozen=True)
class Asked:
    """A demand, prepared: its row, its words, its vector, its facets."""

    demand: Demand
    passage: Passage
    vector: Vectors | None
    facets: Facets


@dataclass(frozen=True)
class Suggestion:
    """A resource with its score and the words for it."""

    scored: Scored
    explained: Explained


@transaction.atomic
def match(*, demand: Demand, trigger: str = "manual", today: date | None = None) -> MatchRun:
    """Score a demand now and rewrite its suggestions; the same inputs and versions give the same ranking, byte by byte.

    By words alone while the embedding model is not there yet: the run says so. Two runs of one demand wait for each
    other. Raises Conflict for a demand that is neither sent in nor published.
    """
    if demand.state not in MATCHED_STATES:
        raise Conflict("送审或发布之后才会匹配")
    started, today = time.perf_counter(), today or timezone.localdate()
    _one_at_a_time(demand)
    embedder, vector = _vector(demand)
    ready = index.current(embedder)
    asked = Asked(demand, index.read(demand), vector, describing.of_demand(demand, ready.tree))
    weights = weighing.live(demand.kind)
    candidates = _candidates(asked, ready, today)
    ranked = rank(asked, ready, candidates, weights, today)
    run = MatchRun.objects.create(
        demand=demand,
        trigger=trigger,
        weights=weights,
        model=embedder.hash if embedder and ready.text.space is not None else LEXICAL,
        scorer=textscore.VERSION,
        filters=constraints.counts(demand, today),
        considered=len(candidates),
        kept=len(ranked),
        without_vector=ready.missing,
        digest=digest(ranked),
    )
    _write(run, ranked)
    grant(demand)
    tell_counterparts(demand)
    run.took_ms = round((time.perf_counter() - started) * 1000)
    MatchRun.objects.filter(pk=run.pk).update(took_ms=run.took_ms)
    Demand.objects.filter(pk=demand.pk).update(last_match_at=run.started_at)
    return run


def _one_at_a_time(demand: Demand) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"match:{demand.pk}"])


def prepared(demand: Demand, ready: index.Index) -> Asked:
    """A demand as it can be compared with the index, without writing anything but its vector."""
    vector = _vector(demand)[1] if ready.text.space is not None else None
    return Asked(demand, index.read(demand), vector, describing.of_demand(demand, ready.tree))


def _vector(demand: Demand) -> tuple[Embedder | None, Vectors | None]:
    """The embedder, if it is ready, and the demand's vector: stored before, or encoded and kept now."""
    embedder = embedders.ready()
    if embedder is None:
        return None, None
    try:
        found = vectors.encoded(embedder, vectors.QUERY, {demand.text_hash: index.read(demand)})
    except Unavailable:  # an endpoint that is down: words alone, and once more later
        return None, None
    return embedder, found[demand.text_hash]


def _candidates(asked: Asked, ready: index.Index, today: date) -> list[tuple[int, float]]:
    """(resource id, text score) of the best by meaning and the best by words, among those allowed."""
    permitted = set(constraints.allowed(asked.demand, today).values_list("pk", flat=True))
    rows = [ready.row[pk] for pk in sorted(permitted) if pk in ready.row]
    if not rows:
        return []
    scores = ready.text.scores(asked.passage, asked.vector)
    return [(ready.ids[row], float(scores.fused[row])) for row in sorted(_best(scores, np.array(rows), CANDIDATES))]


def _best(scores: TextScores, rows: np.ndarray, most: int) -> set[int]:
    """The first `most` rows by each engine; rows come in the order of ids, so that equal scores keep it."""
    found: set[int] = set()
    for engine in (scores.meaning, scores.words):
        if engine is not None:
            found.update(rows[np.argsort(-engine[rows], kind="stable")[:most]].tolist())
    return found


def rank(
    asked: Asked, ready: index.Index, candidates: Sequence[tuple[int, float]], version: WeightVersion, today: date
) -> list[Suggestion]:
    """The candidates scored, the best KEPT of them explained."""
    weights = weighing.weights_of(version)
    pairs = {pk: Pair(asked.facets, ready.entries[pk].facets, TextFit(fused), today) for pk, fused in candidates}
    scored = sorted((scoring.score(pair, weights) for pair in pairs.values()), key=scoring.ranking_key)
    kept = [each for each in scored[:KEPT] if each.score >= FLOOR]
    told = [(each, _with_words(pairs[each.resource], asked, ready)) for each in kept]
    return [Suggestion(each, scoring.explain(pair, each)) for each, pair in told]


def _with_words(pair: Pair, asked: Asked, ready: index.Index) -> Pair:
    shared = ready.text.lexical.shared(asked.passage.terms, ready.row[pair.resource.id])
    return replace(pair, fit=TextFit(pair.fit.fused, tuple(shared)))


def digest(ranked: Sequence[Suggestion]) -> str:
    """What a replay must come to again."""
    rows = [[each.scored.resource, each.scored.score, each.explained.level] for each in ranked]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _write(run: MatchRun, ranked: Sequence[Suggestion]) -> None:
    """One row per pair: rewritten, added, or retired."""
    rows = [_row(run, place, each) for place, each in enumerate(ranked, start=1)]
    columns = ["run", "rank", "score", "level", "contributions", "reasons", "gaps", "updated_at", "retired_at"]
    Match.objects.bulk_create(rows, update_conflicts=True, unique_fields=["demand", "resource"], update_fields=columns)
    Match.objects.filter(demand=run.demand, retired_at=None).exclude(run=run).update(retired_at=timezone.now())


def _row(run: MatchRun, place: int, each: Suggestion) -> Match:
    return Match(
        demand=run.demand,
        resource_id=each.scored.resource,
        run=run,
        rank=place,
        score=each.scored.score,
        level=each.explained.level,
        contributions=[_part(part) for part in each.scored.contributions],
        reasons=[_reason(reason) for reason in each.explained.reasons],
        gaps=[{"feature": gap.feature, "text": gap.text} for gap in each.explained.gaps],
    )


def _part(part: scoring.Contribution) -> dict[str, Any]:
    label = scoring.BY_SLUG[part.feature].label
    return {"feature": part.feature, "label": label, "value": part.value, "weight": part.weight, "part": part.part}


def _reason(reason: scoring.Reason) -> dict[str, Any]:
    """As pages and the API show it: a sentence that stands alone, and its parts."""
    told = reason.told
    return {
        "feature": reason.feature,
        "label": reason.label,
        "strength": reason.strength,
        "strength_label": scoring.STRENGTHS[reason.strength],
        "text": f"{told.sentence}。需求：{told.demand} / 资源：{told.resource}",
        "sentence": told.sentence,
        "demand": told.demand,
        "resource": told.resource,
        "words": list(told.words),
    }
