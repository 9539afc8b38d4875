"""The embedded servers: right locale, one starter, data that outlive a kill, no server that outlives its starter."""

import os
import signal
import subprocess
import sys

import psycopg2
import pytest
import redis

from lingang import embedded
from tests.ops.machine import ROOT, wait_until

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give itself up")


@pytest.fixture
def folder(tmp_path_factory):
    """Other accounts must be able to walk into it: pytest's own folders are private."""
    path = tmp_path_factory.mktemp("pg")
    for parent in (path, *path.parents):
        if parent.owner() == path.owner() and str(parent).startswith("/tmp/"):
            parent.chmod(0o755)
    return path


@pytest.fixture
def postgres(folder):
    server = embedded.Postgres(folder, throwaway=True).start()
    yield server
    server.stop()


@pytest.fixture
def durable(folder):
    """With fsync, as `scripts/up` starts it."""
    server = embedded.Postgres(folder).start()
    yield server
    server.stop()


def ask(server, query):
    with psycopg2.connect(server.url) as wire, wire.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def test_chinese_letters_are_letters(postgres):
    assert ask(postgres, "SELECT datctype FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
    assert ask(postgres, "SELECT '集' ~ '[[:alpha:]]'") is True
    assert ask(postgres, "SELECT '集' COLLATE \"C\" ~ '[[:alpha:]]'") is False  # the trap, shown


def test_a_second_starter_is_told_so(postgres, folder):
    with pytest.raises(embedded.ServerError, match="正被另一个命令使用"):
        embedded.Postgres(folder).start()


def test_data_outlive_a_kill_and_the_same_address_comes_back(durable):
    with psycopg2.connect(durable.url) as wire, wire.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 7 AS number")
    wire.close()
    address = durable.url
    durable.process.kill()
    durable.process.wait()
    durable.start()
    assert (durable.url, ask(durable, "SELECT number FROM kept")) == (address, 7)


@ROOT_ONLY
@pytest.mark.parametrize("way", ["namespace", "nobody"])
def test_root_gives_itself_up_either_way(folder, monkeypatch, way):
    monkeypatch.setenv("PG_ROOT_MODE", way)
    server = embedded.Postgres(folder, throwaway=True).start()
    try:
        assert server.mode == way
        assert ask(server, "SELECT 1") == 1
        assert os.stat(f"/proc/{server.process.pid}").st_uid == (0 if way == "namespace" else 65534)
    finally:
        server.stop()


@pytest.mark.parametrize("kind", ["Postgres", "Valkey"])
def test_a_killed_starter_takes_its_server_along(tmp_path, kind):
    program = (
        "import sys, time; from lingang import embedded; from pathlib import Path\n"
        f"server = embedded.{kind}(Path(sys.argv[1]), throwaway=True).start()\n"
        "print(server.process.pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as starter:
        pid = int(starter.stdout.readline())
        assert os.path.exists(f"/proc/{pid}")
        starter.send_signal(signal.SIGKILL)
    assert wait_until(lambda: not os.path.exists(f"/proc/{pid}"), seconds=15)


def test_the_broker_keeps_messages_over_a_kill(tmp_path):
    server = embedded.Valkey(tmp_path).start()
    try:
        client = redis.Redis.from_url(server.url)
        client.lpush("now", "a message")
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        client.bgrewriteaof()
        server.process.terminate()
        server.process.wait()
        server.start()
        assert redis.Redis.from_url(server.url).lrange("now", 0, -1) == [b"a message"]
    finally:
        server.stop()


def test_stopping_leaves_no_socket_folder(tmp_path):
    server = embedded.Valkey(tmp_path, throwaway=True).start()
    assert os.stat(server.sockets).st_mode & 0o777 == 0o700
    server.stop()
    assert not os.path.exists(server.sockets)


def test_a_missing_wheel_names_the_way_out():
    with pytest.raises(embedded.ServerError, match="DATABASE_URL"):
        embedded.binary("no_such_package", "bin/postgres")


@ROOT_ONLY
def test_nobody_before_a_closed_folder_names_it(folder, monkeypatch):
    monkeypatch.setenv("PG_ROOT_MODE", "nobody")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(embedded.ServerError, match=f"nobody 进不了 {closed}。"):
        embedded.Postgres(closed / "var", throwaway=True).start()
