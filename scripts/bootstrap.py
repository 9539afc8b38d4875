"""Make `.venv` from the lock, collect the front-end files, then hand over to the real command.

Standard library only: it runs before anything is installed. Each step leaves a stamp when it is complete, so a killed
start is taken up again and a second start costs nothing.
"""

import fcntl
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BEGUN = float(os.environ.get("UP_BEGUN", time.time()))
ROOM = {"up": 2_000, "test": 2_500}  # megabytes a first installation takes
LOCKS = {"up": "requirements.lock", "test": "requirements-dev.lock"}
HELP = {
    "up": """用法：./scripts/up [选项]

在本机启动整个平台：建立 .venv，安装依赖和前端资源，启动内置 Postgres 与 Valkey，迁移数据库，
载入演示数据，启动网页、后台进程、调度进程和定时进程。只监听 127.0.0.1。

  --port N     端口，默认 8000
  --var DIR    数据与日志目录，默认 var/
  --no-demo    不载入演示数据
  --detach     页面可打开后转入后台运行，日志在 var/log/
  --stop       停止在后台（或另一个终端）运行的平台
  --help       显示本说明

环境变量 DATABASE_URL、REDIS_URL 可指向已有的 Postgres 和 Redis；PYTHON 可指明使用哪个 Python。
平台运行时，另一个终端里可直接使用 .venv/bin/python manage.py …
（用了 --var DIR 时请先 export VAR_DIR=DIR）。""",
    "test": """用法：./scripts/test [pytest 参数]

建立 .venv，安装含开发工具的依赖，然后在临时的内置 Postgres 与 Valkey 上运行测试。
不带参数时运行全部常规测试；标记为 slow、faults、bench 的要用 -m 指明，例如 ./scripts/test -m slow。""",
}
REMEDIES = {
    r"No space left on device|ENOSPC|Disk quota": "磁盘空间不足，请清理后重试。",
    r"name resolution|NewConnectionError|ConnectTimeout|timed out|Connection refused|Network is unreachable|ProxyError"
    r"|SSLError|Could not fetch|from versions: none": "连接不上 Python 软件源，请检查网络、镜像和代理设置后重试。",
    r"DO NOT MATCH THE HASHES": "下载到的软件包与锁定的校验值不符，请检查软件源（镜像可能已损坏）后重试。",
    r"No matching distribution": "软件源里没有锁定的版本，请检查网络和镜像是否完整。",
    r"Permission denied": "没有写入权限，请确认当前用户可以写本项目目录。",
}


class Failed(Exception):
    """Said to a person: what failed and what to do."""


def main(goal: str, arguments: list[str]) -> None:
    if goal == "up" and {"--help", "-h"} & set(arguments):
        return print(HELP[goal])
    if goal == "test" and arguments == ["--help"]:
        return print(HELP[goal])
    if "--stop" in arguments and not PYTHON.exists():
        return print("没有在运行（尚未安装）。")
    if "--stop" not in arguments:
        with one_at_a_time():
            refuse_unsupported()
            make_venv()
            install(goal)
            collect_assets()
    hand_over(goal, arguments)


def say(text: str) -> None:
    print(f"[{time.time() - BEGUN:6.1f} 秒] {text}", flush=True)


class one_at_a_time:
    """Two first starts at once would install over each other."""

    def __enter__(self):
        (ROOT / "var").mkdir(exist_ok=True)
        self.file = open(ROOT / "var" / "bootstrap.lock", "w")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个安装正在进行，等它完成 …")
            fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self.file.close()


def refuse_unsupported() -> None:
    """The server wheels are built for glibc on two processors; elsewhere existing servers do."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    library, version = platform.libc_ver()
    new_enough = library == "glibc" and tuple(map(int, version.split(".")[:2])) >= (2, 28)
    if sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64") and new_enough:
        return
    raise Failed(
        f"内置的 Postgres 与 Valkey 只支持 Linux x86_64 / aarch64（glibc 2.28 以上），"
        f"本机是 {platform.system()} {platform.machine()} {library or '非 glibc'} {version}。"
        "请设置 DATABASE_URL 和 REDIS_URL 指向已有的服务后重试。"
    )


def make_venv() -> None:
    """Made anew when its Python is gone (a moved folder, an upgraded system)."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0:
        return
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        version = ".".join(map(str, sys.version_info[:2]))
        raise Failed(f"这个 Python 缺少 venv 模块。Debian / Ubuntu 请运行：apt install python{version}-venv")
    say("建立 .venv …")
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys._base_executable, "-m", "venv", VENV], capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"无法建立 .venv：{remedy(done.stderr + done.stdout)}")


def install(goal: str) -> None:
    lock = ROOT / LOCKS[goal]
    stamps = [VENV / f".installed-{name}" for name in (["up", "test"] if goal == "test" else ["up"])]
    wanted = {"up": fingerprint(ROOT / LOCKS["up"]), "test": fingerprint(ROOT / LOCKS["test"])}
    if all(stamp.exists() and stamp.read_text() == wanted[stamp.name.rpartition("-")[2]] for stamp in stamps):
        return
    if shutil.disk_usage(ROOT).free < ROOM[goal] * 1024 * 1024:
        raise Failed(f"磁盘空间不足：安装依赖约需 {ROOM[goal] / 1000:.1f} GB，请清理后重试。")
    count = len(re.findall(r"^\S+==", lock.read_text(), re.M))
    say(f"安装 Python 依赖 {count} 个（首次约需一分钟）…")
    pip_install(lock, count)
    for stamp in stamps:
        stamp.write_text(wanted[stamp.name.rpartition("-")[2]])


def fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def pip_install(lock: Path, count: int) -> None:
    """pip's own lines are read for progress and kept for the explanation when it fails."""
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-compile", "--only-binary=:all:"]
    command += ["--disable-pip-version-check", "--progress-bar=off", "-r", lock]
    pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    said, seen = [], 0
    for line in pip.stdout:
        said.append(line)
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            seen += 1
            if seen % 15 == 0 or seen == count:
                say(f"  已下载 {seen}/{count}")
        if line.startswith("Installing collected"):
            say("  正在写入 .venv …")
    if pip.wait():
        raise Failed(f"安装 Python 依赖没有成功：{remedy(''.join(said))}")


def remedy(text: str) -> str:
    for pattern, words in REMEDIES.items():
        if re.search(pattern, text, re.I):
            return words
    return "\n" + text[-1500:]


def collect_assets() -> None:
    if subprocess.run([PYTHON, ROOT / "scripts" / "assets"]).returncode:
        raise Failed("前端资源没有准备好，原因见上。")


def hand_over(goal: str, arguments: list[str]) -> None:
    os.environ["UP_BEGUN"] = str(BEGUN)
    os.chdir(ROOT)
    command = [str(PYTHON), "-m", "lingang.up" if goal == "up" else "pytest"]
    if goal == "test":
        os.environ.pop("UP_BEGUN")
        command += [] if {"-n", "-p"} & {part[:2] for part in arguments} else ["-n", "2", "--dist", "loadfile"]
    os.execv(PYTHON, [*command, *arguments])


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except Failed as failure:
        sys.exit(f"错误：{failure}")
    except OSError as error:
        sys.exit(f"错误：{error}。{remedy(str(error))}")
    except KeyboardInterrupt:
        sys.exit("已取消。")
