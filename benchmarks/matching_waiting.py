"""How long do people wait for matches, while all is quiet and while a large import is being encoded?

    python benchmarks/matching_waiting.py [--keep DIR] [--resources 100000] [--demands 5000] [--imported 20000]

A whole platform on a database of its own: web, dispatcher and a worker per queue. A partner's program posts demands of
about 200 characters and sends them in; from the commit of each to the commit of its matches is read in the outbox. A
person does the same at a browser, where it counts from the click to the first card. Then rows are imported without
vectors, and both do it again while the worker encodes them. Needs a machine to itself, and Chromium.
"""

# ruff: noqa: E402 — servers are started and Django set up between the imports

import argparse
import io
import json
import os
import statistics
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingang.settings.dev")

import django
import numpy as np

from lingang import embedded, processes

LENGTH = 200  # characters of a demand
PASSWORD = "Ting-chao-deng-yue-66"
PATIENCE = 600  # seconds for a demand to be matched
WARMING = 30  # demands not counted, while the workers load model and index behind the scenes
FIRST_CARD, SEND = ".ds-match", "form.ds-actionbar button[type=submit]"


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--resources", type=int, default=100_000)
    parser.add_argument("--demands", type=int, default=5_000)
    parser.add_argument("--imported", type=int, default=20_000)
    parser.add_argument("--asked", type=int, default=100, help="demands posted, each time")
    parser.add_argument("--seen", type=int, default=10, help="demands watched at the browser, each time")
    parser.add_argument("--keep", type=Path, help="folder of the database, filled where it is new")
    return parser.parse_args()


OPTIONS = options()
VAR = OPTIONS.keep or Path(tempfile.mkdtemp(prefix="lg-bench-"))
SERVERS = [kind(VAR).start() for kind in (embedded.Postgres, embedded.Valkey)]
os.environ |= {"VAR_DIR": str(VAR), "DATABASE_URL": SERVERS[0].url, "REDIS_URL": SERVERS[1].url, "HF_HUB_OFFLINE": "1"}
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop in this thread, from which Django would refuse
django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from playwright.sync_api import Browser, sync_playwright

from apps.core import outbox
from apps.core.models import OutboxEvent
from apps.matching import embedders
from apps.matching.models import TextVector
from apps.matching.services import index
from apps.resources.models import Resource
from benchmarks import matching_texts, matching_world
from benchmarks.matching_texts import Text
from tests import personas
from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.hand import Hand
from tests.ops.machine import free_port, wait_until


class Partner:
    """An enterprise's program at the API's door."""

    def __init__(self, home: str, token: str) -> None:
        self.home, self.token = home, token

    def ask(self, path: str, body: dict) -> dict:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.home}/api/v1/{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def post(self, text: str) -> int:
        made = self.ask("demands/", {"kind": "challenge", "title": text[:30], "text": text, "details": {}})
        return made["id"]

    def waited(self, text: str) -> float:
        """Seconds from the commit of a demand sent in to the commit of its matches."""
        demand = self.post(text)
        self.ask(f"demands/{demand}/moves/", {"move": "submit"})
        mine = OutboxEvent.objects.filter(topic="match_demand", key=f"demand:{demand}")
        if not wait_until(lambda: mine.exclude(done_at=None).exists(), PATIENCE):
            raise SystemExit(f"demand {demand} was not matched within {PATIENCE} s, see {VAR}/log/worker-now.log")
        event = mine.get()
        return (event.done_at - event.created_at).total_seconds()


class Watcher:
    """Li Na at her browser."""

    def __init__(self, browser: Browser, home: str) -> None:
        self.hand = Hand(browser, home)
        self.hand.open("/login/")
        self.hand.fill("[name=username]", "li.na@example.com")
        self.hand.fill("[name=password]", PASSWORD)
        self.hand.click("form.ds-panel button.btn-primary")
        self.hand.page.wait_for_url(lambda url: "/login/" not in url)

    def waited(self, demand: int) -> float:
        """Seconds from the click that sends a draft in to the first card."""
        self.hand.open(f"/demands/{demand}/check/")
        begun = time.perf_counter()
        self.hand.click(SEND)
        self.hand.page.locator(FIRST_CARD).first.wait_for()
        return time.perf_counter() - begun


def main() -> None:
    print(matching_world.fill(VAR, OPTIONS.resources, OPTIONS.demands))
    ready = index.catch_up(embedders.load())
    print(f"index of {len(ready):,} resources, {ready.missing} without a vector")
    texts = spoken(matching_texts.texts(Path(settings.REFERENCE_DIR)))
    token = partner_token()
    port = free_port()
    units = [each for each in processes.own_processes(VAR, port) if each.name != "beat"]
    home = f"http://127.0.0.1:{port}"
    with transaction.atomic():
        OutboxEvent.objects.all().delete()  # of an earlier run
    for folder in ("log", "media", "cache"):
        (VAR / folder).mkdir(exist_ok=True)
    started = []
    try:
        for unit in units:
            started.append(unit.start())
        program = Partner(home, token)
        if not wait_until(lambda: answers(home), 60):
            raise SystemExit(f"no page, see {VAR}/log/web.log")
        print(f"first demand, worker just started: {program.waited(next(texts)):.2f} s")
        for _ in range(WARMING):
            program.waited(next(texts))
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            person = Watcher(browser, home)
            measure("quiet", program, person, texts)
            owed = imported(OPTIONS.imported)
            measure(f"while {owed:,} imported rows are encoded", program, person, texts)
            browser.close()
    finally:
        for unit in reversed(started):
            unit.stop()


def measure(name: str, program: Partner, person: Watcher, texts) -> None:
    before, began = encoded(), time.perf_counter()
    posted = [program.waited(next(texts)) for _ in range(OPTIONS.asked)]
    seen = [person.waited(draft) for draft in [program.post(next(texts)) for _ in range(OPTIONS.seen)]]
    rate = (encoded() - before - len(posted) - len(seen)) / (time.perf_counter() - began)
    print(f"{name}: {len(posted)} demands of {LENGTH} characters over {OPTIONS.resources:,} resources")
    print(f"  sent in → matches stored   {told(posted, 'ms', 1000)}")
    print(f"  click → first card         {told(seen, 's', 1)}")
    print(f"  meanwhile {max(rate, 0):.0f} rows encoded per second, {owed():,} events owed to bulk", flush=True)


def told(values: list[float], unit: str, times: float) -> str:
    low, middle, high = (times * each for each in (min(values), statistics.median(values), max(values)))
    return f"{middle:8.2f} {unit} ({low:.2f}–{high:.2f}), p95 {times * np.percentile(values, 95):.2f} {unit}"


def spoken(drawn: list[Text]):
    """Demands as long as asked for, no two alike."""
    for number in range(len(drawn)):
        some = "".join(drawn[(number * 3 + step) % len(drawn)].text for step in range(6))
        yield f"{some[: LENGTH - 12]}，第 {number:06d} 项。"


def partner_token() -> str:
    """For the program of Li Na's enterprise; she gets a password."""
    actor = personas.li_na()
    actor.user.set_password(PASSWORD)
    actor.user.save()
    scopes = "demand:read demand:write match:read"
    told, ours = io.StringIO(), actor.organization.code
    call_command("create_client", organization=ours, wanted=scopes, stdout=told, stderr=io.StringIO())
    return told.getvalue().split()[-1]


def imported(count: int) -> int:
    """Rows published without vectors, as after an import: in the tables, and owed to the worker."""
    drawn = matching_texts.texts(Path(settings.REFERENCE_DIR))
    world = matching_world.World(np.random.default_rng(7))
    first = Resource.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    with transaction.atomic():
        texts = {first + place: drawn[place % len(drawn)] for place in range(count)}
        outbox.put_many("match_resource", [{"resource": each.pk} for each in world.add(Resource, texts)])
    return count


def encoded() -> int:
    return TextVector.objects.count()


def owed() -> int:
    return OutboxEvent.objects.filter(done_at=None, failed_at=None, queue="bulk").count()


def answers(home: str) -> bool:
    try:
        with urllib.request.urlopen(f"{home}/readyz", timeout=10) as answer:
            return answer.status == 200
    except OSError:
        return False


if __name__ == "__main__":
    try:
        main()
    finally:
        connection.close()
        for server in reversed(SERVERS):
            server.stop()
