"""A running platform for the tests that hurt it; started once per module, cleared away whatever happened."""

import shutil
import tempfile
from pathlib import Path

import pytest

from tests.ops.machine import Machine


@pytest.fixture(scope="module")
def platform():
    """Short of the demo world: these tests are about processes."""
    var = Path(tempfile.mkdtemp(prefix="lg-up-"))
    machine = Machine(var)
    machine.start("--no-demo")
    yield machine
    machine.stop()
    machine.kill_everything()
    shutil.rmtree(var, ignore_errors=True)
