"""Where settings come from: the environment first, then what a running platform left, then nowhere in particular."""

import os
import subprocess
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from lingang import env, running


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """No server named, nothing running."""
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("url", "host", "name"),
    [
        ("postgresql://postgres@/lingang?host=/tmp/Lg-a", "/tmp/Lg-a", "lingang"),
        ("postgres://postgres@%2Ftmp%2FLg-a/lingang", "/tmp/Lg-a", "lingang"),
        ("postgres:////tmp/Lg-a/lingang", "/tmp/Lg-a", "lingang"),
        ("postgres://li:p%40ss@db.internal:6432/city", "db.internal", "city"),
    ],
)
def test_every_way_of_naming_a_database(alone, monkeypatch, url, host, name):
    monkeypatch.setenv("DATABASE_URL", url)
    found = env.database()
    assert (found["HOST"], found["NAME"]) == (host, name)
    assert found["OPTIONS"] == {}


@pytest.mark.parametrize(
    ("given", "redis", "celery"),
    [
        ("unix:///tmp/a/v.sock", "unix:///tmp/a/v.sock", "redis+socket:///tmp/a/v.sock"),
        ("redis+socket:///tmp/a/v.sock", "unix:///tmp/a/v.sock", "redis+socket:///tmp/a/v.sock"),
        ("redis://cache:6379/2", "redis://cache:6379/2", "redis://cache:6379/2"),
    ],
)
def test_a_broker_is_spelt_for_redis_and_for_celery(alone, monkeypatch, given, redis, celery):
    monkeypatch.setenv("REDIS_URL", given)
    assert (env.redis_url(), env.broker_url()) == (redis, celery)


def test_a_running_platform_is_found_until_its_process_is_gone(alone):
    running.write(alone, database_url="postgres:////tmp/x/lingang", redis_url="unix:///tmp/x/v.sock")
    assert env.database()["HOST"] == "/tmp/x"
    assert env.redis_url() == "unix:///tmp/x/v.sock"
    assert running.path_in(alone).stat().st_mode & 0o777 == 0o600

    stale = running.path_in(alone).read_text().replace(f'"born": "{running.born(os.getpid())}"', '"born": "1"')
    running.path_in(alone).write_text(stale)  # the number now belongs to another process
    assert running.found(alone) == {}
    assert env.database()["HOST"] == env.NOWHERE


def test_a_process_that_ended_is_not_running_though_nobody_took_note(alone):
    with subprocess.Popen(["sleep", "60"]) as child:
        born = running.born(child.pid)
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # ended, and left a zombie
        assert born.isdigit() and Path(f"/proc/{child.pid}").exists()
        assert running.born(child.pid) is None


def test_without_any_server_settings_still_load(alone):
    assert env.database()["ENGINE"] == "lingang.on_demand"
    assert env.broker_url() == f"redis+socket://{env.NOWHERE}"


def test_one_secret_per_folder_kept_private(alone):
    first = env.secret_key()
    assert env.secret_key() == first and len(first) >= 50
    assert (alone / "secret_key").stat().st_mode & 0o777 == 0o600


def test_production_names_what_is_missing(alone, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "lingang.example")
    with pytest.raises(ImproperlyConfigured, match="^生产环境缺少环境变量：SECRET_KEY、DATABASE_URL$"):
        env.require("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL")
    env.require("ALLOWED_HOSTS")


def test_an_embedder_is_a_name_or_json(alone, monkeypatch):
    monkeypatch.setenv("EMBEDDER", "use-v3")
    assert env.embedder() == "use-v3"
    monkeypatch.setenv("EMBEDDER", '{"name": "http", "url": "http://127.0.0.1:1/v1", "model": "bge-m3"}')
    assert env.embedder() == {"name": "http", "url": "http://127.0.0.1:1/v1", "model": "bge-m3"}
