"""Fixtures of listings' tests."""

import pytest

from apps.listings import importer
from apps.resources.models import Resource
from apps.taxonomy.models import Industry, InstrumentClass, Node, Park
from tests.listings import sheets


@pytest.fixture
def lists(db):
    """Enough of the official lists for the sheets: four instrument classes, one track, one park."""
    for code, name in sheets.CLASSES.items():
        InstrumentClass.objects.create(code=code, name=name, level="2")
    industry = Industry.objects.create(code="equip", name="高端装备")
    Node.objects.create(code="equip-seal", industry=industry, level="track", name="密封与连接")
    Node.objects.create(code="equip-test", industry=industry, level="track", name="检测与试验")
    Park.objects.create(code="dafeiji", name="大飞机产业园", kind="park")


@pytest.fixture
def receive(lists, lin_yue):
    """Lin Yue brings a sheet of instruments."""

    def bring(content=None, *, name="台账.xlsx", actor=lin_yue, kind="instrument"):
        content = sheets.xlsx() if content is None else content
        return importer.receive(Resource, kind, actor=actor, file_name=name, content=content)

    return bring
