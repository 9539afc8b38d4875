"""One running platform: servers, schema, processes and demo world, watched until told to stop."""

import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from lingang import embedded, processes, running
from lingang.telling import Failed, say

PATIENCE_FOR_A_PAGE = 60
MANAGE = [sys.executable, str(processes.ROOT / "manage.py")]


class Stopped(Exception):
    """Somebody asked the platform to stop."""


class Platform:
    """Everything one start owns, from the first server to the last goodbye."""

    def __init__(self, var: Path, *, port: int, demo: bool):
        self.var, self.port, self.demo = var, port, demo
        self.units: list[processes.Unit] = []
        self.told_to_stop = 0

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.on_signal)
        lock = self.claim()
        try:
            self.start()
            self.watch()
        except Stopped:
            pass
        finally:
            self.stop()
            lock.close()
        return 0

    def on_signal(self, *_) -> None:
        """The first asks, also in the middle of a start; a second one loses patience."""
        self.told_to_stop += 1
        if self.told_to_stop == 1:
            raise Stopped
        for unit in self.units:
            if isinstance(unit, processes.Process):
                unit.sweep()

    def claim(self):
        lock = open(self.var / "up.lock", "w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed(f"另一个 scripts/up 正在使用 {self.var}，请等它启动完，或用 --var 换一个目录。") from None
        return lock

    def start(self) -> None:
        self.set_environment()
        self.start_server(embedded.Postgres, "DATABASE_URL", "数据库 Postgres")
        self.start_server(embedded.Valkey, "REDIS_URL", "消息服务 Valkey")
        self.announce()
        say("迁移数据库 …")
        web, *others = processes.own_processes(self.var, self.port)
        self.units.append(web.start())  # it loads its code on one core while the schema is brought up on the other
        self.manage("migrate", "--noinput", "--skip-checks", "-v", "0")
        self.wait_for_page(web)
        say(f"页面已可打开：http://127.0.0.1:{self.port}/")
        for process in others:
            self.units.append(process.start())
        if self.demo:
            say("载入演示数据 …")
            self.manage("demo")
        self.announce(ready=True)
        print(f"\n临港新片区产教融合信息服务平台：http://127.0.0.1:{self.port}/", flush=True)
        print("全部启动完成。前台运行时按 Ctrl-C 停止，后台运行时用 ./scripts/up --stop。", flush=True)

    def set_environment(self) -> None:
        """What every child inherits; an unwritable home (a service account's) gets its caches under var."""
        os.environ["VAR_DIR"] = str(self.var)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingang.settings.dev")
        os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{self.port}")
        os.environ |= {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", "HF_HUB_OFFLINE": "1"}
        if not os.access(os.path.expanduser("~"), os.W_OK):
            os.environ.setdefault("XDG_CACHE_HOME", str(self.var / "cache"))

    def start_server(self, kind: type[embedded.Server], variable: str, label: str) -> None:
        if os.environ.get(variable):
            say(f"{label}：使用 {variable} 指定的服务")
            return
        server = kind(self.var)
        self.units.append(server)
        server.start()
        os.environ[variable] = server.url
        say(f"{label} 已启动")

    def announce(self, *, ready: bool = False) -> None:
        servers = [unit for unit in self.units if isinstance(unit, embedded.Server)]
        running.write(
            self.var,
            port=self.port,
            ready=ready,
            database_url=os.environ["DATABASE_URL"],
            redis_url=os.environ["REDIS_URL"],
            sockets=[server.sockets for server in servers],
        )

    def manage(self, *arguments: str) -> None:
        """What it prints is shown as it comes: long work must not look like a hang."""
        if subprocess.run([*MANAGE, *arguments], cwd=processes.ROOT).returncode:
            raise Failed(f"manage.py {arguments[0]} 没有成功，原因见上。")

    def wait_for_page(self, web: processes.Process) -> None:
        until = time.monotonic() + PATIENCE_FOR_A_PAGE
        while not page_answers(self.port):
            if not web.alive() or time.monotonic() > until:
                raise Failed(f"网页服务没有启动成功，日志 {web.log} 的结尾：\n{web.tail()}")
            time.sleep(0.1)

    def watch(self) -> None:
        watch = processes.Watch(self.units, say)
        while True:
            watch.look()
            time.sleep(0.2)

    def stop(self) -> None:
        say("正在停止 …")
        begun = time.monotonic()
        self.told_to_stop = max(self.told_to_stop, 1)
        processes.stop(self.units)
        running.path_in(self.var).unlink(missing_ok=True)
        say(f"已全部停止（{time.monotonic() - begun:.1f} 秒），数据保留在 {self.var}")


def page_answers(port: int) -> bool:
    """The home page itself, not only the process."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
