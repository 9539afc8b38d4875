"""The servers every test runs on: started once by the controller, inherited by the xdist workers.

Called while `tests/conftest.py` is imported, which is before Django reads its settings and before any deeper
conftest imports a model; a hook or a session fixture would come too late.
"""

import os
import shutil
import tempfile

import django
import pytest

SETTINGS = "lingang.settings.test"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)  # before lingang chooses the one for development

from lingang import embedded  # noqa: E402

STARTED: list[embedded.Server] = []


def start() -> None:
    """Fail rather than skip when a server cannot start: a suite without Postgres proves nothing."""
    if os.environ["DJANGO_SETTINGS_MODULE"] != SETTINGS:
        raise pytest.UsageError(f"请先取消环境变量 DJANGO_SETTINGS_MODULE，测试固定使用 {SETTINGS}。")
    if not is_worker():
        os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="lg-test-")
        _start(embedded.Postgres, "DATABASE_URL")
        _start(embedded.Valkey, "REDIS_URL")
    django.setup()


def is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def _start(server: type[embedded.Server], variable: str) -> None:
    if os.environ.get(variable):
        return
    try:
        STARTED.append(server(os.environ["VAR_DIR"], throwaway=True).start())
    except embedded.ServerError as error:
        stop()
        raise pytest.UsageError(f"测试需要的服务没有启动：{error}") from error
    os.environ[variable] = STARTED[-1].url


def stop() -> None:
    if is_worker():
        return
    for server in reversed(STARTED):
        server.stop()
    shutil.rmtree(os.environ["VAR_DIR"], ignore_errors=True)
