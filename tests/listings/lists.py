"""Enough of the official lists for sheets and odd rows."""

import pytest

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
