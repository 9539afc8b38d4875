"""`scripts/up` behind the bootstrap: refuse what cannot work, then run the platform here or in the background."""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from lingang import embedded, processes, running
from lingang.platform import Platform
from lingang.telling import BEGUN, Failed, complain

PATIENCE_TO_STOP = 60


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    var = Path(options.var).resolve()
    try:
        if options.stop:
            return stop_running(var)
        prepare(var, options.port)
        if options.detach:
            return detach(var, arguments)
        return Platform(var, port=options.port, demo=not options.no_demo).run()
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
