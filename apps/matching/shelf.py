"""Versions of the index on disk: each is a list of segments that never change, so that an old one can be read again.

A version is published by renaming: a reader sees the old or the new one whole, and what it has mapped stays there until
it lets go, even when the file is gone.
"""

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np

from apps.matching import segments
from apps.matching.embedders.base import Vectors
from apps.matching.segments import Segment

FORMAT = "index-5"  # raise it when files written before would be read wrongly
GENERATIONS = 3  # of measures whose versions are kept for replays
POINTER, LOCK, VERSIONS, SEGMENTS = "current", "lock", "versions", "segments"


@dataclass(frozen=True)
class Version:
    """What an index consists of. `base` is the segment whose words and texts the whole is measured by.

    `dead` are rows, per segment, that have been replaced or are published no more. `centre` is the middle of the
    demands, `middle` that of the resources, both as hexadecimal float32. `seen` is when the tables were read (POSIX).
    """

    base: str
    segments: tuple[str, ...]
    dead: tuple[tuple[int, ...], ...]
    centre: str
    middle: str
    demands: int
    tree: str
    seen: float

    @property
    def key(self) -> str:
        """Names what a ranking depends on; two versions with the same content have the same."""
        content = {name: value for name, value in asdict(self).items() if name not in ("seen", "tree", "demands")}
        return hashlib.sha256(json.dumps([FORMAT, content]).encode()).hexdigest()[:16]


class Gone(LookupError):
    """A version that is on this machine no more."""


class Shelf:
    """The versions of one database and one model, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> str:
        """The key of the version in use, empty before the first."""
        try:
            return (self.folder / POINTER).read_text()
        except FileNotFoundError:
            return ""

    def version(self, key: str) -> Version:
        """Raises Gone, also for one that was written in another format."""
        try:
            values = json.loads((self.folder / VERSIONS / f"{key}.json").read_text())
            listed = {"segments": tuple(values["segments"]), "dead": tuple(map(tuple, values["dead"]))}
            found = Version(**values | listed)
        except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
            raise Gone(key) from error
        if found.key != key:
            raise Gone(key)
        return found

    def segment(self, name: str) -> Segment:
        """Raises Gone."""
        try:
            return segments.read(self.folder / SEGMENTS / name)
        except FileNotFoundError as error:
            raise Gone(name) from error

    def add(self, segment: Segment) -> str:
        """Keep a segment; returns its name. Nobody reads it before a version names it."""
        name = uuid4().hex
        segments.write(segment, self.folder / SEGMENTS / name)
        return name

    def publish(self, version: Version) -> None:
        """Make a version the one in use, and forget those nobody will ask for."""
        _write(self.folder / VERSIONS / f"{version.key}.json", json.dumps(asdict(version)))
        _write(self.folder / POINTER, version.key)
        self._sweep()

    @contextmanager
    def writing(self, patience: float | None = None) -> Iterator[bool]:
        """One writer at a time, of all processes; False when another has not finished within `patience` seconds."""
        deadline = None if patience is None else time.monotonic() + patience
        for name in (VERSIONS, SEGMENTS):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("w") as file:
            taken = _lock(file, deadline)
            try:
                yield taken
            finally:
                if taken:
                    fcntl.flock(file, fcntl.LOCK_UN)

    def _readable(self, path: Path) -> Version | None:
        try:
            return self.version(path.stem)
        except Gone:
            return None

    def _sweep(self) -> None:
        """Versions of older generations go, then segments that no version names; those being written now are young."""
        paths = sorted((self.folder / VERSIONS).glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        versions = {path: version for path in paths if (version := self._readable(path))}
        bases = list(dict.fromkeys(version.base for version in versions.values()))[:GENERATIONS]
        kept = {name for version in versions.values() if version.base in bases for name in version.segments}
        for path in paths:
            if path not in versions or versions[path].base not in bases:
                path.unlink(missing_ok=True)
        for folder in (self.folder / SEGMENTS).iterdir():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def _lock(file, deadline: float | None) -> bool:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if deadline is None else fcntl.LOCK_NB))
            return True
        except BlockingIOError:
            if deadline is not None and time.monotonic() >= deadline:
                return False
            time.sleep(0.01)


def _write(path: Path, text: str) -> None:
    """At once or not at all."""
    young = path.with_suffix(f".{uuid4().hex[:8]}")
    young.write_text(text)
    os.replace(young, path)


def written(vector: Vectors) -> str:
    return np.asarray(vector, "<f4").tobytes().hex()


def vector(text: str) -> Vectors:
    return np.frombuffer(bytes.fromhex(text), "<f4").astype(np.float32)
