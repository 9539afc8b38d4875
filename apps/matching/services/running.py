"""When matching happens: one demand, the demands a changed resource reaches, or all of them by night."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.core import jobs, journal, outbox, rules
from apps.core.errors import Conflict
from apps.core.jobs import Job
from apps.demands.models import Demand
from apps.matching import constraints, embedders
from apps.matching.models import LEXICAL, Match, MatchRun
from apps.matching.services import asking, index, ranking, weighing
from apps.matching.services.matching import for_block, match, match_block
from apps.matching.services.opening import Index
from apps.matching.services.pacing import make_way
from apps.matching.services.ranking import Found
from apps.matching.services.tree import tree
from apps.resources.models import Resource

FULL_RUN = "match_all"
AGAIN = timedelta(seconds=60)  # after which a run by words alone is tried again with the model
BLOCK = 32  # demands compared at once
TOGETHER = timedelta(seconds=2)  # changes of several resources are gathered into one run of a demand


@transaction.atomic
def match_demand(pk: int, trigger: str) -> MatchRun | None:
    """Run one demand if it is still open, and once more later when the model was not ready."""
    demand = Demand.objects.matched().open_on(timezone.localdate()).filter(pk=pk).first()
    if demand is None:
        return None
    run = match(demand=demand, trigger=trigger)
    if is_provisional(run):
        rematch(demand.pk, "model", delay=AGAIN)
    return run


def is_provisional(run: MatchRun) -> bool:
    """By words alone because the model was not ready, so that it is done again; not where no model is wanted."""
    return run.is_lexical and embedders.wanted()


def rematch(pk: int, trigger: str, *, delay: timedelta = timedelta(0)) -> None:
    """Owe a demand another run behind the scenes; several debts are one run."""
    outbox.put("rematch_demand", {"demand": pk, "trigger": trigger}, key=f"demand:{pk}", delay=delay)


@transaction.atomic
def match_resources(pks: list[int]) -> list[int]:
    """Have new or changed resources reach the demands they would be suggested for; returns those demands' ids.

    A demand that has one already runs again too: the resource may have become better, worse or unavailable.
    """
    reached = set(Match.objects.filter(resource__in=pks, retired_at=None).values_list("demand_id", flat=True))
    if resources := list(Resource.objects.published().filter(pk__in=pks).order_by("pk")):
        reached.update(_would_show(resources))
    for demand in sorted(reached):
        rematch(demand, "resource", delay=TOGETHER)
    return sorted(reached)


def _would_show(resources: list[Resource]) -> list[int]:
    """Open demands whose list one of these resources would enter."""
    embedder = embedders.ready()
    if embedder is not None:
        index.encode(embedder, resources)
    ready, today = index.refreshed(embedder), timezone.localdate()
    kinds = {kind for each in resources for kind in constraints.asking_kinds(each.kind)}
    open_now = Demand.objects.matched().open_on(today).filter(kind__in=kinds).order_by("pk")
    reached = []
    for pks in batched(open_now.values_list("pk", flat=True), BLOCK):
        make_way()
        demands = for_block(pks, today)
        _, askeds = asking.prepared(demands, tree())
        found = ranking.found(ready, askeds, today)
        new = {each.pk for each in resources}
        reached += [demand.pk for demand, each in zip(demands, found, strict=True) if _enters(ready, demand, each, new)]
    return reached


def _enters(ready: Index, demand: Demand, found: Found, new: set[int]) -> bool:
    """Whether the score of one of the new resources beats the last one now suggested."""
    weights, today = weighing.weights_of(weighing.live(demand.kind)), timezone.localdate()
    first = ranking.best(ready, found.only(ready, new), weights, today)[:1]
    if not first:
        return False
    now = list(Match.objects.current().of_demand(demand).values_list("score", flat=True))
    return len(now) < ranking.KEPT or first[0][0] >= min(now)


@transaction.atomic
def start_full_run(*, actor: Any) -> Job:
    """A job that runs every open demand. Raises PermissionDenied, and Conflict while another waits or runs."""
    rules.require(actor, "start", MatchRun)
    job = jobs.start(FULL_RUN, actor=actor, topic=FULL_RUN, key="all")
    journal.write(actor, "start", job)
    return job


def match_all(job: Job, *, trigger: str = "nightly") -> None:
    """Every open demand against one version of the index, block by block; each is kept as it is done."""
    embedder, today, kept = embedders.load(), timezone.localdate(), 0
    open_now = Demand.objects.matched().open_on(today).order_by("pk")
    ids = list(open_now.values_list("pk", flat=True))
    try:
        jobs.progress(job, 0, len(ids), kept=0)
        ready = index.catch_up(embedder, say=lambda done, total: jobs.progress(job, 0, len(ids), encoded=done))
        for done, pks in enumerate(batched(ids, BLOCK)):
            make_way()
            demands = for_block(pks, today)
            runs = match_block(demands, ready, trigger=trigger)
            kept += sum(run.kept for run in runs)
            jobs.progress(job, min((done + 1) * BLOCK, len(ids)), len(ids), kept=kept)
    except jobs.Cancelled:
        jobs.stop(job)
    else:
        jobs.finish(job, demands=len(ids), suggestions=kept)


def refresh_index() -> None:
    """More changed than a waiting person could wait for: encode it and take it in."""
    index.catch_up(embedders.load())


def encode_missing() -> None:
    """Encode what has no vector yet, batch by batch, while the model is there."""
    embedder = embedders.ready()
    if embedder is not None:
        index.encode_missing(embedder)


def warm() -> None:
    """Build or load the model, fill the index, and owe better runs to what was matched by words alone."""
    embedder = embedders.load()
    index.catch_up(embedder)
    if embedder is not None:
        redo_lexical()


def redo_lexical() -> int:
    """Owe a run to every open demand whose last one was by words alone; returns how many."""
    redone = 0
    with transaction.atomic():
        for demand in Demand.objects.matched().order_by("pk"):
            last = MatchRun.objects.last_of(demand)
            if last is not None and last.model == LEXICAL:
                rematch(demand.pk, "model")
                redone += 1
    return redone


@transaction.atomic
def cancel_full_run(job: Job, *, actor: Any) -> None:
    """Stop a full run, the machine's own too. Raises PermissionDenied, and Conflict when it is over."""
    rules.require(actor, "cancel", MatchRun)
    if not jobs.call_off(job):
        raise Conflict("这次重算已经结束，不用取消")
    journal.write(actor, "cancel", job)


def batched(items: Iterable[int], size: int) -> Iterator[list[int]]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
