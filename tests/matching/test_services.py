"""Running one demand: what is suggested, in which words, by which versions, and what becomes of it later."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.models import Grant
from apps.core import journal, lifecycle
from apps.core.errors import Conflict, Defects
from apps.demands.models import Demand
from apps.listings import services as listings
from apps.matching import services
from apps.matching.models import Feedback, Match, MatchRun, WeightVersion
from tests.factories.matching import a_demand, a_resource

pytestmark = pytest.mark.django_db


def suggested(demand):
    """Titles of what is suggested now, best first."""
    return [row.resource.title for row in Match.objects.current().of_demand(demand)]


def test_a_demand_gets_apt_resources_with_facts_of_both_sides(leak, chamber, helium, herbs):
    run = services.match(demand=leak, trigger="submit")
    first, second = Match.objects.of_demand(leak)
    assert {first.resource, second.resource} == {chamber, helium}
    assert (first.rank, second.rank, run.kept, run.considered) == (1, 2, 2, 3)
    by_resource = {row.resource_id: row for row in (first, second)}
    reasons = {reason["feature"]: reason for reason in by_resource[chamber.pk].reasons}
    assert reasons["chain"]["sentence"] == "同在“密封与连接”环节（高端装备）"
    assert reasons["able"]["text"] == (
        "压力或强度够用：需求 60 MPa，资源 90 MPa。"
        "需求：深海密封件在 60 MPa 循环压力下微泄漏 / 资源：高压环境模拟舱最高 90 MPa"
    )
    assert reasons["park"]["demand"] == reasons["park"]["resource"] == "东方芯港"
    assert by_resource[helium.pk].gap_texts == ["不在同一园区：您在东方芯港，对方在生命蓝湾"]
    for row in (first, second):
        assert row.reasons and row.reason_texts == [reason["text"] for reason in row.reasons]
        assert all(reason["demand"] and reason["resource"] for reason in row.reasons)
        assert row.score == pytest.approx(sum(part["part"] for part in row.contributions), abs=0.001)


def test_a_run_keeps_its_versions_and_what_each_filter_left(leak, chamber, helium, herbs):
    run = services.match(demand=leak)
    assert [(step["label"], step["left"]) for step in run.filters] == [
        ("已发布", 3),
        ("类别能回应", 3),
        ("对您开放", 3),
        ("在有效期内", 3),
        ("可以使用", 3),
        ("不是本单位", 3),
    ]
    assert (run.model, run.is_lexical, run.scorer) == ("lexical", True, "bm25-5+head-1+fusion-4+features-3")
    assert (run.weights.kind, run.weights.number, run.weights.is_live) == ("challenge", 1, True)
    leak.refresh_from_db()
    assert leak.last_match_at == run.started_at
    assert MatchRun.objects.last_of(leak) == run


def test_the_same_inputs_and_versions_give_the_same_bytes(leak, chamber, helium, herbs):
    columns = ("resource_id", "rank", "score", "level", "contributions", "reasons", "gaps")
    runs = [services.match(demand=leak) for _ in range(2)]
    rows = list(Match.objects.of_demand(leak).values(*columns))
    services.index.forget()
    again = services.match(demand=Demand.objects.get(pk=leak.pk))
    assert list(Match.objects.of_demand(leak).values(*columns)) == rows
    assert len({run.digest for run in (*runs, again)}) == 1


def test_other_weights_are_another_version(leak, chamber, helium):
    before = services.match(demand=leak)
    live = WeightVersion.objects.get(kind="challenge")
    WeightVersion.objects.filter(pk=live.pk).update(is_live=False)
    WeightVersion.objects.create(kind="challenge", number=2, values=live.values | {"text": 1, "park": 90})
    after = services.match(demand=leak)
    assert (after.weights.number, after.digest == before.digest) == (2, False)
    assert Match.objects.of_demand(leak).first().resource == chamber


def test_a_pair_has_one_row_and_a_suggestion_that_is_gone_is_retired(leak, chamber, helium, lin_yue):
    services.match(demand=leak)
    kept = Match.objects.get(demand=leak, resource=chamber)
    lifecycle.move(helium, "withdraw", actor=lin_yue)
    assert suggested(leak) == [chamber.title]  # at once, before the next run
    services.match(demand=leak)
    assert Match.objects.get(demand=leak, resource=chamber).pk == kept.pk
    assert Match.objects.get(demand=leak, resource=helium).retired_at is not None
    assert suggested(leak) == [chamber.title]


def test_a_draft_is_not_matched(li_na, chamber):
    draft = a_demand(li_na, sent=False)
    with pytest.raises(Conflict, match="送审或发布之后"):
        services.match(demand=draft)
    assert services.match_demand(draft.pk, "submit") is None


def test_an_expired_demand_is_not_matched(leak, chamber):
    Demand.objects.filter(pk=leak.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    assert services.match_demand(leak.pk, "nightly") is None


def test_a_demand_without_resources_has_a_run_and_no_suggestions(leak):
    run = services.match(demand=leak)
    assert (run.considered, run.kept, suggested(leak)) == (0, 0, [])


def test_training_asks_for_subjects_and_room(li_na, lin_yue, tree):
    talent = a_demand(
        li_na, "talent", title="检漏技术员订单班", text="要会氦检与密封件装配的技术员，校内打底后进厂。",
        mode="订单班", headcount=60, majors=["机械工程"], skills=["氦检"],
    )  # fmt: skip
    room = a_resource(lin_yue, title="密封与检漏实训室", text="氦质谱检漏与密封件装配实训，十套工位。", capacity=40)
    services.match(demand=talent)
    row = Match.objects.get(demand=talent)
    reasons = {reason["feature"]: reason["text"] for reason in row.reasons}
    assert row.resource == room
    assert reasons["subjects"] == "技能对得上：氦检。需求：氦检 / 资源：氦质谱检漏"
    assert "一次最多 40 人，您要 60 人，需要分批" in row.gap_texts


def test_one_run_costs_a_fixed_number_of_queries(leak, lin_yue, chamber, helium):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            services.match(demand=Demand.objects.get(pk=leak.pk))
        return len(captured)

    services.match(demand=leak)
    few = queries()
    for number in range(10):
        a_resource(lin_yue, title=f"密封件疲劳试验台{number}", text=f"密封件循环压力与泄漏试验，台位{number}。")
    services.match(demand=leak)
    assert queries() == few


# -- what a suggestion opens


def test_matched_parties_see_each_other_only_once_the_demand_is_public(li_na, lin_yue, wang_wei, tree):
    demand = a_demand(li_na, visibility="matched")
    hidden = a_resource(lin_yue, visibility="matched")
    services.match(demand=demand)
    assert (suggested(demand), Grant.objects.count()) == ([], 0)
    lifecycle.move(demand, "publish", actor=Actor.system())
    services.match(demand=demand)
    services.match(demand=demand)
    assert suggested(demand) == [hidden.title]
    assert list(Demand.objects.visible_to(lin_yue)) == [demand]
    assert list(Demand.objects.visible_to(wang_wei)) == []
    assert [(grant.subject, grant.organization, grant.level) for grant in Grant.objects.order_by("pk")] == [
        (demand, lin_yue.organization, Grant.Level.VIEW),
        (hidden, li_na.organization, Grant.Level.VIEW),
    ]


def test_a_mere_try_opens_nothing(li_na, wang_wei, tree):
    demand = a_demand(li_na, public=True)
    weak = a_resource(wang_wei, visibility="matched", title="密封件展示间", text="陈列各式样品，供参观与教学之用。")
    services.match(demand=demand)
    Match.objects.filter(demand=demand, resource=weak).update(level=1)
    Grant.objects.all().delete()
    services.granting.grant([demand])
    assert Grant.objects.count() == 0


# -- what people say


def test_a_verdict_is_kept_with_what_was_shown(leak, chamber, li_na, zhou_lan):
    services.match(demand=leak)
    match = Match.objects.get(resource=chamber)
    services.judge(match=match, verdict="unsuitable", reason="budget", note=" 太贵 ", actor=li_na)
    said = Feedback.objects.get()
    assert (said.verdict, said.reason, said.note, said.user, said.organization) == (
        "unsuitable", "budget", "太贵", li_na.user, li_na.organization,
    )  # fmt: skip
    assert (said.shown_run, said.shown_rank, said.shown_score) == (match.run_id, match.rank, match.score)
    services.judge(match=match, verdict="suitable", reason="budget", actor=zhou_lan)
    said = Feedback.objects.get()
    assert (said.verdict, said.reason, said.user) == ("suitable", "", zhou_lan.user)
    assert [entry.after["verdict"] for entry in journal.of(match)] == ["suitable", "unsuitable"]


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"verdict": "unsuitable"}, {"reason"}),
        ({"verdict": "unsuitable", "reason": "weather"}, {"reason"}),
        ({"verdict": "maybe"}, {"verdict"}),
        ({"verdict": "suitable", "note": "好" * 201}, {"note"}),
    ],
)
def test_a_verdict_without_its_reason_is_refused(leak, chamber, li_na, said, fields):
    services.match(demand=leak)
    with pytest.raises(Defects) as refused:
        services.judge(match=Match.objects.get(resource=chamber), actor=li_na, **said)
    assert set(refused.value.by_field()) == fields
    assert Feedback.objects.count() == 0


def test_only_those_concerned_judge_and_only_what_is_current(leak, chamber, li_na, he_jun, lin_yue, qian_expert):
    services.match(demand=leak)
    match = Match.objects.get(resource=chamber)
    for actor in (he_jun, lin_yue, qian_expert, Actor.anonymous()):  # the other side is not told before publication
        with pytest.raises(PermissionDenied):
            services.judge(match=match, verdict="suitable", actor=actor)
    match.retired_at = timezone.now()
    with pytest.raises(Conflict, match="请刷新页面"):
        services.judge(match=match, verdict="suitable", actor=li_na)


# -- why not


def test_why_not_names_the_first_hurdle(leak, chamber, helium, li_na, lin_yue, zhao_office):
    def why(resource, actor=li_na):
        return services.why_not(demand=leak, resource=resource, actor=actor)

    services.match(demand=leak)
    assert (why(chamber).name, why(chamber).sentence[:8]) == ("shown", "已在推荐里，排第")
    expired = a_resource(lin_yue, title="停用的模拟舱", valid_until="2020-01-01")
    assert (why(expired).name, why(expired).sentence) == ("valid", "对方的有效期到 2020-01-01 为止，已经过期")
    scrapped = a_resource(lin_yue, "instrument", title="报废的检漏仪", status="报废")
    assert why(scrapped).label == "可以使用"
    draft = a_resource(lin_yue, title="未发布的模拟舱", public=False)
    assert why(draft, zhao_office).sentence == "「未发布的模拟舱」现在是「待审核」，发布后才会推荐"
    with pytest.raises(PermissionDenied):
        why(draft)


def test_why_not_of_what_is_merely_worse(leak, chamber, herbs, li_na):
    services.match(demand=leak)
    assert services.why_not(demand=leak, resource=herbs, actor=li_na).name == "rank"


def test_a_talent_demand_is_not_answered_by_an_instrument(li_na, helium, tree):
    talent = a_demand(li_na, "talent", title="检漏技术员", text="要会氦检的技术员二十名，先学后用。")
    found = services.why_not(demand=talent, resource=helium, actor=li_na)
    assert (found.name, found.sentence) == ("kind", "仪器设备不回应人才培养类需求")


# -- later


def test_scoring_needs_no_clock(leak, chamber):
    early = services.match(demand=leak, today=date(2026, 1, 1))
    late = services.match(demand=leak, today=timezone.localdate() + timedelta(days=400))
    assert early.digest != late.digest
    row = Match.objects.get(demand=leak)
    assert any(gap["feature"] == "freshness" for gap in row.gaps)


def test_changed_text_changes_the_run(leak, chamber, li_na):
    services.match(demand=leak)
    lifecycle.move(leak, "publish", actor=Actor.system())
    changed = {"text": "想要会指导中药材种植的老师，一季两次到田间指导，另需土壤检测。", "title": "中药材种植指导"}
    listings.update(leak, {**leak.values(), **changed}, actor=li_na, version=leak.version)
    services.match(demand=Demand.objects.get(pk=leak.pk))
    assert suggested(leak) == []
