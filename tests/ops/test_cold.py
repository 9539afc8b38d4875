"""A newcomer's first minutes: a clean clone, a bare machine, one command — as root and as an ordinary user."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.ops.machine import ROOT, Machine, clean_environment

pytestmark = pytest.mark.slow
ABSENT = (
    "node",
    "npm",
    "npx",
    "corepack",
    "psql",
    "postgres",
    "pg_",
    "initdb",
    "createdb",
    "redis",
    "valkey",
    "docker",
)
COLD, SECOND = 120, 15


@pytest.fixture(scope="module")
def bare_path():
    """A PATH like that of a machine on which nobody installed Node, Postgres or Redis."""
    folder = Path(tempfile.mkdtemp(prefix="lg-bin-"))
    folder.chmod(0o755)
    python = Path(os.path.realpath(shutil.which("python3")))
    (folder / "python3").symlink_to(python)
    for source in (Path("/usr/bin"), Path("/bin"), Path("/usr/sbin")):
        for program in source.iterdir():
            target = folder / program.name
            if not program.name.startswith((*ABSENT, "python")) and not target.exists():
                target.symlink_to(program)
    yield str(folder)
    shutil.rmtree(folder)


def can_be_reached_by_others(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (path, *path.parents))


@pytest.fixture(params=["root", "ordinary"])
def newcomer(request, bare_path):
    """A clean clone with its own folder, owned by whoever will run it."""
    if os.geteuid() != 0 and request.param == "root":
        pytest.skip("needs root")
    home = Path(tempfile.mkdtemp(prefix="lg-new-"))
    clone = home / "clone"
    subprocess.run(["git", "-c", "advice.detachedHead=false", "clone", "-q", ROOT, clone], check=True)
    prefix, path = [], bare_path
    if request.param == "ordinary" and os.geteuid() == 0:
        prefix, path = as_nobody(home), path_for_others(bare_path)
    environment = {"PATH": path, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    machine = Machine(clone / "var", root=clone, command=[*prefix, str(clone / "scripts" / "up")], **environment)
    yield machine
    machine.stop()
    machine.kill_everything()
    shutil.rmtree(home, ignore_errors=True)


def as_nobody(home: Path) -> list[str]:
    who = pwd.getpwnam("nobody")
    for path in (home, *home.rglob("*")):
        os.lchown(path, who.pw_uid, who.pw_gid)
    return ["setpriv", f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups"]


def path_for_others(bare_path: str) -> str:
    """An interpreter under root's own home is out of reach: then the system's is taken, if it is new enough."""
    python = Path(bare_path, "python3")
    if not can_be_reached_by_others(python.resolve().parent):
        system = Path("/usr/bin/python3")
        said = subprocess.run([system, "-c", "import sys, venv, ensurepip; print(sys.version_info >= (3, 11))"],
                              capture_output=True, text=True)  # fmt: skip
        if said.stdout.strip() != "True":
            pytest.skip("no Python within reach of an ordinary user")
        python.unlink()
        python.symlink_to(system)
    return bare_path


def test_from_a_clean_clone_to_a_page_and_again(newcomer, record_property, capsys):
    found = subprocess.run(
        ["sh", "-c", "command -v node psql redis-server"], env=newcomer.environment, capture_output=True
    )
    assert found.stdout == b""

    cold = newcomer.start(timeout=COLD * 3)
    assert newcomer.page("/readyz") == 200
    assert newcomer.page("/") == 200
    assert newcomer.page("/static/vendor/icons.svg") == 200
    owner = os.stat(newcomer.var / "run.json").st_uid
    assert {os.stat(f"/proc/{pid}").st_uid for pid in newcomer.processes()} == {owner}
    begun = time.monotonic()
    assert newcomer.stop().returncode == 0
    stop = time.monotonic() - begun
    assert newcomer.processes() == {}

    second = newcomer.start()
    page = first_page(newcomer.log("up"))
    with capsys.disabled():
        print(f"\n  cold {cold:.1f} s (page {page[0]} s), second {second:.1f} s (page {page[-1]} s), stop {stop:.1f} s")
    assert page[0] <= COLD
    assert page[-1] <= SECOND


def first_page(log: str) -> list[float]:
    """When each start said that its page opens, in its own count of seconds."""
    return [float(line.split()[1]) for line in log.splitlines() if "页面已可打开" in line]


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        ("old", "需要 Python 3.11 或更高版本"),
        ("no venv", "缺少 venv 模块"),
        ("no network", "连接不上 Python 软件源"),
    ],
)
def test_a_machine_that_lacks_something_is_told_what_to_do(bare_path, tmp_path, break_it, said):
    clone = tmp_path / "clone"
    subprocess.run(["git", "-c", "advice.detachedHead=false", "clone", "-q", ROOT, clone], check=True)
    environment = clean_environment(PATH=f"{tmp_path / 'bin'}:{bare_path}", HOME=str(tmp_path))
    BREAKS[break_it](tmp_path, environment)
    done = subprocess.run([clone / "scripts" / "up"], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert said in done.stderr, done.stderr + done.stdout


def old_python(folder: Path, environment: dict) -> None:
    """Every python on PATH claims to be too old."""
    (folder / "bin").mkdir()
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"):
        (folder / "bin" / name).write_text("#!/bin/sh\nexit 1\n")
        (folder / "bin" / name).chmod(0o755)


def no_venv(folder: Path, environment: dict) -> None:
    """As on Debian without python3-venv: the module `ensurepip` is not there."""
    (folder / "site").mkdir()
    (folder / "site" / "sitecustomize.py").write_text(
        "import importlib.util as tool\n"
        "real = tool.find_spec\n"
        "tool.find_spec = lambda name, package=None: None if name == 'ensurepip' else real(name, package)\n"
    )
    environment["PYTHONPATH"] = str(folder / "site")


def no_network(folder: Path, environment: dict) -> None:
    closed = "http://127.0.0.1:9/"
    for name in [name for name in environment if name.upper().startswith("PIP_")]:
        del environment[name]
    environment |= {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": closed + "simple", "PIP_RETRIES": "0"}
    environment |= {"https_proxy": closed, "http_proxy": closed, "PIP_NO_CACHE_DIR": "1"}


BREAKS = {"old": old_python, "no venv": no_venv, "no network": no_network}
