"""One demand, or a block of them, against all resources: constraints, scores, and what is written of it."""

import time
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from apps.core.errors import Conflict
from apps.demands.models import Demand
from apps.listings.lifecycle import MATCHED_STATES
from apps.matching.models import MatchRun
from apps.matching.services import asking, index, ranking, vectors, weighing, writing
from apps.matching.services.opening import Index
from apps.matching.services.ranking import Suggestion
from apps.matching.services.tree import tree
from apps.matching.services.writing import SCORER
from apps.matching.shelf import Gone

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
    _one_at_a_time([demand])
    embedder, askeds = asking.prepared([demand], tree())
    ready = index.current(embedder)
    found = ranking.found(ready, askeds, today)
    (run,) = writing.written([demand], found, ready, embedder, trigger, today, started)
    return run


def match_block(demands: Sequence[Demand], ready: Index, *, trigger: str) -> list[MatchRun]:
    """Several demands at once, written together; one that was changed or matched meanwhile is left to that."""
    started, today = time.perf_counter(), timezone.localdate()
    embedder, askeds = asking.prepared(demands, tree())
    found = ranking.found(ready, askeds, today)
    with transaction.atomic():
        _one_at_a_time(demands)
        now = dict(_standing(demands))
        same = [
            (demand, each)
            for demand, each in zip(demands, found, strict=True)
            if now.get(demand.pk) == (demand.version, demand.last_match_at)
        ]
        if not same:
            return []
        return writing.written(*map(list, zip(*same, strict=True)), ready, embedder, trigger, today, started)


def _standing(demands: Sequence[Demand]) -> Iterable[tuple[int, tuple]]:
    rows = Demand.objects.matched().filter(pk__in=[demand.pk for demand in demands])
    return ((pk, (version, last)) for pk, version, last in rows.values_list("pk", "version", "last_match_at"))


def for_block(pks: Iterable[int], today: date) -> list[Demand]:
    """Open demands with what reading them touches."""
    rows = Demand.objects.matched().open_on(today).filter(pk__in=pks).select_related("park").order_by("pk")
    return list(rows.prefetch_related(*SEEN, *Demand.details_names()))


def _one_at_a_time(demands: Sequence[Demand]) -> None:
    """In the order of their ids, so that two blocks never wait for each other."""
    names = [f"match:{pk}" for pk in sorted(demand.pk for demand in demands)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s) AS name", [names])


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
    (found,) = ranking.found(ready, [asked], run.day)
    left = found.without(ready, run.excluded)
    return ranking.ranked(ready, left, weighing.weights_of(run.weights), run.day)
