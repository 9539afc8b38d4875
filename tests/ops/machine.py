"""A platform started for a test: its command, its processes, and the ways a test may hurt it."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "REDIS_URL", "VAR_DIR", "DJANGO_SETTINGS_MODULE", "UP_BEGUN", "XDG_CACHE_HOME")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clean_environment(**changes: str) -> dict[str, str]:
    """The tester's environment without what points at the suite's own servers."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS and "PYTEST" not in name}
    return kept | changes


def wait_until(condition, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.2)
    return bool(condition())


class Machine:
    """One checkout, one data folder, one port."""

    def __init__(self, var: Path, *, root: Path = ROOT, command: list[str] | None = None, **environment: str):
        self.var, self.root, self.port = var, root, free_port()
        self.command = command or [str(root / ".venv" / "bin" / "python"), "-m", "lingang.up"]
        self.environment = clean_environment(**environment)

    def up(self, *options: str, timeout: float = 240, **changes) -> subprocess.CompletedProcess:
        command = [*self.command, "--port", str(self.port), "--var", str(self.var), *options]
        environment = self.environment | changes
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=timeout)

    def start(self, *options: str, timeout: float = 240) -> float:
        """Seconds until the page answers and everything runs."""
        begun = time.monotonic()
        done = self.up("--detach", *options, timeout=timeout)
        assert done.returncode == 0, done.stdout + done.stderr
        return time.monotonic() - begun

    def stop(self) -> subprocess.CompletedProcess:
        return self.up("--stop")

    def facts(self) -> dict:
        return json.loads((self.var / "run.json").read_text())

    def manage(self, *arguments: str) -> subprocess.CompletedProcess:
        command = [str(self.root / ".venv" / "bin" / "python"), "manage.py", *arguments]
        environment = self.environment | {"VAR_DIR": str(self.var)}
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=120)

    def sql(self, query: str):
        """The first value of the answer, asked in the database itself; None when there is no answer."""
        wire = psycopg2.connect(self.facts()["database_url"])
        try:
            with wire, wire.cursor() as cursor:
                cursor.execute(query)
                return cursor.fetchone()[0] if cursor.description else None
        finally:
            wire.close()

    def page(self, path: str = "/readyz", timeout: float = 10) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=timeout) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def log(self, name: str) -> str:
        return (self.var / "log" / f"{name}.log").read_text(errors="replace")

    def processes(self) -> dict[int, str]:
        """Every process that belongs to this data folder, also one that lost its parent."""
        return {pid: title for pid, title in _all_processes() if _belongs(pid, title, str(self.var))}

    def kill(self, title: str, *, sign: int = signal.SIGKILL) -> int:
        """Send a signal to the one process at the top of those with `title` in their command line."""
        hits = [pid for pid, line in self.processes().items() if title in line]
        tops = [pid for pid in hits if (parent := _parent(pid)) is not None and parent not in hits]
        assert len(tops) == 1, (title, self.processes())
        os.kill(tops[0], sign)
        return tops[0]

    def kill_everything(self) -> int:
        victims = self.processes()
        for pid in victims:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return len(victims)


def _all_processes():
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            yield int(folder.name), (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue


def _belongs(pid: int, title: str, var: str) -> bool:
    if not title:  # a zombie is gone for every purpose but its parent's
        return False
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace").split("\0")
        return var in title or f"VAR_DIR={var}" in environment or os.readlink(f"/proc/{pid}/cwd").startswith(var)
    except OSError:
        return False


def _parent(pid: int) -> int | None:
    """None for one that ended meanwhile: a server's own children come and go."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None
