"""`scripts/up` behind the bootstrap: servers, schema, processes and demo world, watched until told to stop."""

import argparse
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from lingang import embedded, processes, running

BEGUN = float(os.environ.get("UP_BEGUN", time.time()))
PATIENCE_FOR_A_PAGE = 60
PATIENCE_TO_STOP = 60
MANAGE = [sys.executable, str(processes.ROOT / "manage.py")]


class Failed(Exception):
    """Said to a person: what failed and what to do."""


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    var = Path(options.var).resolve()
    try:
        if options.stop:
            return stop_running(var)
        prepare(var, options.port)
        return detach(var, arguments) if options.detach else Platform(var, options).run()
    except (Failed, embedded.ServerError) as error:
        return complain(str(error))
    except OSError as error:
        return complain(f"{error}。请检查磁盘空间和目录 {var} 的权限。")


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/up", add_help=False)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--var", default=os.environ.get("VAR_DIR") or str(processes.ROOT / "var"))
    parser.add_argument("--no-demo", action="store_true")
    parser.add_argument("--detach", action="store_true")
    parser.add_argument("--stop", action="store_true")
    return parser.parse_args(arguments)


def say(text: str) -> None:
    print(f"[{time.time() - BEGUN:6.1f} 秒] {text}", flush=True)


def complain(text: str) -> int:
    if "No space left on device" in text:
        text += "\n磁盘已满，请清理后重试，或用 --var 换一个目录。"
    print(f"错误：{text}", file=sys.stderr, flush=True)
    return 1


# -- before anything starts


def prepare(var: Path, port: int) -> None:
    if "production" in os.environ.get("DJANGO_SETTINGS_MODULE", ""):
        raise Failed("生产设置不使用 scripts/up，请按 docs/operations.md 部署。")
    if facts := running.found(var):
        where = f"http://127.0.0.1:{facts['port']}/"
        raise Failed(f"平台已经在运行：{where}。要停止请运行 ./scripts/up --stop（数据目录 {var}）。")
    for folder in (var, var / "log", var / "media", var / "beat", var / "cache"):
        folder.mkdir(parents=True, exist_ok=True)
    (var / "log").chmod(0o700)
    (var / "media").chmod(0o700)
    if shutil.disk_usage(var).free < 300 * 1024 * 1024:
        raise Failed(f"磁盘空间不足：{var} 所在的磁盘剩余不到 300 MB，请清理后重试，或用 --var 换一个目录。")
    left = running.left(var)
    wait_for_port(port, seconds=15 if left.get("port") == port else 0)
    remove_old_sockets(left)


def wait_for_port(port: int, *, seconds: float) -> None:
    """A server killed a moment ago may still be closing its port; anybody else's port is not waited for."""
    until = time.monotonic() + seconds
    while not port_is_free(port):
        if time.monotonic() >= until:
            raise Failed(f"端口 {port} 已被别的程序占用。请关掉它，或换一个：./scripts/up --port {port + 1}")
        time.sleep(0.3)


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OverflowError:
            raise Failed(f"端口号应在 1024 到 65535 之间，现为 {port}。") from None
        except PermissionError:
            raise Failed(f"当前用户不能使用端口 {port}，请换一个 1024 以上的：./scripts/up --port 8000") from None
        except OSError:
            return False
    return True


def remove_old_sockets(left: dict) -> None:
    """A killed start could not tidy up its folders."""
    for folder in left.get("sockets", []):
        if Path(folder).name.startswith("lg-"):
            shutil.rmtree(folder, ignore_errors=True)


# -- in the background


def detach(var: Path, arguments: list[str]) -> int:
    """Start the same command in a session of its own and stay until its page answers."""
    command = [sys.executable, "-m", "lingang.up", *(part for part in arguments if part != "--detach")]
    log = var / "log" / "up.log"
    with open(log, "ab") as file:
        shown = file.tell()
        child = subprocess.Popen(
            command,
            cwd=processes.ROOT,
            env={**os.environ, "UP_BEGUN": str(BEGUN)},
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        while child.poll() is None and not ready(var, child.pid):
            shown = show_from(log, shown)
            time.sleep(0.2)
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
    show_from(log, shown)
    if child.poll() is not None:
        return child.returncode or 1
    print(f"已在后台运行，日志在 {log.parent}，停止请运行 ./scripts/up --stop", flush=True)
    return 0


def ready(var: Path, pid: int) -> bool:
    facts = running.found(var)
    return facts.get("pid") == pid and facts.get("ready", False)


def show_from(log: Path, position: int) -> int:
    with open(log, "rb") as file:
        file.seek(position)
        sys.stdout.write(file.read().decode(errors="replace"))
        sys.stdout.flush()
        return file.tell()


def stop_running(var: Path) -> int:
    facts = running.found(var)
    if not facts:
        print(f"没有在运行（数据目录 {var}）。", flush=True)
        return 0
    os.kill(facts["pid"], signal.SIGTERM)
    until = time.monotonic() + PATIENCE_TO_STOP
    while running.born(facts["pid"]) == facts["born"]:
        if time.monotonic() > until:
            raise Failed(f"进程 {facts['pid']} 在 {PATIENCE_TO_STOP} 秒内没有停下，请查看 {var / 'log'}。")
        time.sleep(0.1)
    print("已停止。", flush=True)
    return 0


# -- the platform


class Platform:
    """Everything one start owns, from the first server to the last goodbye."""

    def __init__(self, var: Path, options: argparse.Namespace):
        self.var, self.port, self.demo = var, options.port, not options.no_demo
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
        self.manage("migrate", "--noinput", "--skip-checks", "-v", "0")
        web, *others = processes.own_processes(self.var, self.port)
        self.units.append(web.start())
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


class Stopped(Exception):
    """Somebody asked the platform to stop."""


def page_answers(port: int) -> bool:
    """The home page itself, not only the process."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
