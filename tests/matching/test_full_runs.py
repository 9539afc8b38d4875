"""One full run at a time, whoever asks; operators stop it, the machine's own too."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import jobs, journal, outbox, rules
from apps.core.errors import Conflict
from apps.core.models import Job, OutboxEvent
from apps.matching import services, tasks
from apps.matching.models import MatchRun
from tests.personas import PERSONAS

pytestmark = pytest.mark.django_db


def statuses():
    return list(Job.objects.order_by("created_at").values_list("status", flat=True))


def test_a_second_full_run_is_refused_until_the_first_is_over(sun_centre, zhao_office):
    first = services.start_full_run(actor=sun_centre)
    with pytest.raises(Conflict, match="已在排队或进行"):
        services.start_full_run(actor=zhao_office)
    taken = jobs.take(str(first.pk))
    with pytest.raises(Conflict):
        services.start_full_run(actor=zhao_office)
    jobs.finish(taken)
    services.start_full_run(actor=zhao_office)
    assert statuses() == [Job.DONE, Job.WAITING]
    assert OutboxEvent.objects.filter(topic="match_all").count() == 2


def test_jobs_without_a_key_stand_beside_each_other(sun_centre):
    for _ in range(2):
        jobs.start("anything", actor=sun_centre)
    assert statuses() == [Job.WAITING, Job.WAITING]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_the_database_lets_one_start(sun_centre):
    started, refused, gate = [], [], threading.Barrier(6)

    def press():
        gate.wait()
        try:
            started.append(services.start_full_run(actor=sun_centre))
        except Conflict as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(started), len(refused), Job.objects.count()) == (1, 5, 1)


def test_the_night_starts_none_beside_an_open_one(sun_centre):
    mine = services.start_full_run(actor=sun_centre)
    tasks.nightly()
    assert [job.pk for job in Job.objects.all()] == [mine.pk]


def test_a_waiting_one_is_over_at_once_and_never_runs(leak, chamber, zhao_office):
    job = services.start_full_run(actor=Actor.system())
    services.cancel_full_run(job, actor=zhao_office)
    OutboxEvent.objects.exclude(topic="match_all").delete()
    outbox.drain()
    job.refresh_from_db()
    assert (job.status, MatchRun.objects.count()) == (Job.CANCELLED, 0)
    assert [entry.verb for entry in journal.of(job)] == ["cancel", "start"]


def test_a_running_one_stops_at_its_next_step(leak, chamber, sun_centre):
    taken = jobs.take(str(services.start_full_run(actor=Actor.system()).pk))
    services.cancel_full_run(taken, actor=sun_centre)
    assert statuses() == [Job.RUNNING]
    services.match_all(taken)
    assert (statuses(), MatchRun.objects.count()) == ([Job.CANCELLED], 0)


def test_one_that_fell_silent_is_over_at_once(sun_centre):
    taken = jobs.take(str(services.start_full_run(actor=Actor.system()).pk))
    Job.objects.update(seen_at=timezone.now() - jobs.ABANDONED - timedelta(seconds=1))
    services.cancel_full_run(taken, actor=sun_centre)
    assert statuses() == [Job.CANCELLED]


def test_what_is_over_is_not_cancelled_again(sun_centre):
    job = services.start_full_run(actor=sun_centre)
    jobs.finish(jobs.take(str(job.pk)))
    with pytest.raises(Conflict, match="已经结束"):
        services.cancel_full_run(job, actor=sun_centre)
    assert statuses() == [Job.DONE]


@pytest.mark.parametrize("who", ["li_na", "lin_yue", "chen_committee", "safe_gao"])
def test_nobody_else_cancels(who, request):
    job = services.start_full_run(actor=Actor.system())
    with pytest.raises(PermissionDenied):
        services.cancel_full_run(job, actor=request.getfixturevalue(who))
    assert statuses() == [Job.WAITING]


def test_the_trigger_says_who_asked(leak, chamber, sun_centre):
    for actor in (Actor.system(), sun_centre):
        services.start_full_run(actor=actor)
        OutboxEvent.objects.exclude(topic="match_all").delete()
        outbox.drain()
    assert list(MatchRun.objects.order_by("started_at").values_list("trigger", flat=True)) == ["nightly", "manual"]


@pytest.mark.parametrize(
    ("verb", "people"),
    [
        ("list", {"sun_centre", "zhao_office", "chen_committee"}),
        ("cancel", {"sun_centre", "zhao_office"}),
    ],
)
def test_who_watches_and_cancels(verb, people):
    assert {name for name, maker in PERSONAS.items() if rules.allowed(maker(), verb, MatchRun)} == people
