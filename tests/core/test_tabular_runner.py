"""However the parser's process ends, a person reads why, and no process is left behind."""

import os
import signal
import subprocess
import threading
import time
from dataclasses import replace

import psutil
import pytest

from apps.core.tabular import Unreadable, runner
from apps.core.tabular.runner import LIMITS
from tests.core import workbooks

SMALL = workbooks.xlsx([["名称"], ["甲"]])


def children() -> list[int]:
    return [one.pid for one in psutil.Process().children() if "child.py" in " ".join(one.cmdline())]


def refused(data: bytes, format: str, **limits) -> str:
    with pytest.raises(Unreadable) as caught:
        list(runner.parse(data, format, replace(LIMITS, **limits)))
    assert children() == []
    return caught.value.message


def test_the_lines_of_the_child_come_back():
    assert list(runner.parse(SMALL, "xlsx")) == [{"sheet": "数据", "merges": []}, [["名称"], ["甲"]]]


def test_what_the_child_refuses_is_said_in_words():
    assert refused(b"a\nb\nc", "csv", rows=2) == "表格行数超过上限（2 行）"
    assert refused(b"a,b,c", "csv", columns=2) == "表格有 3 列，超过上限（2 列）"
    assert refused(workbooks.xls([["a"]], password=True), "xls") == "文件有打开密码"
    assert refused("检漏仪甲乙丙".encode() + b"\xe6", "csv") == "第 1 行有损坏的字符（UTF-8 编码不完整）"


def test_a_parse_that_takes_too_long_is_ended():
    begun = time.perf_counter()
    assert refused(SMALL, "xlsx", seconds=0.001) == "读取超过 0.001 秒，已停止"
    assert time.perf_counter() - begun < 30


def test_a_parse_that_eats_memory_is_ended_by_the_kernel():
    """One cell in the last corner makes the parser ask for a rectangle of 17 thousand million cells."""
    corner = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + (b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
        + b"</sheetData></worksheet>"
    )
    message = refused(workbooks.with_part("xl/worksheets/sheet1.xml", corner), "xlsx")
    assert message in ("读取中断：表格展开后太大，或文件已损坏", "表格展开后太大")


def test_a_parse_that_eats_time_is_ended_by_the_kernel():
    assert refused(workbooks.bomb(60), "xlsx", cpu=0) == "读取中断：表格展开后太大，或文件已损坏"


def test_a_parse_that_prints_too_much_is_ended_by_the_kernel():
    assert refused(b"a,b\n" * 50_000, "csv", fsize=1000) == "表格展开后太大"


def test_a_shared_text_multiplied_is_stopped_by_a_limit():
    """4 MiB of rows that all show the same 30,000 characters: small to unpack, 12 GiB to write out."""
    shared = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + b"A" * 30_000
        + b"</t></si></sst>"
    )
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 60_001))
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    made = workbooks.parts(workbooks.xlsx([["名称"]])) | {
        "xl/sharedStrings.xml": shared,
        "xl/worksheets/sheet1.xml": head + cells + b"</sheetData></worksheet>",
    }
    assert refused(workbooks.zipped(made), "xlsx", memory=512 * runner.MIB) in (
        "读取中断：表格展开后太大，或文件已损坏",
        "表格展开后太大",
    )


def test_a_complaint_that_is_no_complaint_is_read_as_an_end_by_force():
    for complaint in (b"", b"Traceback", b"[]", b'{"code": "new", "detail": ""}'):
        assert runner._refusal(complaint, LIMITS).message == "读取中断：表格展开后太大，或文件已损坏"


def test_the_child_sees_neither_keys_nor_connections(monkeypatch):
    seen = []
    honest = subprocess.Popen

    def watched(*arguments, **options):
        seen.append(options["env"])
        return honest(*arguments, **options)

    monkeypatch.setenv("SECRET_KEY", "not for a parser")
    monkeypatch.setattr(subprocess, "Popen", watched)
    list(runner.parse(SMALL, "xlsx"))
    assert [set(one) - {"PATH", "LD_LIBRARY_PATH"} for one in seen] == [set()]


def test_an_interrupted_wait_leaves_no_child_behind(monkeypatch):
    def interrupted(self, *arguments, **options):
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(runner.parse(SMALL, "xlsx"))
    assert children() == []


def test_it_works_from_threads_and_from_a_process_that_may_have_no_children_of_multiprocessing():
    """gunicorn's threads and Celery's daemonic workers: a plain subprocess is bound by neither."""
    found = []
    threads = [threading.Thread(target=lambda: found.append(list(runner.parse(SMALL, "xlsx")))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(lines) for lines in found] == [2, 2, 2, 2]
    assert signal.getsignal(signal.SIGCHLD) in (signal.SIG_DFL, None) and os.getpid()
