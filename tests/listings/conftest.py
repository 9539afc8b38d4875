"""Fixtures of listings' tests."""

import pytest

from apps.listings import importer
from apps.resources.models import Resource
from tests.listings import sheets
from tests.listings.lists import lists  # noqa: F401


@pytest.fixture
def receive(lists, lin_yue):  # noqa: F811
    """Lin Yue brings a sheet of instruments."""

    def bring(content=None, *, name="台账.xlsx", actor=lin_yue, kind="instrument"):
        content = sheets.xlsx() if content is None else content
        return importer.receive(Resource, kind, actor=actor, file_name=name, content=content)

    return bring
