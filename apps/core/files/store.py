"""Contents by hash under MEDIA_ROOT, for this process's eyes only; no web server is pointed there."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "files"


def place(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256


def hold(sha256: str) -> None:
    """Until the transaction ends nobody else adds or sweeps this content."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])


def keep(data: bytes) -> str:
    """Write the content once, whole or not at all; returns its hash. Belongs in the transaction of its row."""
    sha256 = hash_of(data)
    hold(sha256)
    path = place(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return sha256


def opened(sha256: str) -> BinaryIO:
    """The content. Raises FileNotFoundError when it is gone."""
    return place(sha256).open("rb")


def stored() -> Iterator[Path]:
    """Every content there is, and what a killed writer left behind."""
    return folder().glob("??/*") if folder().exists() else iter(())
