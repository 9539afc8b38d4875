"""A seat in an alliance: asked for or offered, one living seat a house, told to the other side, seen by whom."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from apps.alliances.lifecycle.membership import MEMBERSHIP
from apps.alliances.models import AllianceMember
from apps.alliances.services import office, seats
from apps.core import facts, journal, rules
from apps.core.errors import Conflict, Defects
from apps.notices.models import Notice
from tests import personas
from tests.factories.alliances import AllianceFactory, SeatFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance(sun_centre):
    return AllianceFactory(organization=sun_centre.organization, title="高端装备联盟（演示）")


def told(actor) -> list[str]:
    return list(Notice.objects.filter(user=actor.user).order_by("pk").values_list("text", flat=True))


def test_a_house_asks_and_the_secretariat_says_yes(alliance, li_na, sun_centre, visitor):
    seat = seats.join(alliance=alliance, actor=li_na, reason="做密封件，愿意开放试验台")
    assert told(sun_centre) == ["海陆精工（演示） 申请加入「高端装备联盟（演示）」"]
    assert list(AllianceMember.objects.visible_to(visitor)) == []
    seats.answer(seat=seat, move="approve", actor=sun_centre)
    assert told(li_na) == ["产教融合促进中心（演示）：同意加入「高端装备联盟（演示）」"]
    assert list(AllianceMember.objects.visible_to(visitor)) == [seat]
    assert facts.fact("alliances.members", alliance).value == 1
    states = [entry.after["state"] for entry in journal.of(seat).order_by("pk")]
    assert states == ["requested", "approved"]


def test_a_returned_request_comes_back_with_what_was_added(alliance, li_na, sun_centre):
    seat = seats.join(alliance=alliance, actor=li_na, reason="想加入")
    with pytest.raises(Defects, match="需要写明说明"):
        seats.answer(seat=seat, move="send_back", actor=sun_centre)
    seats.answer(seat=seat, move="send_back", actor=sun_centre, note="写明能开放什么")
    seats.answer(seat=seat, move="resubmit", actor=li_na, note="两台试验台")
    seat.refresh_from_db()
    assert (seat.state, seat.reason) == ("requested", "想加入\n两台试验台")


def test_who_left_may_come_back_by_a_new_seat(alliance, li_na, sun_centre):
    first = seats.join(alliance=alliance, actor=li_na, reason="想加入")
    with pytest.raises(Conflict, match="已有一份在办"):
        seats.join(alliance=alliance, actor=li_na, reason="再申请一次")
    with pytest.raises(Conflict, match="已有一份在办"):
        seats.invite(alliance=alliance, organization=li_na.organization, actor=sun_centre)
    seats.answer(seat=first, move="approve", actor=sun_centre)
    seats.answer(seat=first, move="leave", actor=li_na)
    second = seats.invite(alliance=alliance, organization=li_na.organization, actor=sun_centre, role="vice")
    seats.answer(seat=second, move="accept", actor=li_na)
    assert list(alliance.seats.order_by("pk").values_list("state", "role")) == [
        ("left", "member"),
        ("approved", "vice"),
    ]


def test_one_chain_leader_and_it_is_an_enterprise(alliance, li_na, he_jun, lin_yue, sun_centre):
    leader = seats.invite(alliance=alliance, organization=li_na.organization, actor=sun_centre, role="leader")
    with pytest.raises(Conflict, match="已经有一家链主"):
        seats.invite(alliance=alliance, organization=he_jun.organization, actor=sun_centre, role="leader")
    with pytest.raises(Defects, match="链主只能是企业"):
        seats.invite(alliance=alliance, organization=lin_yue.organization, actor=sun_centre, role="leader")
    other = SeatFactory(alliance=alliance, organization=he_jun.organization)
    with pytest.raises(Conflict, match="已经有一家链主"):
        seats.assign(seat=other, role="leader", actor=sun_centre)
    seats.assign(seat=leader, role="director", actor=sun_centre)
    assert seats.assign(seat=other, role="leader", actor=sun_centre).role == "leader"


@pytest.mark.parametrize("who", ["xin_mei", "shen_mentor", "sun_centre", "chen_committee", "visitor"])
def test_who_cannot_ask_for_a_seat(who, alliance, request):
    with pytest.raises(PermissionDenied):
        seats.join(alliance=alliance, actor=request.getfixturevalue(who), reason="想加入")


def test_no_seat_in_an_alliance_that_is_not_public(li_na, sun_centre):
    draft = AllianceFactory(organization=sun_centre.organization, state="submitted")
    with pytest.raises(PermissionDenied):
        seats.join(alliance=draft, actor=li_na, reason="想加入")
    seat = SeatFactory(alliance=draft, organization=li_na.organization, state="requested")
    with pytest.raises(PermissionDenied):
        seats.answer(seat=seat, move="approve", actor=sun_centre)


def test_what_the_rule_shows_the_query_shows(personas, alliance, li_na, he_jun, lin_yue):
    hidden = AllianceFactory(organization=lin_yue.organization, state="draft")
    for place in (alliance, hidden):
        for state in MEMBERSHIP.by_value:
            SeatFactory(alliance=place, state=state)
        SeatFactory(alliance=place, organization=li_na.organization, state="requested")
        SeatFactory(alliance=place, organization=he_jun.organization)
        SeatFactory(alliance=place, organization=personas["xin_mei"].organization)
    everything = list(AllianceMember.objects.select_related("alliance", "organization"))
    for name, actor in personas.items():
        seen = set(AllianceMember.objects.visible_to(actor).values_list("pk", flat=True))
        assert (name, seen) == (name, {row.pk for row in everything if rules.allowed(actor, "view", row)})


def test_words_to_the_members_reach_members_only(alliance, li_na, he_jun, sun_centre, lin_yue):
    SeatFactory(alliance=alliance, organization=li_na.organization)
    SeatFactory(alliance=alliance, organization=he_jun.organization, state="requested")
    row = office.announce(alliance=alliance, title="十二月碰头会", text="请报名。", actor=sun_centre)
    assert (row.reached, told(li_na), told(he_jun)) == (1, ["「高端装备联盟（演示）」秘书处通知：十二月碰头会"], [])
    assert list(alliance.announcements.visible_to(li_na)) == [row]
    assert list(alliance.announcements.visible_to(he_jun)) == []
    with pytest.raises(PermissionDenied):
        office.announce(alliance=alliance, title="假通知", text="骗人", actor=li_na)


def test_a_secretary_is_of_the_secretariat(alliance, sun_centre, li_na, he_jun):
    SeatFactory(alliance=alliance, organization=li_na.organization)
    with pytest.raises(Defects, match="秘书处单位的在册人员"):
        office.appoint_secretary(alliance=alliance, membership=li_na.membership, actor=sun_centre)
    row = office.appoint_secretary(alliance=alliance, membership=sun_centre.membership, actor=sun_centre, duty="入会")
    assert list(alliance.secretaries.visible_to(li_na)) == [row]
    assert list(alliance.secretaries.visible_to(he_jun)) == []
    assert rules.allowed(li_na, "view_contact", alliance)
    assert not rules.allowed(he_jun, "view_contact", alliance)


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_take_one_seat_and_decide_once():
    """Two colleagues ask together; then two of the secretariat approve together."""
    li_na, zhou_lan, sun = personas.li_na(), personas.zhou_lan(), personas.sun_centre()
    wen = personas.act("文静", "wen.centre", sun.organization, "centre_operator")
    alliance = AllianceFactory(organization=sun.organization)
    asked = together(lambda who: seats.join(alliance=alliance, actor=who, reason="想加入"), [li_na, zhou_lan])
    assert sorted(asked) == ["Conflict", "done"]
    key = alliance.seats.get().pk
    approve = lambda who: seats.answer(seat=AllianceMember.objects.get(pk=key), move="approve", actor=who)  # noqa: E731
    assert sorted(together(approve, [sun, wen])) == ["Conflict", "done"]
    assert alliance.seats.approved().count() == 1


def together(act, people) -> list[str]:
    """Each in a thread and connection of his own; how it ended for each."""
    ends, start = [], Barrier(len(people))

    def one(who):
        try:
            start.wait()
            act(who)
            ends.append("done")
        except Conflict:
            ends.append("Conflict")
        finally:
            connection.close()

    threads = [Thread(target=one, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends
