"""A run can be repeated from what it kept, whatever the tables hold by now."""

import os
import subprocess
import sys
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.actor import Actor
from apps.core import lifecycle
from apps.core.errors import Conflict
from apps.listings import services as listings
from apps.matching import services
from apps.matching.models import DemandReading, MatchRun, TextVector
from apps.matching.scoring import codec
from apps.matching.services import index
from apps.matching.services.ranking import digest
from tests.factories.matching import HERBS, a_resource
from tests.journeys.conftest import database_url
from tests.matching.facets import PARTS, SEAL, TODAY, demand, resource, subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def leak(leak):
    """Published: its owner may change it."""
    lifecycle.move(leak, "publish", actor=Actor.system())
    return leak


@pytest.mark.parametrize("engine", ["words alone", "with vectors"])
def test_a_run_is_repeated_after_everything_has_changed(engine, request, leak, chamber, helium, herbs, li_na, lin_yue):
    if engine == "with vectors":
        request.getfixturevalue("with_tiny")
    run = services.match(demand=leak)
    listings.update(leak, {**leak.values(), "text": HERBS, "budget": 90}, actor=li_na, version=leak.version)
    listings.update(helium, {**helium.values(), "price_per_hour": 9}, actor=lin_yue, version=helium.version)
    lifecycle.move(chamber, "withdraw", actor=lin_yue)
    assert services.match(demand=leak).digest != run.digest
    index._kept.clear()
    assert digest(services.replay(MatchRun.objects.get(pk=run.pk))) == run.digest


def test_what_the_tables_shut_out_is_left_out_again(leak, chamber, helium, lin_yue, monkeypatch):
    stale = index.current(None)
    lifecycle.move(chamber, "withdraw", actor=lin_yue)
    monkeypatch.setattr(index, "current", lambda embedder: stale)
    run = services.match(demand=leak)
    assert [each.scored.resource for each in services.replay(run)] == [helium.pk]


def test_a_demand_read_as_before_is_kept_once(leak, chamber, li_na):
    for _ in range(2):
        services.match(demand=leak)
    assert DemandReading.objects.count() == 1
    listings.update(leak, {**leak.values(), "budget": 90}, actor=li_na, version=leak.version)
    services.match(demand=leak)
    assert DemandReading.objects.count() == 2


def test_old_versions_go_after_some_generations_and_a_replay_says_so(leak, chamber, lin_yue):
    run = services.match(demand=leak)
    for number in range(3):
        a_resource(lin_yue, title=f"模拟舱{number}号")
        services.match(demand=leak)
    with pytest.raises(Conflict, match="已经清理"):
        services.replay(run)
    kept = [path.name for path in index.shelf_of(None).folder.glob("segments/*")]
    assert len(kept) == 3


def test_another_scorer_repeats_nothing(leak, chamber, monkeypatch):
    run = services.match(demand=leak)
    monkeypatch.setattr("apps.matching.services.matching.SCORER", "bm25-99")
    with pytest.raises(Conflict, match="不能复算"):
        services.replay(run)


def test_the_command_tells_what_differs(leak, chamber, helium):
    run = services.match(demand=leak)
    out = StringIO()
    call_command("replay_matches", stdout=out)
    assert out.getvalue() == "一致 1，不一致 0，无法复算 0\n"
    MatchRun.objects.filter(pk=run.pk).update(digest="0")
    with pytest.raises(CommandError, match="不一致"):
        call_command("replay_matches", stdout=StringIO(), stderr=StringIO())


def test_a_replay_reads_stored_vectors(leak, chamber, with_tiny):
    run = services.match(demand=leak)
    TextVector.objects.filter(role="query").delete()
    encoded = list(with_tiny.encoded)
    assert digest(services.replay(run)) != run.digest  # words alone: nothing is encoded for a replay
    assert with_tiny.encoded == encoded


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("threads", ["1", "2"])
def test_after_a_restart_and_with_other_threads(threads, leak, chamber, helium, herbs, with_e5):
    services.match(demand=leak)
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(settings.VAR_DIR),
        "OPENBLAS_NUM_THREADS": threads,
        "EMBEDDER": "e5-small",
    }
    connection.close()
    command = [sys.executable, Path(settings.BASE_DIR) / "manage.py", "replay_matches"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.returncode) == ("一致 1，不一致 0，无法复算 0\n", 0), done.stderr


# -- facets as bytes


def test_facets_come_back_as_they_were(leak, chamber, helium):
    asked = demand(places=(SEAL, PARTS), subjects=(subject("检漏"),), budget=Decimal("20.50"), needed_by=TODAY)
    offered = resource(remarks=("须培训",), ways={"rent": "租用"}, checked_on=TODAY, price_per_hour=Decimal(300))
    for side in (asked, offered):
        assert codec.loads(codec.dumps(side)) == side
    ready = index.current(None)
    assert ready.facets(ready.row[helium.pk]).price_per_hour == 300


@given(st.text(alphabet=st.characters()), st.booleans())
def test_any_text_survives(text, contact):
    side = codec.facets({"id": 1, "title": text, "text": text, "has_contact": contact})
    assert codec.loads(codec.dumps(side)) == side
