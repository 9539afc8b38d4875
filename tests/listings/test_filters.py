"""Filters: each narrows to exactly these rows; what it does not know is a clean error, never a crash."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from apps.demands.filters import DemandFilter
from apps.demands.models import Demand
from apps.listings.kinds import Kind
from apps.resources.filters import ResourceFilter
from apps.resources.models import Resource
from tests.factories.demands import DemandFactory, TalentFactory
from tests.factories.resources import ExpertsFactory, LabFactory, ResourceFactory
from tests.factories.taxonomy import IndustryFactory, ParkFactory, TrackFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def seals():
    return TrackFactory(code="seals", name="密封", industry=IndustryFactory(code="equip", name="高端装备"))


@pytest.fixture
def shelf(lists, seals, dongtan):
    """Four resources that differ in everything the filters ask for."""
    old = timezone.now() - timedelta(days=91)
    details = {"class_code": "010200", "usage": ["own", "sample"], "status": "normal"}
    return {
        "检漏仪": ResourceFactory(title="氦质谱检漏仪", details=details, nodes=[seals], park=ParkFactory(code="fish")),
        "显微镜": ResourceFactory(
            title="扫描显微镜", details={"class_code": "010800", "usage": ["own"]}, checked_at=old
        ),
        "实验室": LabFactory(title="高压舱实验室", details={"level": "city"}, organization=dongtan),
        "团队": ExpertsFactory(title="密封技术团队", details={"cooperation": ["joint"]}, state="draft"),
    }


@pytest.fixture
def dongtan(wang_wei):
    return wang_wei.organization


def found(query, filterset=ResourceFilter, rows=None):
    narrowed = filterset(QueryDict(query), filterset._meta.model.objects.all() if rows is None else rows)
    assert narrowed.errors == {}
    return {listing.title for listing in narrowed.qs}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"氦质谱检漏仪", "扫描显微镜", "高压舱实验室", "密封技术团队"}),
        ("q=检漏", {"氦质谱检漏仪"}),
        ("q=高压 实验", {"高压舱实验室"}),
        ("q=+", {"氦质谱检漏仪", "扫描显微镜", "高压舱实验室", "密封技术团队"}),
        ("kind=instrument", {"氦质谱检漏仪", "扫描显微镜"}),
        ("kind=lab", {"高压舱实验室"}),
        ("node=seals", {"氦质谱检漏仪"}),
        ("node=equip", {"氦质谱检漏仪"}),
        ("node=equip-test", set()),
        ("node=equip-test&node=seals", {"氦质谱检漏仪"}),
        ("park=fish", {"氦质谱检漏仪"}),
        ("park=fish&park=dafeiji", {"氦质谱检漏仪"}),
        ("organization=dongtan", {"高压舱实验室"}),
        ("state=draft", {"密封技术团队"}),
        ("state=draft&state=published", {"氦质谱检漏仪", "扫描显微镜", "高压舱实验室", "密封技术团队"}),
        ("fresh=90", {"氦质谱检漏仪", "高压舱实验室", "密封技术团队"}),
        ("class_code=010200", {"氦质谱检漏仪"}),
        ("class_code=10200", {"氦质谱检漏仪"}),
        ("class_code=显微镜及图象分析仪器", {"扫描显微镜"}),
        ("usage=own", {"氦质谱检漏仪", "扫描显微镜"}),
        ("usage=sample&usage=own", {"氦质谱检漏仪", "扫描显微镜"}),
        ("usage=sample", {"氦质谱检漏仪"}),
        ("status=normal", {"氦质谱检漏仪"}),
        ("level=city", {"高压舱实验室"}),
        ("kind=lab&usage=own", set()),
        ("cooperation=合作研发", {"密封技术团队"}),
        ("usage=&class_code=", {"氦质谱检漏仪", "扫描显微镜", "高压舱实验室", "密封技术团队"}),
        ("unheard_of=1", {"氦质谱检漏仪", "扫描显微镜", "高压舱实验室", "密封技术团队"}),
    ],
)
def test_each_filter_finds_exactly(query, titles, shelf):
    assert found(query) == titles


def test_demands_have_their_own_details(li_na):
    DemandFactory(title="要攻关的难题", details={"approach": "joint", "open_call": True})
    DemandFactory(title="另一道难题", details={"approach": "commission"})
    TalentFactory(title="订单班二十人", details={"mode": "order_class", "degree": "college"})
    assert found("approach=joint", DemandFilter) == {"要攻关的难题"}
    assert found("open_call=true", DemandFilter) == {"要攻关的难题"}
    assert found("open_call=否", DemandFilter) == {"另一道难题"}
    assert found("mode=order_class&degree=college", DemandFilter) == {"订单班二十人"}
    assert found("approach=joint", DemandFilter, Demand.objects.filter(title="另一道难题")) == set()


BAD = [
    ("kind=spaceship", "kind"),
    ("node=nowhere", "node"),
    ("park=atlantis", "park"),
    ("organization=nobody", "organization"),
    ("organization=%00", "organization"),
    ("organization=" + "x" * 41, "organization"),
    ("state=flying", "state"),
    ("fresh=1000", "fresh"),
    ("class_code=999999999999999999999999999999", "class_code"),
    ("class_code=%00", "class_code"),
    ("usage=borrow", "usage"),
    ("usage=" + "&usage=".join(["own"] * 51), "usage"),
    ("q=%00", "q"),
    ("q=" + "长" * 101, "q"),
]


@pytest.mark.parametrize(("query", "field"), BAD)
def test_what_it_does_not_know_is_said_and_not_applied(query, field, shelf):
    narrowed = ResourceFilter(QueryDict(query), Resource.objects.all())
    assert list(narrowed.errors) == [field]
    assert not narrowed.is_valid()
    assert narrowed.qs.count() == 4


def test_the_words_of_an_error_are_the_fields_own(shelf):
    narrowed = ResourceFilter(QueryDict("usage=borrow"), Resource.objects.all())
    assert narrowed.errors["usage"] == ["“使用方式”没有「borrow」这一项，可选：使用预约、送样预约"]


def test_an_organization_one_may_not_know_of_is_unknown(xin_mei, visitor):
    """新来科技 is not verified and has published nothing: the filter must not tell that it exists."""
    DemandFactory(organization=xin_mei.organization, state="draft")
    seen = Demand.objects.visible_to(visitor)
    assert list(DemandFilter(QueryDict("organization=newcomer"), seen).errors) == ["organization"]
    own = Demand.objects.visible_to(xin_mei)
    assert DemandFilter(QueryDict("organization=newcomer"), own).qs.count() == 1


def test_the_details_of_the_chosen_kind_are_offered(shelf):
    narrowed = ResourceFilter(QueryDict("kind=instrument&usage=own"), Resource.objects.all())
    assert [field.name for field in narrowed.detail_fields()] == ["class_code", "usage", "status", "sharing"]
    assert dict(narrowed.form["usage"].field.choices) == {"own": "使用预约", "sample": "送样预约"}
    assert ResourceFilter(QueryDict(""), Resource.objects.all()).detail_fields() == []
    assert ResourceFilter(None, Resource.objects.all()).qs.count() == 4


def test_what_narrows_the_list_is_told_in_words(shelf):
    narrowed = ResourceFilter(QueryDict("q=检漏&kind=instrument&usage=own&usage=sample&park=nowhere"), Resource.objects)
    assert narrowed.described() == "关键词：检漏\n类别：仪器设备\n使用方式：使用预约\n使用方式：送样预约"
    assert [(one.name, one.value) for one in narrowed.active()][-1] == ("usage", "sample")
    assert ResourceFilter(QueryDict(""), Resource.objects.all()).described() == "全部"


def test_a_kind_filed_later_has_its_filters_too(shelf):
    lab = Resource.kinds["lab"]
    late = Kind(
        "late",
        "后来的",
        lab.details,
        {"area": lab.fields["area"], "opens": lab.fields["opens"]},
        filters=("opens", "area"),
    )
    LabFactory(title="会开的实验室", details={"opens": "工作日 9:00", "area": 30})
    Resource.kinds.add(late)
    try:
        Resource.objects.filter(title="会开的实验室").update(kind="late")
        assert found("kind=late&opens=工作日") == {"会开的实验室"}
        assert found("area=30&area=31") == {"会开的实验室"}
    finally:
        Resource.kinds.registry.remove("late")


@pytest.mark.parametrize("query", ["", "kind=instrument&usage=own&node=equip&park=fish&fresh=90"])
def test_a_filtered_list_takes_as_many_queries_at_one_row_as_at_fifty(query, shelf, django_assert_num_queries):
    narrowed = ResourceFilter(QueryDict(query), Resource.objects.all())
    assert narrowed.errors == {}
    with django_assert_num_queries(1):
        list(narrowed.qs)


def test_an_industry_stands_for_all_below_it(shelf):
    other = TrackFactory(code="bio", industry=IndustryFactory(code="bio-med", name="生物医药"))
    ResourceFactory(title="酶标仪一台", nodes=[other])
    assert found("node=bio-med") == {"酶标仪一台"}
    assert found("node=bio-med&node=equip") == {"酶标仪一台", "氦质谱检漏仪"}
