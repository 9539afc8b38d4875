"""Named numbers and public documents of both families: what a tile counts is what its list shows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.core import facts, search
from apps.demands.models import Demand
from apps.listings.search import document
from apps.resources.models import Resource
from tests.factories.demands import DemandFactory
from tests.factories.resources import ExpertsFactory, LabFactory, ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(lin_yue):
    own = {"organization": lin_yue.organization}
    ResourceFactory(title="新近核实的", **own)
    ResourceFactory(title="久未核实的", checked_at=timezone.now() - timedelta(days=91))
    LabFactory(title="只给匹配到的单位看", visibility="matched")
    ExpertsFactory(title="待审核的团队", state="submitted", **own)
    LabFactory(title="已结束的", state="closed")
    DemandFactory(title="一道难题")


@pytest.mark.parametrize(
    ("name", "value", "of_yanshi"),
    [
        ("resources.published", 2, 1),
        ("resources.fresh", 1, 1),
        ("resources.stale", 1, 0),
        ("resources.waiting", 1, 1),
        ("resources.instruments", 2, 1),
        ("resources.labs", 0, 0),
        ("resources.teams", 0, 0),
        ("demands.published", 1, 0),
        ("demands.waiting", 0, 0),
    ],
)
def test_a_number_and_the_rows_behind_it(shelf, lin_yue, name, value, of_yanshi):
    everywhere, own = facts.fact(name), facts.fact(name, lin_yue.organization)
    assert (everywhere.value, everywhere.rows.count(), own.value, own.rows.count()) == (
        value, value, of_yanshi, of_yanshi,
    )  # fmt: skip
    assert (everywhere.unit, everywhere.known) == ("条", True)


def test_only_what_everybody_may_read_is_a_document(shelf):
    found = {one.title: document(one) for model in (Resource, Demand) for one in model.objects.all()}
    assert {title for title, said in found.items() if said} == {"新近核实的", "久未核实的", "一道难题"}
    said = found["新近核实的"]
    assert (said.kind, said.kind_label, said.organization) == ("instrument", "仪器设备", "演示大学（演示）")
    assert said.url == Resource.objects.get(title="新近核实的").get_absolute_url()
    assert not said.body.startswith("新近核实的")


def test_both_families_feed_the_search_box(shelf):
    assert {"resources.resource", "demands.demand"} <= set(search.sources)
    one = Resource.objects.get(title="新近核实的")
    assert search.index("resources.resource", one.pk)
    assert [hit.title for hit in search.find("新近核实")] == ["新近核实的"]
    Resource.objects.filter(pk=one.pk).update(visibility="committee")
    assert not search.index("resources.resource", one.pk)
    assert list(search.find("新近核实")) == []
