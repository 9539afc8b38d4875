"""`manage.py doctor`: each fault is named with its remedy; warnings do not fail, errors do."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from apps.core import heartbeats
from apps.core.models import Heartbeat
from lingang import checkup
from lingang.checkup import ERROR, OK, WARNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_alive():
    for name in heartbeats.EXPECTED:
        heartbeats.beat(name)


def doctor() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except SystemExit as leave:
        return leave.code, out.getvalue()
    return 0, out.getvalue()


def test_a_sound_platform_may_have_warnings(all_alive):
    code, report = doctor()
    assert code == 0, report
    assert "[正常] 区域设置：C.UTF-8，UTF8" in report
    assert "[注意] 参考数据" in report and "manage.py load_reference" in report


def test_nobody_at_work_is_an_error():
    code, report = doctor()
    assert code == 1
    assert report.count("[错误] 后台进程") == len(heartbeats.EXPECTED)


def test_a_process_that_fell_silent_is_named(all_alive):
    Heartbeat.objects.filter(name="worker:now").update(at=timezone.now() - timedelta(minutes=5))
    found = list(checkup.processes())
    assert [(each.level, each.text) for each in found] == [(ERROR, "worker:now 300 秒没有心跳")]


def test_a_missing_migration_hides_what_needs_tables():
    MigrationRecorder.Migration.objects.filter(app="core", name="0001_initial").delete()
    code, report = doctor()
    assert code == 1
    assert "[错误] 数据库迁移" in report and "运行 manage.py migrate" in report
    assert "后台进程" not in report


def test_a_missing_broker_says_what_still_works(all_alive, monkeypatch):
    monkeypatch.setenv("REDIS_URL", "unix:///nonexistent/v.sock")
    code, report = doctor()
    assert code == 1
    assert "[错误] 消息服务" in report and "页面照常可用" in report


@pytest.mark.django_db(transaction=True)
def test_a_missing_database_is_said_once_and_the_rest_is_still_looked_at(monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nonexistent")
    code, report = doctor()
    connection.close()
    assert code == 1
    assert report.count("[错误] 数据库：连接不上") == 1
    assert "磁盘：" in report


@pytest.mark.parametrize(("free", "level"), [(100, ERROR), (500, WARNING), (5000, OK)])
def test_disk_space(monkeypatch, free, level):
    monkeypatch.setattr(checkup.shutil, "disk_usage", lambda _: Usage(free))
    assert [each.level for each in checkup.disk()] == [level]


class Usage:
    def __init__(self, megabytes):
        self.free = megabytes * checkup.MEGABYTE
