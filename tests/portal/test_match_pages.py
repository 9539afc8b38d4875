"""A demand's suggestions: for its owner at once, for others not before it is public; reasons, and a way to disagree."""

import pytest
from django.urls import reverse

from apps.matching import services
from apps.matching.models import Feedback, Match, MatchRun
from tests.factories.matching import a_demand, a_resource
from tests.portal.conftest import text_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def leak(li_na, lin_yue, words):
    """Li Na's demand, sent in, with a lab of 演示大学 suggested."""
    a_resource(lin_yue)
    demand = a_demand(li_na, budget=20, nodes=["equip-part-seal"])
    services.match(demand=demand, trigger="submit")
    return demand


def page_of(demand):
    return reverse("demand-matches", args=[demand.pk])


def test_the_owner_reads_level_reasons_and_gaps(browser, li_na, leak):
    page = browser(li_na).get(page_of(leak))
    words = text_of(page)
    match = Match.objects.get(demand=leak)
    assert match.get_level_display() in words
    for reason in match.reasons:
        assert reason["sentence"] in words and reason["demand"] in words and reason["resource"] in words
    assert "%" not in words.split("为什么推荐")[1].split("各项得分")[0]  # a level word, never a percentage


@pytest.mark.parametrize(("embedder", "promised"), [("rows", True), ("none", False)])
def test_a_better_run_is_promised_only_where_one_comes(browser, li_na, leak, settings, embedder, promised):
    settings.EMBEDDER = embedder
    assert MatchRun.objects.get().is_lexical
    assert ("准备好会自动重算" in text_of(browser(li_na).get(page_of(leak)))) is promised


@pytest.mark.parametrize("persona", ["visitor", "he_jun", "lin_yue", "shen_mentor"])
def test_nobody_else_finds_the_page_before_it_is_public(browser, leak, request, persona):
    actor = request.getfixturevalue(persona)
    assert browser(actor).get(page_of(leak)).status_code in {302, 403, 404}


@pytest.mark.parametrize("persona", ["sun_centre", "zhao_office", "chen_committee"])
def test_those_who_look_over_demands_see_its_suggestions(browser, request, persona, leak):
    page = browser(request.getfixturevalue(persona)).get(page_of(leak))
    match = Match.objects.get(demand=leak)
    assert match.resource.title in text_of(page)
    judged = reverse("match-feedback", args=[match.pk]) in page.content.decode()
    assert judged is (persona != "chen_committee")  # the committee reads


def test_before_the_first_run_the_page_asks_again_by_itself(browser, li_na, words):
    demand = a_demand(li_na)
    hers = browser(li_na)
    page = hers.get(page_of(demand))
    assert "正在算候选" in text_of(page)
    assert f'hx-get="{page_of(demand)}"' in page.content.decode()
    assert '<noscript><meta http-equiv="refresh"' in page.content.decode()
    services.match(demand=demand, trigger="submit")
    panel = hers.get(page_of(demand), headers=HTMX)
    assert "hx-trigger" not in panel.content.decode().split("ds-stack")[0]
    assert "<html" not in panel.content.decode()


def test_a_draft_says_that_sending_it_in_starts_the_matching(browser, li_na):
    demand = a_demand(li_na, sent=False)
    page = browser(li_na).get(page_of(demand))
    assert "送审后就算候选" in text_of(page)
    assert "hx-get" not in page.content.decode()


def test_saying_it_suits_is_kept_and_shown(browser, li_na, leak):
    match = Match.objects.get(demand=leak)
    foot = browser(li_na).post(reverse("match-feedback", args=[match.pk]), {"verdict": "suitable"}, headers=HTMX)
    assert "记下了：合适" in text_of(foot).replace("记下了 ：", "记下了：")
    row = Feedback.objects.get()
    assert (row.verdict, row.organization, row.shown_rank) == ("suitable", li_na.organization, match.rank)


def test_saying_it_does_not_suit_takes_a_reason_and_works_without_a_script(browser, li_na, leak):
    match = Match.objects.get(demand=leak)
    url = reverse("match-feedback", args=[match.pk])
    hers = browser(li_na)
    assert hers.post(url, {"verdict": "unsuitable"}).status_code == 400
    answer = hers.post(url, {"unsuitable": "budget"})
    assert answer.headers["Location"] == f"{page_of(leak)}#match-{match.pk}"
    assert Feedback.objects.get().reason == "budget"


def test_a_stranger_judges_nothing(browser, he_jun, leak):
    url = reverse("match-feedback", args=[Match.objects.get(demand=leak).pk])
    assert browser(he_jun).post(url, {"verdict": "suitable"}).status_code == 404
    assert Feedback.objects.count() == 0


def test_why_not_names_the_first_hurdle_of_what_was_asked_for(browser, li_na, wang_wei, leak):
    text = "轴向拉压疲劳试验，最大 250 千牛，可配环境箱。"
    own = a_resource(wang_wei, title="疲劳试验机", text=text, valid_until="2020-01-01")
    page = browser(li_na).get(page_of(leak), {"why": own.title})
    assert "在有效期内" in text_of(page)
    assert "没有找到这个名字" in text_of(browser(li_na).get(page_of(leak), {"why": "不存在的东西"}))


@pytest.mark.parametrize("params", [{"kind": "nonsense"}, {"why": "ZY-9999999999"}, {"all": "1"}])
def test_odd_questions_get_a_page(browser, li_na, leak, params):
    assert browser(li_na).get(page_of(leak), params).status_code == 200


def test_the_university_sees_on_its_desk_what_is_public_and_fits(browser, li_na, lin_yue, words):
    resource = a_resource(lin_yue)
    demand = a_demand(li_na, public=True, nodes=["equip-part-seal"])
    hidden = a_demand(li_na, title="还没公开的密封件泄漏需求", nodes=["equip-part-seal"])
    for one in (demand, hidden):
        services.match(demand=one, trigger="submit")
    words = text_of(browser(lin_yue).get(reverse("desk")))
    assert demand.title in words and resource.title in words
    assert hidden.title not in words
