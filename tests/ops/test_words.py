"""What a failing start says: each cause with its remedy, in plain words."""

import argparse
import importlib.util
from types import SimpleNamespace

import pytest

from lingang import up
from tests.ops.machine import ROOT


@pytest.fixture(scope="module")
def bootstrap():
    """The script outside every package: it runs before anything is installed."""
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("pip_said", "remedy"),
    [
        ("OSError: [Errno 28] No space left on device", "磁盘空间不足"),
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "检查网络"),
        ("ERROR: Could not find a version that satisfies x (from versions: none)", "检查网络"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "校验值不符"),
        ("ERROR: No matching distribution found for django==5.2.19", "没有锁定的版本"),
        ("ERROR: Could not install packages: [Errno 13] Permission denied: '/opt'", "没有写入权限"),
    ],
)
def test_pip_is_translated(bootstrap, pip_said, remedy):
    assert remedy in bootstrap.remedy(pip_said)


def test_what_nobody_foresaw_is_shown_as_it_is(bootstrap):
    assert bootstrap.remedy("x" * 5000 + " the end") == "\n" + ("x" * 5000 + " the end")[-1500:]


@pytest.mark.parametrize(
    ("library", "machine"), [(("", ""), "x86_64"), (("glibc", "2.17"), "x86_64"), (("glibc", "2.36"), "riscv64")]
)
def test_an_unsupported_system_is_refused_unless_servers_are_given(bootstrap, monkeypatch, library, machine):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(bootstrap.platform, "libc_ver", lambda: library)
    monkeypatch.setattr(bootstrap.platform, "machine", lambda: machine)
    with pytest.raises(bootstrap.Failed, match="请设置 DATABASE_URL 和 REDIS_URL"):
        bootstrap.refuse_unsupported()
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/lingang")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    bootstrap.refuse_unsupported()


def test_this_system_is_supported(bootstrap, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    bootstrap.refuse_unsupported()


def test_a_full_disk_is_said_before_anything_starts(tmp_path, monkeypatch):
    monkeypatch.setattr(up.shutil, "disk_usage", lambda _: SimpleNamespace(free=10_000_000))
    with pytest.raises(up.Failed, match="磁盘空间不足"):
        up.prepare(tmp_path / "var", port=0)


@pytest.mark.parametrize(("port", "said"), [(70_000, "端口号应在"), (-1, "端口号应在")])
def test_an_impossible_port(port, said):
    with pytest.raises(up.Failed, match=said):
        up.port_is_free(port)


def test_a_disk_that_fills_up_while_starting(capsys):
    assert up.complain("无法初始化数据库目录：could not write: No space left on device") == 1
    assert "磁盘已满，请清理后重试" in capsys.readouterr().err


def test_help_lists_every_option(bootstrap, capsys):
    bootstrap.main("up", ["--help"])
    said = capsys.readouterr().out
    offered = vars(up.parse([]))
    assert isinstance(up.parse([]), argparse.Namespace)
    assert [name for name in offered if f"--{name.replace('_', '-')}" not in said] == []
