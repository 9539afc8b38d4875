"""The processes of one machine: what each is, how it starts, and a watch that starts again what died."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from lingang.embedded.kernel import die_with

ROOT = Path(__file__).resolve().parents[1]
FIRST_WAIT, LONGEST_WAIT, CALM = 0.25, 30.0, 60.0


class Unit(Protocol):
    """A server or a process: both are started, asked and stopped alike."""

    name: str
    log: Path

    def start(self) -> "Unit": ...
    def alive(self) -> bool: ...
    def clear(self) -> None: ...
    def stop(self, seconds: float = ...) -> None: ...


class Process:
    """One of our own programs, in a session of its own: the terminal's Ctrl-C reaches only the supervisor."""

    def __init__(self, name: str, command: list, *, var: Path, patience: float = 15):
        self.name, self.command, self.patience = name, [str(part) for part in command], patience
        self.log = var / "log" / f"{name}.log"
        self.child: subprocess.Popen | None = None

    def start(self) -> "Process":
        parent = os.getpid()

        def before() -> None:
            die_with(parent, signal.SIGTERM)

        self.log.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab") as log:
            self.child = subprocess.Popen(
                self.command,
                cwd=ROOT,
                preexec_fn=before,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self

    def alive(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def ask_to_stop(self) -> None:
        if self.alive():
            self.child.terminate()

    def stop(self, seconds: float | None = None) -> None:
        self.ask_to_stop()
        if child := self.child:
            try:
                child.wait(self.patience if seconds is None else seconds)
            except subprocess.TimeoutExpired:
                pass
        self.sweep()

    def sweep(self) -> None:
        """Kill what is left in its session: a killed parent's pool would work on beside the new one."""
        if child := self.child:
            try:
                os.killpg(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            child.wait()
            self.child = None

    clear = sweep

    def tail(self, size: int = 1200) -> str:
        return self.log.read_text(errors="replace")[-size:]


def own_processes(var: Path, port: int) -> list[Process]:
    """In the order they start; they stop in the order of `STOP_ORDER`.

    A worker in the middle of a long run is not waited for: what it has not finished is owed in the outbox.
    """
    python, manage = sys.executable, ROOT / "manage.py"
    celery = [python, "-m", "celery", "-A", "lingang"]
    gunicorn = [python, "-m", "gunicorn", "lingang.wsgi", "-c", ROOT / "deploy" / "gunicorn.conf.py"]
    beat = [*celery, "beat", "-l", "INFO", "--pidfile=", "-s", var / "beat" / "schedule"]
    return [
        Process("web", [*gunicorn, "-b", f"127.0.0.1:{port}"], var=var),
        Process("dispatcher", [python, manage, "dispatch", "--skip-checks"], var=var),
        *(Process(f"worker-{queue}", worker(celery, queue), var=var, patience=5) for queue in ("now", "bulk")),
        Process("beat", beat, var=var),
    ]


def worker(celery: list, queue: str) -> list:
    """A queue each: a full run of an hour never stands before a person who waits."""
    how_many = os.environ.get(f"WORKERS_{queue.upper()}", "1")
    name = ["-n", f"{queue}@%h", "-Q", queue, "-c", how_many]
    return [*celery, "worker", *name, "-l", "INFO", "--without-mingle", "--without-gossip"]


STOP_ORDER = ("web", "beat", "worker-now", "worker-bulk", "dispatcher", "valkey", "postgres")


@dataclass
class Watched:
    """A unit with its memory of failures; waits grow so that a broken program does not eat the machine."""

    unit: Unit
    wait: float = FIRST_WAIT
    since: float = field(default_factory=time.monotonic)
    due: float | None = None


class Watch:
    """Starts again what died, servers included."""

    def __init__(self, units: list[Unit], say: Callable[[str], None]):
        self.watched = [Watched(unit) for unit in units]
        self.say = say

    def look(self) -> None:
        for each in self.watched:
            if not each.unit.alive():
                self._revive(each)

    def _revive(self, each: Watched) -> None:
        now = time.monotonic()
        if each.due is None:
            each.unit.clear()
            each.wait = FIRST_WAIT if now - each.since > CALM else min(each.wait, LONGEST_WAIT)
            each.due = now + each.wait
            self.say(f"{each.unit.name} 意外退出，{each.wait:g} 秒后重新启动（日志 {each.unit.log}）")
        elif now >= each.due:
            each.due, each.since, each.wait = None, now, each.wait * 2
            self._start(each.unit)

    def _start(self, unit: Unit) -> None:
        try:
            unit.start()
            self.say(f"{unit.name} 已重新启动")
        except (OSError, RuntimeError) as error:
            self.say(f"{unit.name} 没有起来：{error}")


def stop(units: list[Unit]) -> None:
    """Doors first, then those who work, the servers last; neighbours that need not wait for each other do not."""
    for unit in units:
        if isinstance(unit, Process) and unit.name != "dispatcher":
            unit.ask_to_stop()
    for unit in sorted(units, key=lambda unit: STOP_ORDER.index(unit.name)):
        unit.stop()
