"""The official lists where they are at hand."""

import os
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(scope="session")
def reference_dir() -> Path:
    """The folder of official lists; without it a test skips, or fails where REQUIRE_REFERENCE asks for it."""
    folder = Path(settings.REFERENCE_DIR)
    if folder.is_dir():
        return folder
    reason = f"没有参考数据目录 {folder}（REFERENCE_DIR）"
    if os.environ.get("REQUIRE_REFERENCE") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
