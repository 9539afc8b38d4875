"""A worker killed while it writes: the batch is in as a whole or not at all, and the next worker finishes it."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from apps.core.models import Job, JournalEntry
from apps.listings import importer
from apps.listings.importer import receiving, writing
from apps.listings.models import ImportBatch
from apps.resources.models import InstrumentDetails, Resource
from tests.listings import sheets

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
ROWS, KILLS = 3_000, 10
WORKER = """
import sys, django
django.setup()
from apps.listings import importer
from apps.listings.importer import writing
writing.AT_ONCE = 0
print("ready", flush=True)
sys.stdin.readline()
importer.run(sys.argv[1])
"""


def worker(job):
    """A process of its own on the tests' database, waiting for the word."""
    given = connection.settings_dict
    host = given["OPTIONS"].get("host") or given["HOST"]
    url = f"postgresql://{given['USER']}@/{given['NAME']}?host={host}"
    child = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(job.pk)],
        env={**os.environ, "DATABASE_URL": url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert child.stdout.readline() == "ready\n"
    return child


def told(child):
    child.stdin.write("go\n")
    child.stdin.flush()


@pytest.fixture
def waiting(receive, lin_yue, monkeypatch):
    """A large judged batch whose writing waits for a worker."""
    monkeypatch.setattr(receiving, "AT_ONCE_BYTES", 10_000_000)
    monkeypatch.setattr(receiving, "AT_ONCE_ROWS", 0)
    monkeypatch.setattr(writing, "AT_ONCE", 0)
    batch = receive(sheets.xlsx([sheets.record(place) for place in range(ROWS)]))
    return batch, importer.apply(batch, lin_yue)


def abandoned(job):
    """Two minutes later nobody has heard of the worker, and its job is free again."""
    long_ago = timezone.now() - timedelta(minutes=3)
    Job.objects.filter(pk=job.pk, status="running").update(seen_at=long_ago)


def written():
    """Listings, their details and their journal lines: always of one number."""
    return {
        Resource.objects.count(),
        InstrumentDetails.objects.count(),
        JournalEntry.objects.filter(verb="create").count(),
    }


def test_killed_at_ten_points_it_is_all_or_nothing(waiting):
    batch, job = waiting
    total = batch.counts["new"]
    seen, delay = [], 0.02
    for _ in range(KILLS):
        child = worker(job)
        told(child)
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
        child.wait()
        (count,) = settled()
        seen.append(count)
        assert count in {0, total}
        abandoned(job)
        delay *= 1.5
    child = worker(job)
    told(child)
    assert child.wait(120) == 0
    job.refresh_from_db()
    assert (job.status, written()) == ("done", {total})
    assert 0 in seen, "no kill came before the end: the test shows nothing"
    assert ImportBatch.objects.get(pk=batch.pk).step == "applied"


def settled():
    """What is there once Postgres has noticed that the client is gone."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND state <> 'idle'"
            )
            if not cursor.fetchone()[0]:
                break
        time.sleep(0.05)
    return written()
