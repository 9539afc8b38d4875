"""The demo world entered once for a whole module, and the official lists where they are at hand."""

import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from apps.matching.services import index


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


def demo() -> str:
    """Run the command; what it printed."""
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def entered(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """The world, entered once; each test works in a transaction inside this one, which leaves nothing behind."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(settings, "VAR_DIR", tmp_path_factory.mktemp("var"))
        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        with transaction.atomic():
            yield demo()
            transaction.set_rollback(True)
        index.forget()
