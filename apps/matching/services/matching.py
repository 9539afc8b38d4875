"""One demand, or a block of them, against all resources: what is suggested is written, with how it came about."""

import time
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from apps.core.errors import Conflict
from apps.demands.models import Demand
from apps.listings.lifecycle import MATCHED_STATES
from apps.matching import constraints, scoring, textscore
from apps.matching.embedders.base import Embedder
from apps.matching.models import LEXICAL, Match, MatchRun, WeightVersion
from apps.matching.services import asking, index, ranking, vectors, weighing
from apps.matching.services.granting import grant
from apps.matching.services.opening import Index
from apps.matching.services.ranking import Found, Suggestion
from apps.matching.services.telling import tell_counterparts
from apps.matching.services.tree import tree
from apps.matching.shelf import Gone

SCORER = f"{textscore.VERSION}+{scoring.VERSION}"  # what a run was scored by
SEEN = ("nodes__industry", "nodes__parent")


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
    embedder = asking.ready_for([demand])
    ready = index.current(embedder)
    (found,) = ranking.candidates(ready, asking.prepared([demand], embedder, tree()), today)
    return _kept(demand, found, ready, embedder, weighing.live(demand.kind), trigger, today, started)


def match_block(demands: Sequence[Demand], ready: Index, embedder: Embedder | None, *, trigger: str) -> list[MatchRun]:
    """Several demands at once, each written on its own; one that was changed or matched meanwhile is left to that."""
    today, runs = timezone.localdate(), []
    found = ranking.candidates(ready, asking.prepared(demands, embedder, tree()), today)
    weights = {kind: weighing.live(kind) for kind in {demand.kind for demand in demands}}
    for demand, each in zip(demands, found, strict=True):
        started = time.perf_counter()
        with transaction.atomic():
            _one_at_a_time(demand)
            same = Demand.objects.matched().filter(pk=demand.pk, version=demand.version)
            if same.filter(last_match_at=demand.last_match_at).exists():
                runs.append(_kept(demand, each, ready, embedder, weights[demand.kind], trigger, today, started))
    return runs


def for_block(pks: Iterable[int], today: date) -> list[Demand]:
    """Open demands with what reading them touches."""
    rows = Demand.objects.matched().open_on(today).filter(pk__in=pks).select_related("park").order_by("pk")
    return list(rows.prefetch_related(*SEEN, *Demand.details_names()))


def _one_at_a_time(demand: Demand) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"match:{demand.pk}"])


def _kept(
    demand: Demand,
    found: Found,
    ready: Index,
    embedder: Embedder | None,
    weights: WeightVersion,
    trigger: str,
    today: date,
    started: float,
) -> MatchRun:
    """Rank what the tables allow at this moment, and write it down."""
    allowed = constraints.allowed(demand, today).filter(pk__in=found.rows).values_list("pk", flat=True)
    excluded = sorted(found.rows.keys() - set(allowed))
    suggestions = ranking.ranked(ready, found.without(excluded), weighing.weights_of(weights), today)
    run = MatchRun.objects.create(
        demand=demand,
        trigger=trigger,
        weights=weights,
        model=embedder.hash if embedder and ready.text.space is not None else LEXICAL,
        scorer=SCORER,
        index=ready.name,
        reading=asking.kept(found.asked),
        day=today,
        excluded=excluded,
        filters=found.steps,
        considered=len(found.rows) - len(excluded),
        kept=len(suggestions),
        without_vector=ready.missing,
        digest=ranking.digest(suggestions),
    )
    _write(run, suggestions)
    grant(demand)
    tell_counterparts(demand)
    run.took_ms = round((time.perf_counter() - started) * 1000)
    MatchRun.objects.filter(pk=run.pk).update(took_ms=run.took_ms)
    Demand.objects.filter(pk=demand.pk).update(last_match_at=run.started_at)
    return run


def replay(run: MatchRun) -> list[Suggestion]:
    """The suggestions of a run once more, from what it kept: the same, byte by byte, whatever the tables hold now.

    Raises Conflict when the version of the index or of the scorer it was made with is here no more.
    """
    if run.scorer != SCORER:
        raise Conflict(f"这一批次由 {run.scorer} 算出，现在是 {SCORER}，不能复算")
    try:
        ready = index.named(run.index)
    except Gone as gone:
        raise Conflict(f"这一批次所用的索引版本 {run.index} 已经清理，不能复算") from gone
    asked = asking.again(run.reading, "" if run.is_lexical else vectors.key_of(run.model))
    (found,) = ranking.candidates(ready, [asked], run.day)
    return ranking.ranked(ready, found.without(run.excluded), weighing.weights_of(run.weights), run.day)


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
        "text": told.text,
        "sentence": told.sentence,
        "demand": told.demand,
        "resource": told.resource,
        "words": list(told.words),
    }
