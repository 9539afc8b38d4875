"""The built model in the user's cache folder: it appears whole or not at all, and is built once per machine."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from apps.matching.embedders.base import Unavailable
from apps.matching.embedders.graph import VERSION, build_graph
from apps.matching.embedders.weights import SHA256, read_weights, wheel_file

NAME = f"e5-small-{SHA256[:12]}-rows-v{VERSION}"
ABANDONED = 3600  # seconds after which a half-built folder belongs to nobody


def cache_folder() -> Path:
    """`$XDG_CACHE_HOME/lingang`, so that every clone on this machine shares one build."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lingang"


def built() -> bool:
    return (cache_folder() / NAME).is_dir()


def problem() -> str:
    """Why the last build on this machine failed, empty when it did not or was long ago."""
    note = _note()
    fresh = note.is_file() and note.stat().st_mtime > time.time() - ABANDONED
    return note.read_text("utf-8") if fresh else ""


def note_problem(message: str) -> None:
    """Tell the other processes not to wait for a build; where nothing can be written they find out themselves."""
    with suppress(OSError):
        cache_folder().mkdir(parents=True, exist_ok=True)
        _note().write_text(message, "utf-8")


def _note() -> Path:
    return cache_folder() / f"{NAME}.problem"


def build(say: Callable[[str], None] = print) -> Path:
    """The folder holding model.onnx and tokenizer.json; a few seconds the first time, nothing after."""
    folder = cache_folder() / NAME
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder.parent)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".building-") as scratch:
            _publish(_write(Path(scratch, "model"), say), folder)
    except OSError as error:
        raise Unavailable(f"无法在 {folder.parent} 写入向量模型（{error}），请检查磁盘空间与权限") from error
    _note().unlink(missing_ok=True)
    say(f"向量模型已就绪：{folder}")
    return folder


def _write(half: Path, say: Callable[[str], None]) -> Path:
    half.mkdir()
    say("向量模型 1/3：读取权重")
    weights, sizes, tokenizer = read_weights(wheel_file())
    say("向量模型 2/3：写入分词器")
    tokenizer.save(str(half / "tokenizer.json"), pretty=False)
    say("向量模型 3/3：写入计算图（约 82 MB）")
    (half / "model.onnx").write_bytes(build_graph(weights, sizes).SerializeToString())
    return half


def _publish(half: Path, folder: Path) -> None:
    """Rename only what the disk holds: a power cut leaves the whole model or none."""
    for path in (*sorted(half.iterdir()), half):
        _sync(path)
    try:
        half.rename(folder)
    except OSError:
        if not folder.is_dir():  # otherwise another process was first, with the same bytes
            raise
    _sync(folder.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(parent: Path) -> None:
    """Remove what a killed build left behind."""
    for path in parent.glob(".building-*"):
        if path.stat().st_mtime < time.time() - ABANDONED:
            shutil.rmtree(path, ignore_errors=True)
