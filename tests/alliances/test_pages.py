"""The pages of an alliance: asking, the queue with its ticks, what each reader finds, and what a page costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.alliances.models import AllianceMember
from apps.alliances.services import office, shelf
from tests.factories.accounts import EnterpriseOrganizationFactory
from tests.factories.alliances import AllianceFactory, SeatFactory
from tests.factories.resources import ResourceFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db
MOST = 12


@pytest.fixture
def alliance(sun_centre):
    before = timezone.now() - timedelta(days=1)
    return AllianceFactory(organization=sun_centre.organization, title="高端装备联盟（演示）", state_at=before)


def cost(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_house_asks_and_is_approved_from_the_queue(alliance, li_na, he_jun, sun_centre, visitor):
    page = reverse("alliance-join", args=[alliance.pk])
    assert client_of(li_na).post(page, {"reason": ""}).status_code == 422
    for who in (li_na, he_jun):
        assert client_of(who).post(page, {"reason": "开放试验台"}).headers["Location"] == reverse("desk-seats")
    again = client_of(li_na).post(page, {"reason": "再来一次"})
    assert (again.status_code, "已有一份在办" in again.content.decode()) == (422, True)
    staff, queue = client_of(sun_centre), reverse("alliance-members", args=[alliance.pk])
    assert [seat.organization.code for seat in staff.get(queue).context["queue"]] == ["hailu", "lanhai"]
    keys = [str(seat.pk) for seat in AllianceMember.objects.all()]
    staff.post(reverse("alliancemember-batch"), {"move": "approve", "pk": keys, "next": queue})
    shown = client_of(visitor).get(alliance.get_absolute_url())
    assert [seat.organization.code for seat in shown.context["members"]] == ["hailu", "lanhai"]


def test_the_batch_leaves_what_is_not_ones_own(alliance, li_na, he_jun):
    seat = SeatFactory(alliance=alliance, organization=he_jun.organization, state="requested")
    client_of(li_na).post(reverse("alliancemember-batch"), {"move": "approve", "pk": [str(seat.pk)]})
    seat.refresh_from_db()
    assert seat.state == "requested"


def test_the_office_invites_gives_roles_and_names_its_people(alliance, li_na, sun_centre):
    staff, members = client_of(sun_centre), reverse("alliance-members", args=[alliance.pk])
    wanted = {"organization": "hailu", "role": "leader", "reason": ""}
    assert staff.post(reverse("alliance-invite", args=[alliance.pk]), wanted).headers["Location"] == members
    seat = alliance.seats.get()
    client_of(li_na).post(reverse("alliancemember-move", args=[seat.pk, "accept"]))
    staff.post(reverse("alliancemember-role", args=[seat.pk]), {"role": "vice"})
    person = {"membership": sun_centre.membership.pk, "duty": "入会"}
    staff.post(reverse("alliance-secretary", args=[alliance.pk]), person)
    seat.refresh_from_db()
    assert (seat.state, seat.role, alliance.secretaries.count()) == ("approved", "vice", 1)


def test_inside_and_outside_read_different_pages(alliance, li_na, he_jun, sun_centre):
    SeatFactory(alliance=alliance, organization=li_na.organization)
    office.announce(alliance=alliance, title="十二月碰头会", text="请带上清单。", actor=sun_centre)
    texts = {who: client_of(who).get(alliance.get_absolute_url()).content.decode() for who in (li_na, he_jun)}
    assert ["十二月碰头会" in text for text in texts.values()] == [True, False]


def test_a_withdrawn_resource_leaves_the_page(alliance, lin_yue, visitor):
    SeatFactory(alliance=alliance, organization=lin_yue.organization)
    lab = ResourceFactory(organization=lin_yue.organization, title="高压环境实验室（演示）")
    given = {"resource": lab.pk, "terms": "成员机时八折"}
    client_of(lin_yue).post(reverse("alliance-share", args=[alliance.pk]), given)
    assert "成员机时八折" in client_of(visitor).get(alliance.get_absolute_url()).content.decode()
    client_of(lin_yue).post(reverse("resource-move", args=[lab.pk, "withdraw"]))
    assert "成员机时八折" not in client_of(visitor).get(alliance.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["visitor", "lin_yue", "sun_centre"])
def test_pages_cost_the_same_for_one_and_for_thirty(who, alliance, lin_yue, request):
    client = client_of(request.getfixturevalue(who))
    SeatFactory(alliance=alliance, organization=lin_yue.organization)
    urls = [alliance.get_absolute_url(), reverse("alliance-members", args=[alliance.pk]), reverse("alliances")]
    urls += [reverse("desk-seats")] if who != "visitor" else []
    few(alliance, lin_yue)
    one = {url: cost(client, url) for url in urls}
    for _ in range(15):
        few(alliance, lin_yue)
    assert {url: cost(client, url) for url in urls} == one
    assert {url: count for url, count in one.items() if count > MOST} == {}


def few(alliance, lender) -> None:
    """One more alliance, member, request and thing on the shelf."""
    SeatFactory(alliance=alliance, state="requested")
    SeatFactory(alliance=alliance, organization=EnterpriseOrganizationFactory())
    SeatFactory(alliance=AllianceFactory(organization=alliance.organization), organization=lender.organization)
    shelf.share(alliance=alliance, listing=ResourceFactory(organization=lender.organization), actor=lender)
