"""Places at an event: never more than the cap, none empty while somebody waits, everybody told once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.alliances.models import Event, Registration
from apps.alliances.services import checking_in, registering, reminding
from apps.core import facts, lifecycle, rules
from apps.core.errors import Conflict, Defects
from apps.listings import services as listings
from apps.notices.models import Notice
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def come(event, actor, now=None):
    return registering.register(event, actor=actor, now=now or timezone.now())


def told(actor, about=None) -> list[str]:
    rows = Notice.objects.filter(user=actor.user, topic="events").order_by("pk")
    return list(rows.values_list("text", flat=True))


def states(event) -> list[str]:
    return list(event.registrations.order_by("pk").values_list("state", flat=True))


def test_the_third_of_two_waits_and_is_told_his_place(event, he_jun, lin_yue, wang_wei):
    rows = [come(event, actor) for actor in (he_jun, lin_yue, wang_wei)]
    assert [row.state for row in rows] == ["seated", "seated", "waiting"]
    assert (rows[2].place, rows[0].place) == (1, None)
    assert "您已报名「演示论坛」" in told(he_jun)[0]
    assert "候补第 1 位" in told(wang_wei)[0]
    assert rows[0].organization == he_jun.organization


def test_a_place_given_back_goes_to_the_first_who_waits(event, he_jun, lin_yue, wang_wei, gu_feng):
    first, _, third, fourth = [come(event, actor) for actor in (he_jun, lin_yue, wang_wei, gu_feng)]
    registering.step(first, "cancel", actor=he_jun, now=timezone.now())
    assert states(event) == ["cancelled", "seated", "seated", "waiting"]
    assert told(wang_wei)[1:] == ["「演示论坛」有了席位，您已由候补转为报名成功"]
    fourth.refresh_from_db()
    assert fourth.place == 1
    assert come(event, he_jun).place == 2  # he starts again, behind


def test_raising_the_cap_seats_as_many_and_lowering_it_takes_none(event, li_na, he_jun, lin_yue, wang_wei, gu_feng):
    for actor in (he_jun, lin_yue, wang_wei, gu_feng):
        come(event, actor)
    listings.update(event, {"cap": "3"}, actor=li_na, version=event.version)
    assert states(event) == ["seated", "seated", "seated", "waiting"]
    with pytest.raises(Defects, match="已有 3 人报名成功，人数上限不能少于 3"), transaction.atomic():
        listings.update(event, {"cap": "2"}, actor=li_na, version=event.version)
    event.refresh_from_db()
    listings.update(event, {"cap": ""}, actor=li_na, version=event.version)
    assert (states(event), event.cap) == (["seated"] * 4, None)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"starts": timedelta(minutes=-1)}, "已经开始"),
        ({"closes": timedelta(minutes=-1)}, "截止"),
        ({"state": "closed"}, "已经取消"),
        ({"state": "submitted"}, "正在审核"),
    ],
)
def test_what_is_not_open_says_why(event, li_na, changed, words):
    values = {
        name: timezone.now() + value if isinstance(value, timedelta) else value for name, value in changed.items()
    }
    Event.objects.filter(pk=event.pk).update(**values)
    with pytest.raises(Conflict, match=words):
        come(event, li_na)
    assert not event.registrations.exists()


def test_nobody_stands_twice_whatever_the_service_overlooks(event, he_jun):
    come(event, he_jun)
    with pytest.raises(Conflict, match="已经报过名"):
        come(event, he_jun)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(event=event, user=he_jun.user)
    assert event.registrations.count() == 1


def test_a_visitor_and_a_stranger_are_refused(event, visitor, he_jun, lin_yue):
    with pytest.raises(PermissionDenied):
        come(event, visitor)
    row = come(event, he_jun)
    for name in ("cancel", "remove", "check_in"):
        with pytest.raises(PermissionDenied):
            registering.step(row, name, actor=lin_yue, now=timezone.now(), note="随便")


def test_the_organizer_removes_with_a_word(event, li_na, he_jun):
    row = come(event, he_jun)
    with pytest.raises(Defects):
        registering.step(row, "remove", actor=li_na, now=timezone.now())
    row = registering.step(row, "remove", actor=li_na, now=timezone.now(), note="名额留给参赛队")
    assert (row.state, row.note) == ("removed", "名额留给参赛队")
    assert told(he_jun)[-1] == "「演示论坛」的报名：已移出：名额留给参赛队"


def test_calling_off_tells_everybody_and_ends_every_place(event, li_na, he_jun, lin_yue, wang_wei):
    for actor in (he_jun, lin_yue, wang_wei):
        come(event, actor)
    with pytest.raises(Defects):
        lifecycle.move(event, "cancel", actor=li_na)
    lifecycle.move(Event.objects.get(pk=event.pk), "cancel", actor=li_na, note="场地检修")
    assert states(event) == ["called_off"] * 3
    assert {told(actor)[-1] for actor in (he_jun, lin_yue, wang_wei)} == {"活动「演示论坛」已取消：场地检修"}


def test_what_people_count_on_is_not_taken_back_in_silence(event, li_na, he_jun):
    come(event, he_jun)
    Event.objects.filter(pk=event.pk).update(state="returned")
    with pytest.raises(Conflict, match="已经有人报名"):
        lifecycle.move(Event.objects.get(pk=event.pk), "withdraw", actor=li_na)


def test_a_new_time_is_told_to_those_who_come(event, li_na, he_jun):
    come(event, he_jun)
    event.refresh_from_db()
    later = event.starts + timedelta(days=1)
    given = {"starts": later, "ends": later + timedelta(hours=2)}
    listings.update(event, given, actor=li_na, version=event.version)
    assert "时间或地点有变动" in told(he_jun)[-1]
    with pytest.raises(Conflict, match="还缺地点"), transaction.atomic():
        listings.update(event, {"place": ""}, actor=li_na, version=event.version)


# The door


@pytest.fixture
def today(li_na):
    """An event that began an hour ago, for two."""
    return EventFactory(organization=li_na.organization, cap=2, starts=timezone.now() - timedelta(hours=1))


def test_a_ticket_is_checked_in_once_and_says_when(today, li_na, he_jun):
    row = RegistrationFactory(event=today, user=he_jun.user)
    found = checking_in.find(today, f" {row.code_shown.lower()} ")
    came = checking_in.check_in(found, actor=li_na, now=timezone.now())
    assert came.state == "attended"
    when = timezone.localtime(came.state_at)
    with pytest.raises(Conflict, match=f"已于 {when.year}年{when.month}月{when.day}日 {when:%H:%M} 签到过"):
        checking_in.check_in(row, actor=li_na, now=timezone.now())
    assert facts.fact("alliances.attendance", li_na.organization).value == 1
    assert facts.fact("alliances.attendance", he_jun.organization).value == 0


@pytest.mark.parametrize(
    ("state", "words"), [("waiting", "还在候补"), ("cancelled", "已取消报名"), ("removed", "已移出")]
)
def test_a_ticket_without_a_seat_is_refused_with_the_reason(today, li_na, state, words):
    row = RegistrationFactory(event=today, state=state)
    with pytest.raises(Conflict, match=words):
        checking_in.check_in(row, actor=li_na, now=timezone.now())


def test_the_door_opens_on_the_day_and_shuts_a_day_after(today, event, li_na):
    early, late = RegistrationFactory(event=event), RegistrationFactory(event=today)
    with pytest.raises(Conflict, match="起可以签到"):
        checking_in.check_in(early, actor=li_na, now=timezone.now())
    with pytest.raises(Conflict, match="超过一天"):
        checking_in.check_in(late, actor=li_na, now=today.ends + timedelta(days=1))


def test_a_code_of_another_event_is_unknown(today, event):
    row = RegistrationFactory(event=event)
    with pytest.raises(Defects, match="没有这个签到码"):
        checking_in.find(today, row.code)


def test_who_has_a_seat_is_reminded_on_the_last_working_day_before(li_na, he_jun, lin_yue, monkeypatch):
    monday = timezone.make_aware(timezone.datetime(2026, 11, 30, 14))
    event = EventFactory(organization=li_na.organization, starts=monday)
    RegistrationFactory(event=event, user=he_jun.user)
    RegistrationFactory(event=event, user=lin_yue.user, state="waiting")
    friday, saturday = monday.date() - timedelta(days=3), monday.date() - timedelta(days=2)
    assert [reminding.remind(today=day) for day in (saturday, friday, friday)] == [0, 1, 0]
    assert ("请带好签到码" in told(he_jun)[0], told(lin_yue)) == (True, [])


def test_rule_and_query_are_twins(event, request):
    row = RegistrationFactory(event=event, user=request.getfixturevalue("he_jun").user)
    RegistrationFactory()
    for name in ("visitor", "li_na", "zhou_lan", "he_jun", "lin_yue", "sun_centre", "chen_committee", "wu_auditor"):
        actor = request.getfixturevalue(name)
        seen = set(Registration.objects.visible_to(actor))
        assert seen == {one for one in Registration.objects.all() if rules.allowed(actor, "view", one)}, name
        assert (row in seen) == (name in {"li_na", "zhou_lan", "he_jun"})


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_wanted_by_eight_at_once(transactional_db):
    event = EventFactory(cap=1)
    users, ready = [UserFactory() for _ in range(8)], Barrier(8)

    def want(user) -> str:
        try:
            ready.wait(timeout=20)
            return come(event, Actor(user=user)).state
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(want, users))
    assert found == ["seated"] + ["waiting"] * 7
    assert sorted(states(event)) == found
    assert Notice.objects.filter(topic="events", key__startswith="seated:").count() == 1
