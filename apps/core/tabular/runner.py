"""Run the parser in a child process with limits and hand its lines on; every way it can end has a message."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from apps.core.tabular.marks import MARK_SHEET
from apps.core.tabular.model import Unreadable

CHILD = Path(__file__).with_name("child.py")
MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one parse may use; the last three go to the kernel."""

    seconds: float = 60
    rows: int = 200_000
    columns: int = 500
    sheets: int = 50
    cpu: int = 45
    fsize: int = 400 * MIB
    # `as` is a word of the language; the child calls it so
    memory: int = 1536 * MIB

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"as": self.memory}


LIMITS = Limits()
SMALLER = "请删去多余的工作表、行列和格式，或分成几个文件再传"
COMPLAINTS = {
    "rows": ("表格行数超过上限（{limits.rows:,} 行）", SMALLER),
    "columns": ("表格有 {detail} 列，超过上限（{limits.columns} 列）", SMALLER),
    "sheets": ("文件有 {detail} 个工作表，超过上限（{limits.sheets} 个）", SMALLER),
    "cell": ("有单元格超过 32,767 个字", "请把长文放到附件里"),
    "password": ("文件有打开密码", "请在 Excel 中取消密码后再传"),
    "broken": ("文件已损坏，或不是完整的表格文件", "请在 Excel 中打开并另存一份再传"),
    "quotes": ("第 {detail} 行的引号不成对，或单元格太长", "请在 Excel 中另存为 .xlsx 再传"),
    "utf8": ("第 {detail} 行有损坏的字符（UTF-8 编码不完整）", "请在 Excel 中重新另存为“CSV UTF-8”再传"),
    "encoding": ("读不出文字：既不是 UTF-8 也不是 GB18030 编码", "请在 Excel 中另存为 .xlsx 再传"),
    "memory": ("表格展开后太大", SMALLER),
    "output": ("表格展开后太大", SMALLER),
}
KILLED = ("读取中断：表格展开后太大，或文件已损坏", SMALLER)
TOO_LONG = ("读取超过 {limits.seconds:g} 秒，已停止", SMALLER)


def parse(data: bytes, format: str, limits: Limits = LIMITS) -> Iterator[Any]:
    """The child's lines: {"sheet", "merges"} opens a sheet, a list of rows follows; raises Unreadable."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as out:
        source.write(data)
        source.seek(0)
        _run(source, out, format, limits)
        out.seek(0)
        for line in out:
            yield json.loads(line)


def _run(source: IO[bytes], out: IO[bytes], format: str, limits: Limits) -> None:
    options = json.dumps({"limits": limits.as_json(), "hidden": [MARK_SHEET]})
    child = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", str(CHILD), format, options],
        stdin=source,
        stdout=out,
        stderr=subprocess.PIPE,
        env={name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
        start_new_session=True,
    )
    try:
        complaint = child.communicate(timeout=limits.seconds)[1]
    except subprocess.TimeoutExpired:
        raise _unreadable(TOO_LONG, limits) from None
    finally:
        _end(child)
    if child.returncode:
        raise _refusal(complaint, limits)


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Leave no process behind, also when this one was interrupted while it waited."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()


def _refusal(complaint: bytes, limits: Limits) -> Unreadable:
    """What the child said, or, when the kernel ended it before it could, that it was ended."""
    try:
        said = json.loads(complaint)
        return in_words(said["code"], said["detail"], limits)
    except (ValueError, KeyError, TypeError):
        return _unreadable(KILLED, limits)


def in_words(code: str, detail: str = "", limits: Limits = LIMITS) -> Unreadable:
    """A limit that was passed, for the person. Raises KeyError for a code that has no words."""
    return _unreadable(COMPLAINTS[code], limits, detail)


def _unreadable(words: tuple[str, str], limits: Limits, detail: str = "") -> Unreadable:
    return Unreadable(words[0].format(limits=limits, detail=detail), words[1])
