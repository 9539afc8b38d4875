"""What a journey runs on: web, dispatcher and both workers as `scripts/up` starts them, on the test's own database.

One set of processes per file: they keep lists in memory, so the world under them must not be swapped between tests.
"""

import os
import shutil
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.management import call_command
from django.db import connection, connections
from playwright.sync_api import sync_playwright

from lingang import embedded, processes
from tests.journeys.hand import Hand
from tests.ops.machine import free_port, wait_until

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60


def must_have_chromium() -> None:
    """Without a browser a developer may go on; continuous integration may not."""
    if CHROMIUM:
        return
    if os.environ.get("CI") or os.environ.get("REQUIRE_REFERENCE"):
        pytest.fail("浏览器测试需要 Chromium：apt install chromium")
    pytest.skip("这台机器没有 Chromium")


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    """The test database for a whole file, really committed, and empty again afterwards.

    The tests carry `django_db`, so each reads in a transaction of its own and sees what the processes committed.
    """
    must_have_chromium()
    with django_db_blocker.unblock():
        yield
        end_other_sessions()
        call_command("flush", verbosity=0, interactive=False)


def end_other_sessions() -> None:
    """The server may not have noticed yet that our processes are gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [connection.settings_dict["NAME"]],
        )


@pytest.fixture(scope="module")
def site(request, rows, tmp_path_factory):
    """The address of a running platform whose processes see `rows`; a broker of its own, as others test beside us.

    The module says in QUEUES which workers it needs: each costs seconds to start.
    """
    var = tmp_path_factory.mktemp("journey")
    broker = embedded.Valkey(var, throwaway=True).start()
    port = free_port()
    wanted = {"web", "dispatcher", *(f"worker-{queue}" for queue in request.module.QUEUES)}
    units = [unit for unit in processes.own_processes(var, port) if unit.name in wanted]
    with pytest.MonkeyPatch.context() as environment:
        for name, value in surroundings(var, broker.url).items():
            environment.setenv(name, value)
        for unit in units:
            unit.start()
    home = f"http://127.0.0.1:{port}"
    try:
        assert wait_until(lambda: answers(home), PATIENCE), units[0].tail()
        assert wait_until(lambda: all("ready." in unit.tail(100_000) for unit in workers(units)), PATIENCE)
        yield home
    finally:
        for unit in units:
            unit.sweep()  # nothing here is worth an orderly goodbye
        broker.stop()


def surroundings(var: Path, broker: str) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url(),
        "REDIS_URL": broker,
        "VAR_DIR": str(var),
        "WEB_WORKERS": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


def database_url() -> str:
    """The suite's server, but the database this process tests on."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))


def workers(units):
    return [unit for unit in units if unit.name.startswith("worker")]


def answers(home: str) -> bool:
    try:
        with urllib.request.urlopen(f"{home}/readyz", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="module")
def chromium():
    must_have_chromium()
    with sync_playwright() as player, pytest.MonkeyPatch.context() as environment:
        # Playwright runs a loop in this thread, from which Django would refuse every query.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
        connections.close_all()  # inside that loop Django keeps connections of its own


@pytest.fixture
def sit_down(site, chromium):
    """Opens browsers; afterwards each must have stayed without a complaint."""
    hands: list[Hand] = []

    def open_one(**options) -> Hand:
        hands.append(Hand(chromium, site, **options))
        return hands[-1]

    yield open_one
    complaints = [hand.complaints for hand in hands]
    for hand in hands:
        hand.close()
    assert complaints == [[] for _ in hands]
