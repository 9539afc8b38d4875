"""A demand travels on while the worker dies and the broker is gone or hung: nobody waits, nothing is lost."""

import json
import shutil
import signal
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.ops.machine import Machine, wait_until

pytestmark = pytest.mark.faults
PROMPT = 2.0  # seconds within which posting answers whatever the broker does
AGAIN = 60.0  # seconds within which matches come after a kill
TEXT = (
    "我司为新能源汽车电驱动总成开展碳化硅功率模块的可靠性攻关，现有模块在结温 175℃、功率循环 3 万次后键合线脱落，"
    "希望与具备功率器件测试平台和失效分析能力的高校团队合作，把循环寿命提高到 10 万次以上，并给出寿命预测模型。"
)


class Partner:
    """An enterprise's program at the API's door."""

    def __init__(self, machine: Machine, token: str):
        self.machine, self.token = machine, token

    def ask(self, path: str, body: dict | None = None) -> tuple[int, dict, float]:
        """Status, answer and the seconds it took."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.machine.port}/api/v1/{path}", data, headers)
        begun = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        return status, json.loads(text), time.monotonic() - begun

    def post_and_submit(self, title: str) -> tuple[int, float]:
        """The new demand and the slower of the two answers."""
        body = {"kind": "challenge", "title": title, "text": TEXT, "details": {"trl_now": 4, "trl_needed": 7}}
        status, made, posting = self.ask("demands/", body)
        assert status == 201, made
        status, moved, submitting = self.ask(f"demands/{made['id']}/moves/", {"move": "submit"})
        assert status == 200, moved
        return made["id"], max(posting, submitting)

    def matches(self, demand: int) -> list:
        status, answer, _ = self.ask(f"demands/{demand}/matches/")
        assert status == 200, answer
        return answer["results"]

    def seconds_to_matches(self, demand: int, patience: float) -> float:
        begun = time.monotonic()
        assert wait_until(lambda: self.matches(demand), patience), self.machine.log("worker-now")[-3000:]
        return time.monotonic() - begun


@pytest.fixture(scope="module")
def world():
    """A platform with its demo world, after all that came of loading it is done."""
    var = Path(tempfile.mkdtemp(prefix="lg-up-"))
    machine = Machine(var)
    machine.start(timeout=400)
    owed = (
        "SELECT count(*) FROM core_outboxevent WHERE done_at IS NULL AND failed_at IS NULL"
        " AND due_at < now() + interval '2 minutes'"  # what is owed for later is nobody's backlog
    )
    assert wait_until(lambda: machine.sql(owed) == 0, seconds=600), machine.log("worker-bulk")[-3000:]
    yield machine
    machine.stop()
    machine.kill_everything()
    shutil.rmtree(var, ignore_errors=True)


@pytest.fixture(scope="module")
def partner(world):
    code = world.sql("SELECT code FROM accounts_organization WHERE sort = 'enterprise' ORDER BY code LIMIT 1")
    scopes = "demand:read demand:write resource:read match:read"
    done = world.manage("create_client", "--organization", code, "--scopes", scopes)
    assert done.returncode == 0, done.stderr
    partner = Partner(world, done.stdout.splitlines()[-1])
    first, _ = partner.post_and_submit("功率模块可靠性攻关 预热")
    partner.seconds_to_matches(first, patience=120)
    return partner


def report(capsys, text: str) -> None:
    with capsys.disabled():
        print(f"\n  {text}")


def test_matches_come_within_five_seconds_of_submit(partner, capsys):
    demand, _ = partner.post_and_submit("功率模块可靠性攻关 平时")
    seconds = partner.seconds_to_matches(demand, patience=30)
    report(capsys, f"submit to matches: {seconds:.1f} s")
    assert seconds <= 5


def test_a_worker_killed_between_submit_and_match_delays_but_loses_nothing(world, partner, capsys):
    """Stopped first, so that the message surely lies in its hands when it dies."""
    top = world.kill("now@", sign=signal.SIGSTOP)
    demand, _ = partner.post_and_submit("功率模块可靠性攻关 杀进程")
    time.sleep(1.5)
    assert partner.matches(demand) == []
    world.kill("now@", sign=signal.SIGKILL)
    seconds = partner.seconds_to_matches(demand, AGAIN)
    report(capsys, f"matches {seconds:.1f} s after kill -9 of the worker (was {top})")
    assert seconds <= AGAIN


def test_a_dispatcher_killed_before_it_rings_loses_nothing(world, partner):
    world.kill("manage.py dispatch", sign=signal.SIGSTOP)
    demand, _ = partner.post_and_submit("功率模块可靠性攻关 调度")
    world.kill("manage.py dispatch", sign=signal.SIGKILL)
    assert partner.seconds_to_matches(demand, AGAIN) <= AGAIN


def test_posting_is_prompt_while_the_broker_is_dead(world, partner, capsys):
    """Killed and, by its supervisor, started again: the demand is matched in the end."""
    world.kill("valkey-server")
    demand, slowest = partner.post_and_submit("功率模块可靠性攻关 断开")
    report(capsys, f"slowest answer without broker: {slowest:.2f} s")
    assert slowest <= PROMPT
    assert partner.seconds_to_matches(demand, AGAIN) <= AGAIN


def test_posting_is_prompt_while_the_broker_hangs(world, partner, capsys):
    """A hung broker is the nasty case: it accepts and never answers."""
    world.kill("valkey-server", sign=signal.SIGSTOP)
    try:
        demands, slowest = [], 0.0
        until = time.monotonic() + 10
        while time.monotonic() < until:
            demand, seconds = partner.post_and_submit(f"功率模块可靠性攻关 挂起 {len(demands)}")
            demands.append(demand)
            slowest = max(slowest, seconds)
            time.sleep(1)
        assert world.page("/readyz", timeout=PROMPT) == 200
    finally:
        world.kill("valkey-server", sign=signal.SIGCONT)
    begun = time.monotonic()
    assert wait_until(lambda: all(partner.matches(demand) for demand in demands), AGAIN), world.log("dispatcher")[
        -2000:
    ]
    waited = time.monotonic() - begun
    report(
        capsys, f"{len(demands)} demands while hung, slowest answer {slowest:.2f} s, all matched {waited:.1f} s after"
    )
    assert slowest <= PROMPT


def test_a_flushed_broker_loses_nothing(world, partner):
    """FLUSHALL while the worker stands still: every message is gone, no demand is."""
    world.kill("now@", sign=signal.SIGSTOP)
    demand, _ = partner.post_and_submit("功率模块可靠性攻关 清空")
    time.sleep(1.5)
    code = "import redis; from lingang import env; redis.Redis.from_url(env.redis_url()).flushall()"
    assert world.manage("shell", "-v", "0", "-c", code).returncode == 0
    world.kill("now@", sign=signal.SIGCONT)
    assert partner.seconds_to_matches(demand, AGAIN) <= AGAIN
