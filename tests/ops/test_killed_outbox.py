"""Workers, dispatcher and Postgres killed three times each while thousands of effects are owed and still caused."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psycopg2
import pytest

from tests.ops.machine import ROOT, Machine, wait_until
from tests.ops.postbox import Postbox

pytestmark = pytest.mark.faults
CAUSES, PEOPLE = 100, 50  # 5,000 effects inside Postgres and as many mails
VICTIMS = ("now@", "manage.py dispatch", "bin/postgres -D", "bulk@") * 3
OPEN = "SELECT count(*) FROM core_outboxevent WHERE done_at IS NULL AND topic IN ('count', 'mail_notice')"
DONE = "SELECT count(*) FROM core_outboxevent WHERE done_at IS NOT NULL AND topic IN ('count', 'mail_notice')"
SETTINGS = "tests.ops.counting.settings"


@pytest.fixture
def postbox():
    with Postbox() as postbox:
        yield postbox


@pytest.fixture
def machine(postbox):
    var = Path(tempfile.mkdtemp(prefix="lg-up-"))
    mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(postbox.port), "EMAIL_TLS": "0"}
    machine = Machine(var, DJANGO_SETTINGS_MODULE=SETTINGS, **mail)
    machine.start("--no-demo")
    yield machine
    machine.stop()
    machine.kill_everything()
    shutil.rmtree(var, ignore_errors=True)


def asked(machine: Machine, query: str):
    """The answer, once there is a database again to give it."""
    for _ in range(300):
        try:
            return machine.sql(query)
        except psycopg2.OperationalError:
            time.sleep(0.2)
    raise AssertionError("没有数据库：" + machine.log("up")[-2000:])


def feeding(machine: Machine) -> subprocess.Popen:
    environment = machine.environment | {"VAR_DIR": str(machine.var), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "tests/ops/counting/feed.py", str(CAUSES), str(PEOPLE)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def settled(machine: Machine, seconds: float) -> bool:
    """Wait until nothing is owed. The clock is moved over the leases of what died in somebody's hands."""
    until, last = time.monotonic() + seconds, None
    while time.monotonic() < until:
        left = asked(machine, OPEN)
        if left == 0:
            return True
        if left == last:  # nobody works any more: what is left waits for its lease
            machine.sql("UPDATE core_outboxevent SET due_at = now(), rings = 0 WHERE done_at IS NULL")
        last = left
        time.sleep(3)
    return False


def test_every_effect_happens_once_and_every_mail_arrives(machine, postbox, capsys):
    begun, kills = time.monotonic(), Counter()
    feeder = feeding(machine)
    for number, victim in enumerate(VICTIMS, 1):
        share = 2 * CAUSES * PEOPLE * number // (len(VICTIMS) + 2)
        assert wait_until(lambda share=share: asked(machine, DONE) >= share, 200), (number, asked(machine, DONE), share)
        assert wait_until(lambda victim=victim: victim in " ".join(machine.processes().values()), 30)
        machine.kill(victim)
        kills[victim] += 1
    assert feeder.wait(120) == 0
    assert settled(machine, 400), asked(machine, OPEN)
    assert asked(machine, "SELECT count(*) FROM counting_cause") == CAUSES
    assert asked(machine, "SELECT count(*) FROM core_outboxevent WHERE failed_at IS NOT NULL") == 0
    assert asked(machine, "SELECT count(*) FROM counting_effect") == CAUSES * PEOPLE
    assert asked(machine, "SELECT count(DISTINCT number) FROM counting_effect") == CAUSES * PEOPLE
    assert asked(machine, "SELECT count(*) FROM notices_notice WHERE mailed_at IS NOT NULL") == CAUSES * PEOPLE
    mails = Counter(postbox.received)
    repeats = len(postbox.received) - len(mails)
    with capsys.disabled():
        print(
            f"\n  {sum(kills.values())} kills ({dict(kills)}), {CAUSES * PEOPLE} effects once each, {len(mails)} mails,"
            f" {repeats} repeated, {time.monotonic() - begun:.0f} s"
        )
    assert len(mails) == CAUSES * PEOPLE
    assert repeats <= sum(kills.values())
