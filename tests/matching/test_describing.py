"""From rows to facets: details by the names their kinds declare, places and skills out of the prose."""

from decimal import Decimal

import pytest

from apps.matching.scoring import Subject
from apps.matching.services import describing
from apps.matching.services.tree import tree as known
from apps.taxonomy.models import Node, Skill, Term
from tests.factories.matching import a_demand, a_resource

pytestmark = pytest.mark.django_db


def test_a_challenge(li_na, tree):
    given = {"approach": "合作研发", "trl_now": 3, "trl_needed": 6, "budget": "20", "needed_by": "2027-06-01"}
    demand = a_demand(li_na, park="东方芯港", **given)
    facets = describing.of_demand(demand, known())
    assert (facets.trl_now, facets.trl_needed, facets.budget) == (3, 6, Decimal(20))
    assert (facets.ways, facets.park, facets.park_name) == ({"joint": "合作研发"}, "dongfang", "东方芯港")
    assert facets.subjects == (Subject("氦质谱检漏", "氦质谱检漏", "技能", missed=False),)
    assert [(place.code, place.word, place.sure) for place in facets.places] == [("equip-part-seal", "密封件", 0.95)]


@pytest.mark.parametrize("approach", ["", "尚未确定"])
def test_an_open_way_asks_for_none(li_na, tree, approach):
    assert describing.of_demand(a_demand(li_na, approach=approach), known()).ways == {}


def test_people_to_be_trained(li_na, tree):
    demand = a_demand(
        li_na, "talent", title="装配技术员", text="招一批装配技术员，先在校内打底。", headcount=30, majors=["机械工程"],
        skills=["氦检"], mode="订单班",
    )  # fmt: skip
    facets = describing.of_demand(demand, known())
    assert facets.headcount == 30
    assert facets.ways == {"training": "订单班"}
    assert facets.subjects == (
        Subject("机械工程", "机械工程", "专业", missed=False),
        Subject("氦质谱检漏", "氦检", "技能"),
    )


def test_resources_of_three_kinds(lin_yue, tree):
    instrument = a_resource(
        lin_yue, "instrument", price_per_hour=300, disciplines=["机械工程"], training_required=True, status="维修"
    )
    lab = a_resource(lin_yue, capacity=40, standards=["CNAS"])
    experts = a_resource(lin_yue, "experts", cooperation=["合作研发", "技术咨询"])
    by_kind = [describing.of_resource(row, known()) for row in (instrument, lab, experts)]
    assert [facets.kind_label for facets in by_kind] == ["仪器设备", "实验室", "专家团队"]
    assert by_kind[0].price_per_hour == 300
    assert by_kind[0].remarks == ("使用前须参加培训", "目前在维修，开放时间请先确认")
    assert by_kind[0].subjects == (Subject("机械工程", "机械工程", "学科领域"),)
    assert (by_kind[1].capacity, by_kind[1].subjects[0].word) == (40, "CNAS")
    assert by_kind[2].ways == {"joint": "合作研发", "consult": "技术咨询"}
    assert all(facets.trl is None and facets.has_contact for facets in by_kind)
    assert by_kind[1].completeness == round(2 / 7, 4)


def test_a_declared_place_is_sure(lin_yue, tree):
    resource = a_resource(lin_yue, nodes=["齿轮与轴承"])
    (place,) = describing.of_resource(resource, known()).places
    assert (place.code, place.track_name, place.industry_name, place.word, place.sure) == (
        "equip-part-gear", "关键基础件", "高端装备", "", 1.0,
    )  # fmt: skip


def test_places_read_from_a_text_come_best_first(tree):
    places = known().places_in("密封件与密封圈，密封件装在轴承旁", "轴承")
    assert [(place.code, place.word, place.sure) for place in places] == [("equip-part-seal", "密封件", 0.8)]
    assert known().places_in("没有一个说法") == ()


def test_a_word_of_two_nodes_says_less_of_each(tree):
    gear = Node.objects.get(code="equip-part-gear")
    Term.objects.create(node=gear, text="密封件", shared=True)
    places = known().places_in("密封件，密封圈")
    assert [place.code for place in places] == ["equip-part-seal"]


def test_the_tree_is_read_again_when_it_changes(tree):
    before = known()
    assert known() is before
    Skill.objects.create(code="weld", name="焊接", aliases=[])
    assert [subject.word for subject in known().skills_in("焊接与氦检")] == ["焊接", "氦检"]
