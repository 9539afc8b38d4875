"""The servers every test runs on: started once in the controller, inherited by the xdist workers."""

import os
import shutil
import tempfile

# Before Django reads its settings: tests keep their files apart from a running platform's.
HOME = os.environ.get("VAR_DIR_OF_TESTS") or os.environ.setdefault("VAR_DIR_OF_TESTS", tempfile.mkdtemp(prefix="lg-test-"))
os.environ["VAR_DIR"] = HOME

import pytest  # noqa: E402

from lingang import embedded  # noqa: E402

STARTED: list[embedded.Server] = []


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Fail rather than skip when a server cannot start: a suite without Postgres proves nothing."""
    if is_worker(config):
        return
    start(embedded.Postgres, "DATABASE_URL")
    start(embedded.Valkey, "REDIS_URL")


def is_worker(config) -> bool:
    return hasattr(config, "workerinput")


def start(server: type[embedded.Server], variable: str) -> None:
    if os.environ.get(variable):
        return
    try:
        STARTED.append(server(HOME, throwaway=True).start())
    except embedded.ServerError as error:
        pytest.exit(f"测试需要的服务没有启动：{error}", returncode=3)
    os.environ[variable] = STARTED[-1].url


def pytest_unconfigure(config):
    if is_worker(config):
        return
    for server in reversed(STARTED):
        server.stop()
    shutil.rmtree(HOME, ignore_errors=True)
