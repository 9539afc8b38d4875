"""`var/run.json`: how a command in another shell finds the servers `scripts/up` started."""

import json
import os
from pathlib import Path


def path_in(var: Path) -> Path:
    return var / "run.json"


def write(var: Path, **facts) -> None:
    """Atomic and private: the addresses in it open the database without a password."""
    target, fresh = path_in(var), path_in(var).with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump({"pid": os.getpid(), "born": born(os.getpid()), **facts}, file, indent=1)
    fresh.replace(target)


def left(var: Path) -> dict:
    """What the last start wrote, whether or not it still runs."""
    try:
        return json.loads(path_in(var).read_text())
    except (OSError, ValueError):
        return {}


def found(var: Path) -> dict:
    """The same, only while the process that wrote it lives."""
    facts = left(var)
    return facts if facts and born(facts.get("pid", 0)) == facts.get("born") else {}


def born(pid: int) -> str | None:
    """A living process's start time in ticks; with the number it tells a process from a later one of the same number.

    None for one that ended, also when its parent has not taken note: inside many containers nobody ever does.
    """
    try:
        state, *others = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):
        return None
    return None if state in "ZX" else others[18]
