"""What a run leaves behind: its row, its suggestions with reasons, the grants they open, a word to the other side."""

import time
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from apps.demands.models import Demand
from apps.matching import constraints, scoring, textscore
from apps.matching.embedders.base import Embedder
from apps.matching.models import LEXICAL, Match, MatchRun
from apps.matching.services import asking, news, ranking, weighing
from apps.matching.services.granting import grant
from apps.matching.services.opening import Index
from apps.matching.services.ranking import Found, Place, Suggestion
from apps.matching.services.telling import tell_counterparts
from apps.resources.models import Resource

SCORER = f"{textscore.VERSION}+{scoring.VERSION}"  # what a run was scored by
REWRITTEN = ["run", "rank", "score", "level", "contributions", "reasons", "gaps", "updated_at", "retired_at"]


def written(
    demands: Sequence[Demand],
    founds: Sequence[Found],
    ready: Index,
    embedder: Embedder | None,
    trigger: str,
    today: date,
    started: float,
) -> list[MatchRun]:
    """Rank what the tables allow at this moment and write it down, all demands in a few statements.

    `started` is when the work on them began; each run is told to have taken its part of the time since.
    """
    began = timezone.now()
    live = {kind: weighing.live(kind) for kind in sorted({demand.kind for demand in demands})}
    weights = {kind: weighing.weights_of(version) for kind, version in live.items()}
    readings = asking.kept([found.asked for found in founds])
    pairs = list(zip(demands, founds, strict=True))
    places = [ranking.best(ready, found, weights[demand.kind], today) for demand, found in pairs]
    shut = _shut_out(demands, places, ready, today)
    runs, matches = [], []
    for (demand, found), best, reading, excluded in zip(pairs, places, readings, shut, strict=True):
        kept = ranking.kept(best, excluded)
        suggestions = ranking.explained(ready, found, kept, weights[demand.kind], today)
        run = MatchRun(
            demand=demand,
            trigger=trigger,
            started_at=began,
            weights=live[demand.kind],
            model=embedder.hash if embedder and ready.text.space is not None else LEXICAL,
            scorer=SCORER,
            index=ready.name,
            reading=reading,
            day=today,
            excluded=sorted(excluded),
            filters=found.steps,
            considered=len(found.rows) - len(excluded),
            kept=len(suggestions),
            without_vector=ready.missing,
            digest=ranking.digest(suggestions),
        )
        runs.append(run)
        matches += [_row(run, place, each) for place, each in enumerate(suggestions, start=1)]
    MatchRun.objects.bulk_create(runs)
    _rewrite(demands, runs, matches)
    grant(demands)
    tell_counterparts(demands)
    took = round((time.perf_counter() - started) * 1000 / len(runs))
    for run in runs:
        run.took_ms = took
    MatchRun.objects.filter(pk__in=[run.pk for run in runs]).update(took_ms=took)
    Demand.objects.filter(pk__in=[demand.pk for demand in demands]).update(last_match_at=began)
    return runs


def _shut_out(demands: Sequence[Demand], places: Sequence[list[Place]], ready: Index, today: date) -> list[set[int]]:
    """Per demand what would be suggested although the tables allow it no more; the next in order is looked at too.

    A row that stands as the index has it is allowed, its mask has said so; only the others are asked for again.
    """
    shut: list[set[int]] = [set() for _ in demands]
    known: dict[int, bool] = {}
    waiting = range(len(demands))
    while waiting:
        kept = {at: ranking.kept(places[at], shut[at]) for at in waiting}
        known |= _standing(ready, {pk for pks in kept.values() for pk in pks} - known.keys())
        moved = {at: {pk for pk in pks if not known[pk]} for at, pks in kept.items()}
        refused = {at: _refused(demands[at], pks, today) for at, pks in moved.items() if pks}
        for at, pks in refused.items():
            shut[at] |= pks
        waiting = [at for at, pks in refused.items() if pks]
    return shut


def _standing(ready: Index, pks: Collection[int]) -> dict[int, bool]:
    """Whether each stands in the tables as the index has it."""
    rows = Resource.objects.filter(pk__in=pks).values_list(*news.STAMPED) if pks else ()
    same = {row[0] for row in rows if news.is_indexed(row) and news.stamp(row) == ready.stamps[ready.row[row[0]]]}
    return {pk: pk in same for pk in pks}


def _refused(demand: Demand, moved: Collection[int], today: date) -> set[int]:
    return set(moved) - set(constraints.allowed(demand, today).filter(pk__in=moved).values_list("pk", flat=True))


def _rewrite(demands: Sequence[Demand], runs: Sequence[MatchRun], matches: Sequence[Match]) -> None:
    """One row per pair: rewritten, added, or retired."""
    Match.objects.bulk_create(
        matches, update_conflicts=True, unique_fields=["demand", "resource"], update_fields=REWRITTEN
    )
    before = Match.objects.filter(demand__in=[demand.pk for demand in demands], retired_at=None)
    before.exclude(run__in=[run.pk for run in runs]).update(retired_at=timezone.now())


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
