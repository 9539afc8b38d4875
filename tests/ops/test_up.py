"""`scripts/up` under rough hands: what it says, what it leaves behind, what comes back after a kill."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from lingang import running
from lingang.embedded.kernel import LIBC
from tests.ops.machine import Machine, free_port, wait_until

pytestmark = pytest.mark.faults
PR_SET_CHILD_SUBREAPER = 36
OWN = ("manage.py dispatch", "now@", "bulk@", "celery -A lingang beat", "gunicorn")


@pytest.fixture
def fresh():
    var = Path(tempfile.mkdtemp(prefix="lg-up-"))
    machine = Machine(var)
    yield machine
    machine.stop()
    machine.kill_everything()
    shutil.rmtree(var, ignore_errors=True)


def test_everything_runs_and_another_shell_finds_it(platform):
    assert (platform.var / "run.json").stat().st_mode & 0o777 == 0o600
    assert platform.page("/livez") == platform.page("/readyz") == 200
    assert wait_until(lambda: platform.manage("doctor").returncode == 0, seconds=40), platform.manage("doctor").stdout


def test_only_loopback_is_listened_to(platform):
    inodes = {os.readlink(f"/proc/{pid}/fd/{fd.name}") for pid in platform.processes() for fd in fds(pid)}
    sockets = {name[8:-1] for name in inodes if name.startswith("socket:")}
    lines = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    listening = {line[1] for line in lines if line[3] == "0A" and line[9] in sockets}
    assert listening == {f"0100007F:{platform.port:04X}"}


def fds(pid):
    return [fd for fd in Path(f"/proc/{pid}/fd").iterdir() if fd.is_symlink()]


def test_a_second_start_on_the_same_folder_is_refused_with_the_address(platform):
    done = platform.up("--no-demo")
    assert done.returncode == 1
    assert f"平台已经在运行：http://127.0.0.1:{platform.port}/" in done.stderr


def test_a_taken_port_is_said_before_anything_starts(fresh):
    with socket.socket() as other:
        other.bind(("127.0.0.1", fresh.port))
        other.listen()
        done = fresh.up("--no-demo")
    assert done.returncode == 1
    assert f"端口 {fresh.port} 已被别的程序占用" in done.stderr and f"--port {fresh.port + 1}" in done.stderr
    assert not (fresh.var / "pg18").exists()


def test_stopping_what_does_not_run_is_no_error(fresh):
    done = fresh.stop()
    assert (done.returncode, "没有在运行" in done.stdout) == (0, True)


@pytest.mark.parametrize("title", OWN)
def test_a_killed_process_comes_back(platform, title):
    killed = platform.kill(title)
    assert wait_until(lambda: back(platform, title, killed), seconds=20), platform.log("up")
    assert wait_until(lambda: platform.page() == 200, seconds=20)


def back(platform, title, killed):
    pids = [pid for pid, line in platform.processes().items() if title in line]
    return pids and killed not in pids


def test_killed_servers_come_back_with_every_row(platform):
    platform.sql("CREATE TABLE kept_by_test AS SELECT 7 AS n")
    for title in ("bin/postgres -D", "valkey-server"):
        killed = platform.kill(title)
        assert wait_until(lambda t=title, k=killed: back(platform, t, k), seconds=30), platform.log("up")
    assert wait_until(lambda: platform.page() == 200, seconds=20)
    assert platform.sql("SELECT n FROM kept_by_test") == 7
    assert wait_until(lambda: platform.manage("doctor").returncode == 0, seconds=60), platform.manage("doctor").stdout


def test_nothing_outlives_a_killed_supervisor_and_data_stay(fresh):
    fresh.start("--no-demo")
    fresh.sql("CREATE TABLE kept_by_test AS SELECT 7 AS n")
    os.kill(fresh.facts()["pid"], signal.SIGKILL)
    assert wait_until(lambda: not fresh.processes(), seconds=20), fresh.processes()
    fresh.start("--no-demo")
    assert fresh.sql("SELECT n FROM kept_by_test") == 7


@pytest.fixture(params=["reaped", "never reaped"])
def orphans(request):
    """Who takes note of a process whose parent died: an init, or nobody, as in many containers."""
    adopt = request.param == "never reaped"
    LIBC.prctl(PR_SET_CHILD_SUBREAPER, int(adopt))
    yield
    LIBC.prctl(PR_SET_CHILD_SUBREAPER, 0)
    while adopt:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                break
        except ChildProcessError:
            break


@pytest.mark.usefixtures("orphans")
def test_everything_killed_at_once_starts_again_with_all_data(fresh):
    fresh.start("--no-demo")
    fresh.sql("CREATE TABLE kept_by_test AS SELECT 7 AS n")
    folders = fresh.facts()["sockets"]
    assert fresh.kill_everything() >= 10
    assert wait_until(lambda: not fresh.processes(), seconds=5)
    fresh.start("--no-demo")
    assert fresh.sql("SELECT n FROM kept_by_test") == 7
    assert [folder for folder in folders if os.path.exists(folder)] == []
    assert fresh.stop().returncode == 0
    assert fresh.processes() == {}


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_clean_stop_leaves_nothing_running(fresh, sign):
    fresh.start("--no-demo")
    folders = fresh.facts()["sockets"]
    os.kill(fresh.facts()["pid"], sign)
    assert wait_until(lambda: not fresh.processes(), seconds=30), fresh.processes()
    assert not (fresh.var / "run.json").exists()
    assert [folder for folder in folders if os.path.exists(folder)] == []
    assert "已全部停止" in fresh.log("up")


@pytest.mark.parametrize("seconds", [0.3, 1.0, 2.5])
def test_a_stop_in_the_middle_of_a_start_leaves_nothing_running(fresh, seconds):
    command = [*fresh.command, "--port", str(fresh.port), "--var", str(fresh.var), "--no-demo"]
    with subprocess.Popen(command, cwd=fresh.root, env=fresh.environment, stdout=subprocess.DEVNULL) as starting:
        time.sleep(seconds)
        starting.send_signal(signal.SIGTERM)
        starting.wait(30)
    assert wait_until(lambda: not fresh.processes(), seconds=20), fresh.processes()


def test_existing_servers_are_used_instead(platform, fresh):
    """Two platforms, one pair of servers: nothing of its own is started."""
    facts = platform.facts()
    fresh.environment |= {"DATABASE_URL": facts["database_url"], "REDIS_URL": facts["redis_url"]}
    fresh.start("--no-demo")
    assert fresh.page() == 200
    assert not (fresh.var / "pg18").exists() and not (fresh.var / "valkey").exists()


def test_a_crash_on_start_shows_the_log_and_stops_the_rest(fresh):
    fresh.environment["WEB_WORKERS"] = "many"
    done = fresh.up("--no-demo")
    assert done.returncode == 1
    assert "网页服务没有启动成功" in done.stderr and "many" in done.stderr
    assert fresh.processes() == {}


def test_production_settings_are_refused(fresh):
    done = fresh.up("--no-demo", DJANGO_SETTINGS_MODULE="lingang.settings.production")
    assert (done.returncode, "生产设置不使用 scripts/up" in done.stderr) == (1, True)


def test_a_stale_run_file_of_another_process_is_not_believed(fresh):
    running.write(fresh.var, port=free_port(), database_url="postgres:////nonexistent/x", redis_url="unix:///x")
    text = running.path_in(fresh.var).read_text().replace(running.born(os.getpid()), "1")
    running.path_in(fresh.var).write_text(text)
    done = fresh.stop()
    assert "没有在运行" in done.stdout
