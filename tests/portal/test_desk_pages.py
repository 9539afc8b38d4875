"""The desk: what waits for whom, numbers that open their rows, and the operators' lists."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Organization
from apps.core import journal
from apps.listings import services
from tests.factories.matching import a_demand, a_resource
from tests.factories.resources import ResourceFactory
from tests.portal.conftest import text_of

pytestmark = pytest.mark.django_db
DESK = reverse("desk")


def todo(page) -> dict[str, int]:
    return {one["todo"].slug: len(one["rows"]) + one["more_count"] for one in page.context["todos"]}


def test_the_owner_finds_returns_and_drafts_and_a_colleague_the_same(browser, li_na, zhou_lan, he_jun, sun_centre):
    a_demand(li_na, sent=False)
    back = a_demand(li_na)
    services.send_back(back, actor=sun_centre, defects=[{"field": "title", "message": "写清对象"}])
    assert todo(browser(li_na).get(DESK)) == todo(browser(zhou_lan).get(DESK)) == {"returned": 1, "draft": 1, "news": 1}
    assert todo(browser(he_jun).get(DESK)) == {}


def test_every_tile_opens_a_list_of_that_length(browser, li_na, lin_yue):
    a_demand(li_na, sent=False)
    a_demand(li_na)
    a_demand(li_na, public=True)
    ResourceFactory(organization=lin_yue.organization, checked_at=timezone.now() - timedelta(days=120))
    ResourceFactory(organization=lin_yue.organization)
    checked = []
    for actor in (li_na, lin_yue):
        client = browser(actor)
        for tile in client.get(DESK).context["tiles"]:
            if tile["label"] != "收到候选":
                assert client.get(tile["url"]).context["total"] == tile["value"], tile
                checked.append(tile["value"])
    assert checked == [1, 1, 1, 2, 0, 0, 1]


def test_a_stale_resource_is_confirmed_from_the_list(browser, lin_yue):
    row = ResourceFactory(organization=lin_yue.organization, checked_at=timezone.now() - timedelta(days=120))
    his = browser(lin_yue)
    assert todo(his.get(DESK)) == {"stale": 1}
    his.post(reverse("resource-confirm", args=[row.pk]), {"next": reverse("desk-resources")})
    assert todo(his.get(DESK)) == {}


def test_many_drafts_are_counted_beyond_those_shown(browser, lin_yue):
    for number in range(6):
        a_resource(lin_yue, title=f"高压舱第{number}号", sent=False, public=False)
    page = browser(lin_yue).get(DESK)
    assert (len(page.context["todos"][0]["rows"]), page.context["todos"][0]["more_count"]) == (4, 2)
    assert "送审还有 2 件" in text_of(page)


def test_own_lists_show_own_rows_only_by_state(browser, li_na, he_jun):
    mine = a_demand(li_na, sent=False)
    a_demand(he_jun, title="别家的密封件泄漏需求")
    page = browser(li_na).get(reverse("desk-demands"))
    assert [row.pk for row in page.context["page"]] == [mine.pk]
    assert browser(li_na).get(reverse("desk-demands"), {"state": "published"}).context["total"] == 0


def test_drafts_are_sent_in_together(browser, lin_yue):
    rows = [a_resource(lin_yue, title=f"高压舱第{n}号", sent=False, public=False) for n in "甲乙"]
    his = browser(lin_yue)
    assert "把选中的送审" in text_of(his.get(reverse("desk-resources")))
    his.post(reverse("resource-batch"), {"move": "submit", "pk": [row.pk for row in rows]})
    assert his.get(reverse("desk-resources"), {"state": "submitted"}).context["total"] == 2


def test_each_operator_reviews_one_side_longest_waiting_first(browser, li_na, lin_yue, sun_centre, zhao_office):
    first, second = a_demand(li_na), a_demand(li_na, title="后来的密封件泄漏需求")
    resource = a_resource(lin_yue, public=False)
    centre, office = browser(sun_centre), browser(zhao_office)
    page = centre.get(reverse("operator-demands"))
    assert [row.pk for row in page.context["page"]] == [first.pk, second.pk]
    assert [row.pk for row in office.get(reverse("operator-resources")).context["page"]] == [resource.pk]
    assert centre.get(reverse("operator-resources")).status_code == 403
    assert office.get(reverse("operator-demands")).status_code == 403


def test_publishing_makes_it_public_at_once(client, browser, li_na, sun_centre):
    demand = a_demand(li_na)
    assert client.get(demand.get_absolute_url()).status_code == 404
    browser(sun_centre).post(reverse("demand-move", args=[demand.pk, "publish"]))
    assert client.get(demand.get_absolute_url()).status_code == 200


def test_an_organization_is_verified_by_its_own_desk(browser, xin_mei, sun_centre, zhao_office):
    code = xin_mei.organization.code
    page = reverse("operator-organization", args=[code])
    assert browser(zhao_office).get(page).status_code == 404
    words = text_of(browser(sun_centre).get(page))
    assert "辛*" in words and "辛梅" not in words.split("办理")[1]
    browser(sun_centre).post(reverse("organization-move", args=[code, "verify"]))
    assert Organization.objects.get(code=code).state == "verified"


def test_a_returned_organization_reads_why_and_sends_itself_in_again(browser, xin_mei, sun_centre):
    code = xin_mei.organization.code
    move = reverse("organization-move", args=[code, "return"])
    assert browser(sun_centre).post(move).status_code == 400
    browser(sun_centre).post(move, {"note": "请补统一社会信用代码"})
    hers = browser(xin_mei)
    assert "请补统一社会信用代码" in text_of(hers.get(reverse("profile")))
    hers.post(reverse("organization-move", args=[code, "resubmit"]))
    assert Organization.objects.get(code=code).state == "registered"


def test_nobody_verifies_himself(browser, xin_mei):
    code = xin_mei.organization.code
    assert browser(xin_mei).post(reverse("organization-move", args=[code, "verify"])).status_code == 403
    assert Organization.objects.get(code=code).state == "registered"


def test_a_contact_is_shown_to_the_desk_against_a_reason_that_is_kept(browser, li_na, sun_centre):
    organization = li_na.organization
    Organization.objects.filter(pk=organization.pk).update(contact_name="周联系", contact_phone="13800001234")
    page, desk = reverse("operator-organization", args=[organization.code]), browser(sun_centre)
    assert "13800001234" not in text_of(desk.get(page))
    assert desk.post(page, {"reason": ""}).status_code == 422
    assert "13800001234" in text_of(desk.post(page, {"reason": "核验资料"}))
    entry = journal.of(organization).filter(verb="reveal_contact").get()
    assert (entry.note, entry.user_name) == ("核验资料", "孙静")


@pytest.mark.parametrize("persona", ["qian_expert", "wu_auditor", "safe_gao", "shen_mentor", "chen_committee"])
def test_every_identity_has_a_desk(browser, request, persona):
    assert browser(request.getfixturevalue(persona)).get(DESK).status_code == 200
