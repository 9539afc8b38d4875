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
from apps.matching.scoring import Weights
from apps.matching.services import asking, news, ranking, weighing
from apps.matching.services.granting import grant
from apps.matching.services.opening import Index
from apps.matching.services.ranking import Found, Suggestion
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
    chosen = _chosen(demands, founds, ready, weights, today)
    runs, matches = [], []
    for demand, found, reading, (kept, shut_out) in zip(demands, founds, readings, chosen, strict=True):
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
            excluded=sorted(shut_out),
            filters=found.steps,
            considered=int(found.allowed.sum()) - len(shut_out),
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


def _chosen(
    demands: Sequence[Demand], founds: Sequence[Found], ready: Index, weights: dict[str, Weights], today: date
) -> list[tuple[list[int], set[int]]]:
    """Per demand what is suggested, and what would be although the tables allow it no more.

    A row that stands as the index has it is allowed, its mask has said so; only the others are asked for again.
    """
    kept: list[list[int]] = [[] for _ in demands]
    shut: list[set[int]] = [set() for _ in demands]
    waiting = list(range(len(demands)))
    while waiting:
        for at in waiting:
            left = founds[at].without(ready, shut[at])
            kept[at] = [pk for _, pk in ranking.best(ready, left, weights[demands[at].kind], today)]
        moved = _moved(ready, {pk for at in waiting for pk in kept[at]})
        refused = {at: _refused(demands[at], moved.intersection(kept[at]), today) for at in waiting}
        waiting = [at for at, pks in refused.items() if pks]
        for at in waiting:
            shut[at] |= refused[at]
    return list(zip(kept, shut, strict=True))


def _moved(ready: Index, pks: Collection[int]) -> set[int]:
    """Those that do not stand in the tables as the index has them."""
    rows = Resource.objects.filter(pk__in=pks).values_list(*news.STAMPED) if pks else ()
    same = {row[0] for row in rows if news.is_indexed(row) and news.stamp(row) == ready.stamps[ready.row[row[0]]]}
    return set(pks) - same


def _refused(demand: Demand, moved: Collection[int], today: date) -> set[int]:
    if not moved:
        return set()
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
