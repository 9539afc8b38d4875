"""Creating, saving over one another, sending back once with everything, confirming."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.core import journal, lifecycle, outbox
from apps.core.errors import Defects, Stale
from apps.core.models import SearchDocument
from apps.demands.models import Demand
from apps.listings import services
from apps.listings.models import FormDraft
from apps.resources.models import Resource
from apps.taxonomy.models import Industry, Node, Park

pytestmark = pytest.mark.django_db
WORDS = "密封件在六十兆帕循环压力下微泄漏，现有气泡法测不出来，想要可重复的检测方法。"


@pytest.fixture
def places():
    industry = Industry.objects.create(code="equip", name="高端装备")
    Node.objects.create(code="equip-seal", industry=industry, level="track", name="密封与连接")
    Park.objects.create(code="dongfang", name="东方芯港", kind="park")


def data(**more):
    return {"title": "密封件微泄漏检测", "text": WORDS, "trl_now": "3", "trl_needed": 6, "budget": "20万元"} | more


@pytest.fixture
def demand(li_na, places):
    given = data(nodes=["密封与连接"], park="东方芯港", approach="合作研发")
    return services.create(Demand, "challenge", given, actor=li_na)


def test_a_demand_is_typed_owned_and_findable(demand, li_na):
    demand = Demand.objects.get(pk=demand.pk)
    values = demand.values()
    assert (demand.state, demand.organization, demand.created_by) == ("draft", li_na.organization, li_na.user)
    assert (values["trl_now"], values["trl_needed"], values["budget"], values["approach"]) == (3, 6, 20, "joint")
    assert (values["nodes"], values["park"]) == (["equip-seal"], "dongfang")
    assert (demand.contact_name, demand.contact_email) == ("李娜", "li.na@example.com")
    assert demand.code == f"XQ-{demand.created_at.year}-{demand.pk:05d}"
    assert list(Demand.objects.search("泄漏")) == [demand]
    assert list(Demand.objects.search("不相干")) == []
    assert journal.of(demand).get().verb == "create"


def test_all_defects_come_at_once_and_nothing_is_written(li_na):
    given = {
        "title": "短",
        "text": "",
        "trl_now": "12",
        "budget": "二十",
        "nodes": ["火星"],
        "colour": "red",
        "needed_by": "明年",
    }
    with pytest.raises(Defects) as refused:
        services.create(Demand, "challenge", given, actor=li_na)
    assert set(refused.value.by_field()) == {"title", "text", "trl_now", "budget", "colour", "needed_by"} | (
        {"nodes"} if Node.objects.exists() else set()
    )
    assert Demand.objects.count() == 0


def test_checks_across_fields_run_when_each_is_right(li_na):
    with pytest.raises(Defects) as refused:
        services.create(Demand, "challenge", data(trl_now=6, trl_needed=3), actor=li_na)
    assert refused.value.by_field() == {"trl_needed": ["要达到的成熟度（3）低于现在的（6），请改为 6 或更高"]}


def test_an_unknown_kind_lists_the_known_ones(li_na):
    with pytest.raises(Defects, match="challenge（技术攻关）、talent（人才培养）"):
        services.create(Demand, "instrument", data(), actor=li_na)


def test_a_university_cannot_post_a_demand_nor_a_visitor(lin_yue, visitor):
    for actor in (lin_yue, visitor):
        with pytest.raises(PermissionDenied):
            services.create(Demand, "challenge", data(), actor=actor)


def test_the_second_to_save_keeps_his_text_and_is_told(demand, li_na, zhou_lan):
    services.update(demand, data(title="第一个人改的标题"), actor=li_na, version=1)
    late = Demand.objects.get(pk=demand.pk)
    with pytest.raises(Stale) as told:
        services.update(late, data(title="第二个人改的标题"), actor=zhou_lan, version=1)
    assert told.value.theirs == 2
    demand.refresh_from_db()
    assert demand.title == "第一个人改的标题"


def test_what_changed_is_journalled_without_personal_data(demand, li_na):
    services.update(demand, {"title": "改过的标题文字", "contact_phone": "13900001111"}, actor=li_na, version=1)
    last = journal.of(demand).first()
    assert last.before == {"title": "密封件微泄漏检测", "contact_phone": "***"}
    assert last.after == {"title": "改过的标题文字", "contact_phone": "***"}


def test_saving_nothing_new_writes_no_journal(demand, li_na):
    services.update(demand, {}, actor=li_na, version=1)
    assert journal.of(demand).first().verb == "create"


def test_a_submitted_demand_is_not_edited(demand, li_na):
    lifecycle.move(demand, "submit", actor=li_na)
    with pytest.raises(PermissionDenied):
        services.update(demand, data(), actor=li_na, version=demand.version)


@pytest.mark.parametrize(
    ("change", "state"),
    [({"budget": 30}, "published"), ({"title": "换了一个标题"}, "submitted"), ({"visibility": "matched"}, "submitted")],
)
def test_changed_prose_of_a_published_demand_is_looked_at_again(change, state, demand, li_na, sun_centre):
    lifecycle.move(demand, "submit", actor=li_na)
    lifecycle.move(demand, "publish", actor=sun_centre)
    services.update(demand, change, actor=li_na, version=demand.version)
    demand.refresh_from_db()
    assert demand.state == state


def test_one_return_lists_everything_and_the_resubmission_shows_what_changed(demand, li_na, sun_centre):
    lifecycle.move(demand, "submit", actor=li_na)
    wanted = [{"field": "text", "message": "请写明尺寸"}, {"field": "goal", "message": "请给出允许泄漏率"}]
    services.send_back(demand, actor=sun_centre, defects=wanted, note="其余都好")
    demand.refresh_from_db()
    assert (demand.state, demand.defects) == ("returned", wanted)
    assert journal.of(demand).first().note == "说明：请写明尺寸；预期目标：请给出允许泄漏率；其余都好"
    services.update(demand, {"goal": "漏率低于 5×10⁻⁹ Pa·m³/s"}, actor=li_na, version=demand.version)
    assert services.changes_since_return(demand) == [("预期目标", "", "漏率低于 5×10⁻⁹ Pa·m³/s")]


@pytest.mark.parametrize(
    "defects", [[], [{"field": "text", "message": " "}], [{"field": "colour", "message": "不好看"}]]
)
def test_a_return_that_says_nothing_is_refused(defects, demand, li_na, sun_centre):
    lifecycle.move(demand, "submit", actor=li_na)
    with pytest.raises(Defects):
        services.send_back(demand, actor=sun_centre, defects=defects)
    demand.refresh_from_db()
    assert demand.state == "submitted"


def test_a_stranger_cannot_send_back_nor_leave_his_words(demand, li_na, he_jun):
    lifecycle.move(demand, "submit", actor=li_na)
    with pytest.raises(PermissionDenied):
        services.send_back(demand, actor=he_jun, defects=[{"field": "text", "message": "随便写"}])
    assert Demand.objects.get(pk=demand.pk).defects == []


def test_confirming_starts_the_freshness_clock_anew(lin_yue, wang_wei):
    lab = services.create(Resource, "lab", {"title": "高压环境实验室", "text": WORDS}, actor=lin_yue)
    Resource.objects.filter(pk=lab.pk).update(checked_at="2026-01-01T00:00:00+08:00")
    lab.refresh_from_db()
    assert lab.is_stale
    with pytest.raises(PermissionDenied):
        services.confirm(lab, actor=wang_wei)
    assert not services.confirm(lab, actor=lin_yue).is_stale
    assert journal.of(lab).first().verb == "confirm"


def test_one_external_number_once_per_organization(lin_yue, wang_wei):
    given = {"title": "高压环境实验室", "text": WORDS, "external_id": "A-1"}
    services.create(Resource, "lab", given, actor=lin_yue)
    services.create(Resource, "lab", given, actor=wang_wei)
    with pytest.raises(Defects, match="本单位已有一条编号相同的条目"):
        services.create(Resource, "lab", given, actor=lin_yue)


def test_one_s_own_rows_and_what_is_known_of_nobody(demand, li_na, he_jun, visitor, machine):
    assert [list(Demand.objects.owned_by(actor)) for actor in (li_na, he_jun, visitor)] == [[demand], [], []]
    assert (services.contact_of(machine), services.contact_of(visitor)) == ({}, {})


def test_only_public_rows_reach_the_search_table(demand, li_na, sun_centre):
    lifecycle.move(demand, "submit", actor=li_na)
    outbox.drain()
    assert SearchDocument.objects.count() == 0
    lifecycle.move(demand, "publish", actor=sun_centre)
    outbox.drain()
    assert [doc.title for doc in SearchDocument.objects.all()] == ["密封件微泄漏检测"]
    services.update(demand, {"visibility": "matched"}, actor=li_na, version=demand.version)
    outbox.drain()
    assert SearchDocument.objects.count() == 0


def test_words_that_were_typed_and_left_are_forgotten_after_thirty_days(li_na, zhou_lan):
    kept = [FormDraft.objects.create(user=who.user, key="draft:demand:new") for who in (li_na, zhou_lan)]
    FormDraft.objects.filter(pk=kept[0].pk).update(saved_at=timezone.now() - timedelta(days=30, minutes=1))
    FormDraft.objects.filter(pk=kept[1].pk).update(saved_at=timezone.now() - timedelta(days=29, hours=23))
    assert services.forget_drafts() == 1
    assert list(FormDraft.objects.all()) == [kept[1]]
