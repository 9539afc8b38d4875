"""Surveys: one answer of each organization, counted for who asked, and one tap from an answer to a demand."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import Organization
from apps.alliances import asking
from apps.alliances.models import AllianceMember, Answer, Survey
from apps.alliances.services import surveying
from apps.alliances.services.surveying import Sheet
from apps.core import lifecycle, rules
from apps.core.errors import Conflict, Defects
from apps.core.tabular import read
from apps.demands.models import Demand
from apps.notices.models import Notice
from tests.factories.alliances import AllianceFactory
from tests.factories.listings import WORDS
from tests.personas import client_of

pytestmark = pytest.mark.django_db
QUESTIONS = (
    ("single", "最缺哪类人才", ("工程师", "技师", "研究人员")),
    ("multiple", "想用哪些资源", ("实验室", "仪器", "教师")),
    ("text", "卡在哪一步", ()),
    ("number", "一年要几人", ()),
    ("scale", "对平台满意吗", ()),
)


@pytest.fixture
def survey(sun_centre) -> Survey:
    """Of the centre, to everybody, five questions, the third one required."""
    sheet = Sheet(
        "演示人才与技术需求调研", timezone.localdate(), timezone.localdate() + timedelta(days=9), "十分钟答完"
    )
    row = surveying.draft(sheet, actor=sun_centre)
    for sort, text, options in QUESTIONS:
        must = text == "卡在哪一步"
        surveying.add_question(row, sort=sort, text=text, options=options, required=must, actor=sun_centre)
    return lifecycle.move(row, "publish", actor=sun_centre)


def sent(survey, *given) -> dict[int, list[str]]:
    return {one.pk: list(said) for one, said in zip(survey.questions.all(), given, strict=True)}


def reply(survey, actor, *given, day=None):
    return surveying.answer(survey, sent(survey, *given), actor=actor, today=day or timezone.localdate())


WHOLE = (["0"], ["0", "2"], [WORDS], ["12"], ["4"])


def test_an_organization_answers_once_and_may_change_it(survey, li_na, zhou_lan, lin_yue):
    first = reply(survey, li_na, *WHOLE)
    again = reply(survey, zhou_lan, ["1"], [], [WORDS], [""], ["5"])
    reply(survey, lin_yue, ["1"], ["0"], ["缺师资"], [], [])
    assert (first, Answer.objects.count()) == (again, 2)
    results = {one.question.text: one for one in surveying.results(survey)}
    assert results["最缺哪类人才"].counts == [("工程师", 0), ("技师", 2), ("研究人员", 0)]
    assert results["想用哪些资源"].counts == [("实验室", 1), ("仪器", 0), ("教师", 0)]
    assert (results["对平台满意吗"].counts[4], results["对平台满意吗"].mean) == (("5 分", 1), 5.0)
    assert [who for who, _ in results["卡在哪一步"].said] == [li_na.organization.name, lin_yue.organization.name]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((["7"], [], [WORDS], [], []), "请从选项里选"),
        ((["0", "1"], [], [WORDS], [], []), "只能选一项"),
        (([], [], [""], [], []), "必答"),
        (([], [], [WORDS], ["很多"], []), "应为数字"),
        (([], [], [WORDS], [], ["6"]), "请选 1 到 5"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_kept(survey, li_na, given, words):
    with pytest.raises(Defects, match=words):
        reply(survey, li_na, *given)
    assert not Answer.objects.exists()


def test_it_is_answered_between_its_days_only(survey, li_na, sun_centre):
    for day in (timezone.localdate() - timedelta(days=1), timezone.localdate() + timedelta(days=10)):
        with pytest.raises(Conflict, match="收答卷"):
            reply(survey, li_na, *WHOLE, day=day)
    lifecycle.move(survey, "end", actor=sun_centre)
    with pytest.raises(Conflict, match="收答卷"):
        reply(survey, li_na, *WHOLE)


def test_an_enterprise_asks_its_alliance_not_everybody(li_na, sun_centre):
    mine = surveying.draft(Sheet("演示调研", timezone.localdate(), timezone.localdate()), actor=li_na)
    with pytest.raises(PermissionDenied):
        lifecycle.move(mine, "publish", actor=li_na)
    empty = surveying.draft(Sheet("演示调研", timezone.localdate(), timezone.localdate()), actor=sun_centre)
    with pytest.raises(Conflict, match="还没有题目"):
        lifecycle.move(empty, "publish", actor=sun_centre)


def test_members_of_the_alliance_answer_and_nobody_else_knows(li_na, lin_yue, he_jun):
    alliance = AllianceFactory(organization=li_na.organization)
    AllianceMember.objects.create(alliance=alliance, organization=lin_yue.organization, state="approved")
    AllianceMember.objects.create(alliance=alliance, organization=he_jun.organization, state="requested")
    survey = surveying.draft(
        Sheet("演示联盟调研", timezone.localdate(), timezone.localdate(), alliance=alliance), actor=li_na
    )
    surveying.add_question(survey, sort="text", text="缺什么", options=(), required=True, actor=li_na)
    lifecycle.move(survey, "publish", actor=li_na)
    assert reply(survey, lin_yue, ["缺师资"]).organization == lin_yue.organization
    with pytest.raises(PermissionDenied):
        reply(survey, he_jun, ["缺人"])
    assert [list(Survey.objects.visible_to(actor)) for actor in (lin_yue, he_jun)] == [[survey], []]
    assert set(Notice.objects.filter(topic="surveys").values_list("user", flat=True)) == {lin_yue.user_id}


def test_those_who_are_asked_hear_of_it(survey, li_na, lin_yue):
    Notice.objects.all().delete()
    surveying.invite(survey, None)
    told = set(Notice.objects.filter(topic="surveys").values_list("user", flat=True))
    assert told >= {li_na.user_id, lin_yue.user_id}
    assert Organization.objects.public().count() >= 2


def test_one_tap_from_an_answer_to_a_demand(survey, li_na, he_jun, sun_centre):
    row = reply(survey, li_na, *WHOLE)
    assert client_of(he_jun).post(f"/answers/{row.pk}/demand/").status_code == 404
    browser = client_of(li_na)
    assert browser.post(f"/answers/{row.pk}/demand/").url == "/demands/new/"
    page = browser.get("/demands/new/")
    assert ("来自调研答卷：演示人才与技术需求调研" in page.content.decode(), WORDS in page.content.decode()) == (
        True,
        True,
    )
    posted = {"kind": "challenge", "title": "密封件微泄漏检测", "text": WORDS, "visibility": "public"}
    assert browser.post("/demands/new/", posted).status_code == 302
    demand, row = Demand.objects.get(), Answer.objects.get()
    assert (row.demand_id, row.demand_code) == (demand.pk, demand.code)
    assert demand.code in client_of(sun_centre).get(f"/surveys/{survey.pk}/results/").content.decode()


def test_the_asker_asks_for_a_demand(survey, li_na, sun_centre):
    row = reply(survey, li_na, *WHOLE)
    client_of(sun_centre).post(f"/answers/{row.pk}/ask/")
    assert "转成需求" in Notice.objects.filter(user=li_na.user, topic="surveys").first().text
    surveying.note_demand(row, demand_id=1, demand_code="XQ-1", actor=li_na)
    row.refresh_from_db()
    with pytest.raises(Conflict, match="XQ-1"):
        surveying.ask_for_demand(row, actor=sun_centre)


def test_it_is_built_answered_and_exported_on_pages(sun_centre, lin_yue):
    asker, browser = client_of(sun_centre), client_of(lin_yue)
    days = {"opens": timezone.localdate().isoformat(), "closes": (timezone.localdate() + timedelta(days=3)).isoformat()}
    asker.post("/surveys/new/", {"title": "演示页面调研", **days})
    survey = Survey.objects.get()
    url = f"/surveys/{survey.pk}/"
    refused = asker.post(f"{url}edit/", {"sort": "single", "text": "选哪个", "options": "只有一个"})
    assert (refused.status_code, "一行一个" in refused.content.decode()) == (422, True)
    asker.post(f"{url}edit/", {"sort": "single", "text": "选哪个", "options": "甲\n乙", "required": "on"})
    asker.post(f"{url}edit/", {"sort": "text", "text": "多余的一题"})
    asker.post(f"{url}questions/{survey.questions.last().pk}/drop/")
    assert browser.get(url).status_code == 404
    asker.post(f"{url}moves/publish/")
    name = f"q{survey.questions.get().pk}"
    assert "必答" in browser.post(url, {}).content.decode()
    assert browser.post(url, {name: "1"}).status_code == 302
    assert "本单位已答" in browser.get("/surveys/").content.decode()
    sheet = read(asker.get(f"{url}results/export/").content, "a.xlsx").main
    assert [list(one.cells)[2] for one in sheet.rows] == ["乙"]
    assert browser.get(f"{url}results/").status_code == 403


def test_rule_and_query_are_twins(survey, li_na, request):
    draft = surveying.draft(Sheet("演示调研", timezone.localdate(), timezone.localdate()), actor=li_na)
    reply(survey, li_na, *WHOLE)
    for name in ("visitor", "li_na", "zhou_lan", "he_jun", "lin_yue", "sun_centre", "chen_committee", "wu_auditor"):
        actor = request.getfixturevalue(name)
        for model in (Survey, Answer):
            seen = set(model.objects.visible_to(actor))
            assert seen == {one for one in model.objects.all() if rules.allowed(actor, "view", one)}, (name, model)
        assert (draft in Survey.objects.visible_to(actor)) == (name in {"li_na", "zhou_lan"})


def test_pages_cost_the_same_for_one_answer_and_for_many(survey, sun_centre, li_na, he_jun, lin_yue, wang_wei):
    asker, browser = client_of(sun_centre), client_of(li_na)
    urls = {f"/surveys/{survey.pk}/results/": asker, "/surveys/": asker, f"/surveys/{survey.pk}/": browser}

    def costs() -> dict[str, int]:
        found = {}
        for url, client in urls.items():
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            found[url] = len(captured)
        return found

    reply(survey, li_na, *WHOLE)
    one = costs()
    for actor in (he_jun, lin_yue, wang_wei):
        reply(survey, actor, *WHOLE)
    assert costs() == one
    assert max(one.values()) <= 12


def test_a_scale_without_answers_counts_nothing():
    assert asking.tally([], ()) == [("1 分", 0), ("2 分", 0), ("3 分", 0), ("4 分", 0), ("5 分", 0)]
