"""When matching happens: one demand, the demands a changed resource reaches, or all of them by night."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.core import jobs, journal, outbox, rules
from apps.core.errors import Conflict
from apps.core.jobs import Job
from apps.demands.models import Demand
from apps.matching import constraints, embedders, scoring
from apps.matching.models import LEXICAL, Match, MatchRun
from apps.matching.scoring import Pair, TextFit
from apps.matching.services import index, vectors, weighing
from apps.matching.services.matching import FLOOR, KEPT, match, prepared
from apps.resources.models import Resource

FULL_RUN = "match_all"
AGAIN = timedelta(seconds=60)  # after which a run by words alone is tried again with the model
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
        vectors.encoded(embedder, vectors.PASSAGE, {each.text_hash: index.read(each) for each in resources})
    ready = index.current(embedder)
    indexed = [each for each in resources if each.pk in ready.row]
    demands = Demand.objects.matched().open_on(timezone.localdate()).order_by("pk")
    return [demand.pk for demand in demands if _enters(demand, _answering(demand, indexed), ready)]


def _answering(demand: Demand, resources: list[Resource]) -> list[Resource]:
    others = [each for each in resources if each.organization_id != demand.organization_id]
    return [each for each in others if demand.kind in constraints.asking_kinds(each.kind)]


def _enters(demand: Demand, resources: list[Resource], ready: index.Index) -> bool:
    """Whether one of their scores beats the last one now suggested."""
    if not resources:
        return False
    asked, weights = prepared(demand, ready), weighing.weights_of(weighing.live(demand.kind))
    fused, today = ready.text.scores(asked.passage, asked.vector).fused, timezone.localdate()
    now = list(Match.objects.current().of_demand(demand).values_list("score", flat=True))
    least = min(now) if len(now) >= KEPT else FLOOR
    fits = ((each.pk, TextFit(float(fused[ready.row[each.pk]]))) for each in resources)
    pairs = (Pair(asked.facets, ready.entries[pk].facets, fit, today) for pk, fit in fits)
    return any(scoring.score(pair, weights).score >= least for pair in pairs)


@transaction.atomic
def start_full_run(*, actor: Any) -> Job:
    """A job that runs every open demand. Raises PermissionDenied, and Conflict while another waits or runs."""
    rules.require(actor, "start", MatchRun)
    job = jobs.start(FULL_RUN, actor=actor, topic=FULL_RUN, key="all")
    journal.write(actor, "start", job)
    return job


def match_all(job: Job, *, trigger: str = "nightly") -> None:
    """Every open demand, one after the other through `match`; each is kept as it is done."""
    ids = list(Demand.objects.matched().open_on(timezone.localdate()).order_by("pk").values_list("pk", flat=True))
    kept = 0
    if (embedder := embedders.load()) is not None:
        index.encode_missing(embedder)
    try:
        for done, pk in enumerate(ids):
            jobs.progress(job, done, len(ids), kept=kept)
            run = match_demand(pk, trigger)
            kept += run.kept if run else 0
        jobs.progress(job, len(ids), len(ids), kept=kept)
    except jobs.Cancelled:
        jobs.stop(job)
    else:
        jobs.finish(job, demands=len(ids), suggestions=kept)


def warm() -> None:
    """Build or load the model, fill the index, and owe better runs to what was matched by words alone."""
    embedder = embedders.load()
    if embedder is not None:
        index.encode_missing(embedder)
    index.current(embedder)
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
