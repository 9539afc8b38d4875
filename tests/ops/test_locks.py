"""What is installed is what is written: every pin in its lock, every line with hashes, nobody's address."""

import json
import re

import pytest

from tests.ops.machine import ROOT

PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.M)


def pins(name: str) -> dict[str, str]:
    found = PIN.findall((ROOT / name).read_text())
    return {package.lower().replace("_", "-").replace(".", "-"): version for package, version in found}


@pytest.mark.parametrize(
    ("written", "lock"),
    [
        ("requirements.txt", "requirements.lock"),
        ("requirements.txt", "requirements-dev.lock"),
        ("requirements-dev.txt", "requirements-dev.lock"),
        ("requirements-node.txt", "requirements-node.lock"),
    ],
)
def test_every_direct_pin_is_locked(written, lock):
    assert pins(written).items() - pins(lock).items() == set()
    loose = [line for line in (ROOT / written).read_text().splitlines() if line[:1].isalpha() and "==" not in line]
    assert loose == []


def test_both_locks_agree():
    runtime, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert runtime.items() - dev.items() == set()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-node.lock"])
def test_every_package_has_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text()
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.M)[1:]
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert re.findall(r"https?://|--index|--find-links", text) == []


def test_the_lock_serves_python_3_11_2_too():
    """redis needs async-timeout below 3.11.3; a lock made on a newer patch forgets it."""
    text = (ROOT / "requirements.lock").read_text()
    assert re.search(r"^async-timeout==\S+ ; python_full_version < '3\.11\.3'", text, re.M)


def test_the_npm_lock_matches_and_names_no_registry():
    package = json.loads((ROOT / "package.json").read_text())
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert lock["packages"][""]["dependencies"] == package["dependencies"]
    entries = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in entries.items() if "resolved" in entry or "integrity" not in entry] == []
