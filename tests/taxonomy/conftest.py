"""The official lists where they are at hand, and the tree as we wrote it."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from apps.taxonomy import services, tree


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


@pytest.fixture
def written_tree(db) -> tree.Tree:
    """The tree of the files, loaded."""
    written = tree.read()
    services.load_tree(tree=written)
    return written
