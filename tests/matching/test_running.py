"""When matching happens: on a move, on a change below, by night — always through the outbox."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import jobs, lifecycle, outbox
from apps.core.models import Job, OutboxEvent
from apps.demands.models import Demand
from apps.listings import services as listings
from apps.matching import services, tasks
from apps.matching.models import Match, MatchRun
from apps.matching.services import index, matching
from tests.factories.matching import HERBS, a_demand, a_resource

pytestmark = pytest.mark.django_db
QUERIES_OF_A_BLOCK = 18


def owed(*topics):
    """Open events of matching: (topic, what)."""
    rows = OutboxEvent.objects.filter(topic__in=topics, done_at=None).order_by("created_at")
    return [(row.topic, *row.payload.values()) for row in rows]


def deliver(hours=0):
    """Everything owed, the delayed ones too."""
    OutboxEvent.objects.filter(done_at=None).update(due_at=timezone.now() - timedelta(hours=hours))
    return outbox.drain()


def test_sending_in_owes_a_run_and_the_run_comes(li_na, chamber):
    demand = a_demand(li_na)
    assert owed("match_demand") == [("match_demand", demand.pk, "submit")]
    deliver()
    assert (Match.objects.get().demand, MatchRun.objects.get().trigger) == (demand, "submit")


def test_publishing_and_changing_run_again_and_confirming_does_not(leak, chamber, li_na):
    deliver()
    lifecycle.move(leak, "publish", actor=Actor.system())
    assert owed("match_demand") == [("match_demand", leak.pk, "publish")]
    deliver()
    listings.confirm(leak, actor=li_na)
    assert owed("match_demand") == []
    listings.update(leak, {**leak.values(), "budget": 50}, actor=li_na, version=leak.version)
    assert owed("match_demand") == [("match_demand", leak.pk, "change")]
    deliver()
    lifecycle.move(Demand.objects.get(pk=leak.pk), "withdraw", actor=li_na)
    assert owed("match_demand") == []


def test_a_new_resource_reaches_the_demand_it_fits(leak, herbs, lin_yue, li_na):
    farm = a_demand(li_na, title="中药材种植指导", text=HERBS)
    deliver()
    deliver()
    before = farm.match_runs.count()
    fits = a_resource(lin_yue)
    assert owed("match_resource") == [("match_resource", fits.pk)]
    assert services.match_resources([fits.pk]) == [leak.pk]
    deliver()
    deliver()
    assert [row.demand for row in Match.objects.current().of_resource(fits)] == [leak]
    assert MatchRun.objects.last_of(leak).trigger == "resource"
    assert farm.match_runs.count() == before


def test_a_resource_that_leaves_frees_its_place(leak, chamber, lin_yue):
    deliver()
    deliver()
    lifecycle.move(chamber, "withdraw", actor=lin_yue)
    assert services.match_resources([chamber.pk]) == [leak.pk]
    deliver()
    assert Match.objects.get().retired_at is not None


def test_a_resource_runs_where_it_beats_the_last_of_a_full_list(leak, chamber, lin_yue, monkeypatch):
    monkeypatch.setattr("apps.matching.services.ranking.KEPT", 1)
    services.match(demand=leak)
    worse = a_resource(lin_yue, title="密封件陈列室", text="陈列密封件样品，供教学参观，不做试验，周三开放。")
    better = a_resource(lin_yue, title="深海密封件循环压力微泄漏检漏台", text=leak.text)
    assert (services.match_resources([worse.pk]), services.match_resources([better.pk])) == ([], [leak.pk])


def test_several_changes_are_one_run(leak, chamber, helium):
    for resource in (chamber, helium):
        services.match_resources([resource.pk])
    assert owed("rematch_demand") == [("rematch_demand", leak.pk, "resource")]


def test_a_change_of_a_draft_or_a_confirmed_resource(lin_yue, tree):
    draft = a_resource(lin_yue, public=False, sent=False)
    listings.update(draft, {**draft.values(), "area": 50}, actor=lin_yue, version=draft.version)
    lifecycle.move(draft, "submit", actor=lin_yue)
    assert owed("match_resource") == []
    lifecycle.move(draft, "publish", actor=Actor.system())
    deliver()
    listings.confirm(draft, actor=lin_yue)
    assert owed("match_resource") == [("match_resource", draft.pk)]


def test_words_alone_are_provisional_while_a_model_is_wanted(leak, chamber, settings, monkeypatch):
    settings.EMBEDDER = "e5-small"
    monkeypatch.setattr("apps.matching.embedders.ready", lambda: None)  # the model is still being built
    services.match_demand(leak.pk, "submit")
    event = OutboxEvent.objects.get(topic="rematch_demand")
    assert event.payload == {"demand": leak.pk, "trigger": "model"}
    assert event.due_at - timezone.now() > timedelta(seconds=50)
    settings.EMBEDDER = "none"
    OutboxEvent.objects.all().delete()
    services.match_demand(leak.pk, "submit")
    assert owed("rematch_demand") == []


def test_runs_by_words_alone_are_done_again(leak, chamber, li_na):
    other = a_demand(li_na, title="另一条密封件需求")
    services.match(demand=leak)
    run = services.match(demand=other)
    MatchRun.objects.filter(pk=run.pk).update(model="e5-small-x")
    assert services.redo_lexical() == 1
    assert owed("rematch_demand") == [("rematch_demand", leak.pk, "model")]


# -- the full run


def test_the_full_run_is_the_single_run_over_all(leak, chamber, helium, li_na, sun_centre):
    a_demand(li_na, title="另一条密封件需求")
    single = {demand.pk: services.match(demand=demand).digest for demand in Demand.objects.all()}
    job = services.start_full_run(actor=sun_centre)
    deliver()
    job.refresh_from_db()
    assert (job.status, job.done, job.total) == (Job.DONE, 2, 2)
    assert job.result == {"demands": 2, "suggestions": 4}
    assert {pk: MatchRun.objects.last_of(Demand(pk=pk)).digest for pk in single} == single
    assert {MatchRun.objects.last_of(Demand(pk=pk)).trigger for pk in single} == {"manual"}


def test_a_full_run_can_be_stopped(leak, chamber, sun_centre):
    job = services.start_full_run(actor=sun_centre)
    taken = jobs.take(str(job.pk))
    jobs.cancel(taken, sun_centre)
    services.match_all(taken)
    job.refresh_from_db()
    assert (job.status, MatchRun.objects.count()) == (Job.CANCELLED, 0)


def test_others_start_no_full_run(li_na):
    with pytest.raises(PermissionDenied):
        services.start_full_run(actor=li_na)


def test_the_night_comes_once(leak, chamber):
    for _ in range(3):
        tasks.nightly()
    assert Job.objects.filter(kind="match_all").count() == 1


def test_a_job_in_other_hands_is_left_alone(leak, sun_centre):
    job = services.start_full_run(actor=sun_centre)
    jobs.cancel(job, sun_centre)
    tasks.match_all({"job": str(job.pk)})
    assert MatchRun.objects.count() == 0


# -- warming


def test_warming_fills_the_index_and_redoes_what_was_provisional(leak, chamber, with_tiny):
    run = services.match(demand=leak)
    MatchRun.objects.filter(pk=run.pk).update(model="lexical")
    services.warm()
    assert owed("rematch_demand") == [("rematch_demand", leak.pk, "model")]
    assert services.index.current(with_tiny).missing == 0


def test_warming_that_fails_ends_no_worker(monkeypatch, caplog, db):
    monkeypatch.setattr(services, "warm", lambda: 1 / 0)
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)  # the test's own connection stays
    tasks.warm()
    assert "预热没有完成" in caplog.text


@pytest.mark.parametrize(("pool", "warmed"), [("celery.concurrency.prefork", 0), ("celery.concurrency.solo", 1)])
def test_only_the_process_that_works_is_warmed(pool, warmed, monkeypatch):
    started = []
    monkeypatch.setattr(tasks.threading.Thread, "start", lambda thread: started.append(thread.name))
    consumer = type("Consumer", (), {"pool": type("TaskPool", (), {"__module__": pool})()})()
    tasks.warm_worker(sender=consumer)
    assert started == ["matching-warm"] * warmed


@pytest.mark.django_db(transaction=True)
def test_two_runs_of_one_demand_wait_for_each_other(leak, chamber, helium):
    def run():
        try:
            services.match(demand=Demand.objects.get(pk=leak.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert MatchRun.objects.count() == 4
    assert sorted(Match.objects.values_list("rank", "retired_at")) == [(1, None), (2, None)]
    assert len(set(MatchRun.objects.values_list("digest", flat=True))) == 1


# -- blocks


def block_of(demands, embedder=None):
    """Compared with the index as it stands, and written."""
    ready = index.current(embedder)
    rows = matching.for_block([demand.pk for demand in demands], timezone.localdate())
    return lambda: matching.match_block(rows, ready, trigger="nightly")


@pytest.mark.parametrize("engine", ["words alone", "with vectors"])
def test_a_block_writes_what_single_runs_write(engine, request, leak, chamber, helium, herbs, li_na):
    embedder = request.getfixturevalue("with_tiny") if engine == "with vectors" else None
    demands = [leak, *(a_demand(li_na, title=f"密封件需求{number}", public=number == 1) for number in range(3))]
    for demand in demands:
        services.match(demand=demand)  # vectors are stored, so that both compare with the same index
    index.forget()
    columns = ("demand", "resource", "rank", "score", "level", "reasons", "gaps", "contributions")
    single = {services.match(demand=demand).demand_id: None for demand in demands}
    rows = sorted(Match.objects.current().values_list(*columns), key=lambda row: row[:2])
    digests = {pk: MatchRun.objects.last_of(Demand(pk=pk)).digest for pk in single}
    runs = block_of(demands, embedder)()
    assert {run.demand_id: run.digest for run in runs} == digests
    assert sorted(Match.objects.current().values_list(*columns), key=lambda row: row[:2]) == rows
    assert {run.pk for run in runs} == set(Match.objects.current().values_list("run", flat=True))


def test_a_demand_changed_or_matched_meanwhile_is_left_to_that(leak, chamber, li_na):
    other = a_demand(li_na, title="另一条密封件需求", public=True)
    third = a_demand(li_na, title="第三条密封件需求")
    run = block_of([leak, other, third])
    newer = services.match(demand=leak)
    listings.update(other, {**other.values(), "budget": 50}, actor=li_na, version=other.version)
    assert [each.demand for each in run()] == [third]
    assert MatchRun.objects.last_of(leak) == newer


def test_a_block_takes_as_many_queries_for_many_demands_as_for_few(chamber, helium, li_na, django_assert_num_queries):
    demands = [a_demand(li_na, title=f"密封件需求{number}", public=True) for number in range(6)]
    block_of(demands)()  # readings, grants and notices are there
    for few in (demands[:2], demands):
        run = block_of(Demand.objects.filter(pk__in=[demand.pk for demand in few]))
        with django_assert_num_queries(QUERIES_OF_A_BLOCK):
            run()
