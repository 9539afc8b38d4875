"""The working-day clock on moved days: each stage once, none on a day off, counted anew when a year is entered."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from apps.cooperation import services
from apps.cooperation.models import Case, Deadline, Dealing
from apps.cooperation.services import deadlines
from apps.core import journal, lifecycle, outbox, workdays
from apps.core.models import CalendarYear
from apps.core.workdays.seed import seed
from tests.factories.cooperation import a_dealing, a_pair, fresh

pytestmark = pytest.mark.django_db


def asked_on(dealing, day: date):
    """As if it had been proposed on that day."""
    Dealing.objects.filter(pk=dealing.pk).update(proposed_on=day)
    dealing.deadlines.all().delete()
    deadlines.begin(dealing, *deadlines.ANSWER, on=day)
    return fresh(dealing)


def due(dealing) -> list[date]:
    return list(dealing.deadlines.order_by("days").values_list("due_on", flat=True))


# asked on → last days of reminder (3), broker (5) and hand-over (7 working days)
DATES = [
    ("2026-09-21", "2026-09-24 2026-09-29 2026-10-08"),  # 中秋 25—27 September
    ("2026-09-24", "2026-09-30 2026-10-09 2026-10-12"),  # 国庆 1—7, 10 Oct works
    ("2026-09-30", "2026-10-10 2026-10-13 2026-10-15"),
    ("2026-10-03", "2026-10-10 2026-10-13 2026-10-15"),  # asked within the feast
    ("2026-10-09", "2026-10-13 2026-10-15 2026-10-19"),
    ("2026-02-09", "2026-02-12 2026-02-14 2026-02-25"),  # 春节 15—23, Saturdays 14 and 28 work
    ("2026-02-12", "2026-02-24 2026-02-26 2026-02-28"),
    ("2026-02-14", "2026-02-26 2026-02-28 2026-03-03"),
    ("2026-02-18", "2026-02-26 2026-02-28 2026-03-03"),
    ("2026-11-20", "2026-11-25 2026-11-27 2026-12-01"),  # an ordinary weekend
]


@pytest.mark.parametrize(("asked", "expected"), DATES)
def test_three_last_days_across_feasts_and_moved_saturdays(dealing, asked, expected):
    dealing = asked_on(dealing, date.fromisoformat(asked))
    assert [day.isoformat() for day in due(dealing)] == expected.split()
    assert not dealing.deadlines.filter(is_estimate=True).exists()


ESTIMATES = [  # into 2027 and within it: no notice yet, Monday to Friday
    ("2026-12-30", "2027-01-04 2027-01-06 2027-01-08"),
    ("2026-12-31", "2027-01-05 2027-01-07 2027-01-11"),
    ("2027-02-05", "2027-02-10 2027-02-12 2027-02-16"),
]


@pytest.mark.parametrize(("asked", "expected"), ESTIMATES)
def test_last_days_in_the_year_without_a_notice_say_that_they_are_estimates(dealing, asked, expected):
    dealing = asked_on(dealing, date.fromisoformat(asked))
    assert [day.isoformat() for day in due(dealing)] == expected.split()
    assert not dealing.deadlines.filter(is_estimate=False).exists()


def test_a_newer_package_that_brings_a_year_has_due_dates_counted_anew(dealing):
    CalendarYear.objects.filter(year=2026).delete()
    dealing = asked_on(dealing, date(2026, 9, 30))
    assert due(dealing) == [date(2026, 10, 5), date(2026, 10, 7), date(2026, 10, 9)]
    assert seed() == [2026]
    outbox.drain()
    assert due(dealing) == [date(2026, 10, 10), date(2026, 10, 13), date(2026, 10, 15)]


def test_each_stage_comes_once_however_often_the_beat_rings(dealing, sun_centre):
    dealing = asked_on(dealing, date(2026, 11, 2))  # a Monday: 5, 9 and 11 November
    story = []
    for day in range(2, 20):
        for _ in range(3):
            done = services.tick(today=date(2026, 11, day))
            story += [(day, stage) for stage in done.elements()]
    assert story == [(6, "remind"), (10, "escalate"), (12, "hand_over")]
    stamps = fresh(dealing)
    assert None not in (stamps.reminded_at, stamps.escalated_at, stamps.handed_over_at)
    assert [entry.verb for entry in journal.of(dealing)] == ["hand_over", "escalate", "remind", "propose"]
    assert (Case.objects.get().state, Case.objects.get().cause) == ("open", "silence")
    assert lifecycle.move(fresh(dealing), "lapse", actor=sun_centre, note="电话也联系不上").state == "lapsed"


def test_nobody_is_reminded_on_a_day_off(dealing):
    asked_on(dealing, date(2026, 9, 24))  # last day of the first stage: 30 September
    assert not services.tick(today=date(2026, 10, 1))
    assert not services.tick(today=date(2026, 10, 4))
    assert services.tick(today=date(2026, 10, 8)) == {"remind": 1}


def test_an_answer_stops_the_clock(dealing, lin_yue):
    dealing = asked_on(dealing, date(2026, 11, 2))
    lifecycle.move(dealing, "accept", actor=lin_yue)
    assert not services.tick(today=date(2026, 12, 1))
    assert set(dealing.deadlines.values_list("ended_as", flat=True)) == {Deadline.MET}


def test_a_demand_nobody_deals_over_becomes_a_case(pair, li_na, machine):
    case = services.watch(pair[0])
    Deadline.objects.all().delete()
    deadlines.begin(case, "no_dealing", on=date(2026, 11, 2))
    assert not services.tick(today=date(2026, 11, 9))
    assert services.tick(today=date(2026, 11, 10)) == {"no_dealing": 1}
    assert not services.tick(today=date(2026, 11, 11))
    assert (Case.objects.get().state, Case.objects.get().cause) == ("open", "no_dealing")


def test_a_first_dealing_stops_that_clock(pair, li_na):
    services.watch(pair[0])
    services.propose(demand=pair[0], resource=pair[1], actor=li_na)
    services.tick(today=timezone.localdate() + timedelta(days=30))
    assert Deadline.objects.get(stage="no_dealing").ended_as == Deadline.MET
    assert Case.objects.get().cause != "no_dealing"


def test_a_demand_gets_its_broker_when_it_is_sent_in(li_na, lin_yue, sun_centre, machine):
    demand, _ = a_pair(li_na, lin_yue)
    type(demand).objects.filter(pk=demand.pk).update(state="draft")
    demand.refresh_from_db()
    lifecycle.move(demand, "submit", actor=li_na)
    assert (Case.objects.get().broker, Deadline.objects.count()) == (sun_centre.membership, 0)
    lifecycle.move(demand, "publish", actor=machine)
    assert [row.stage for row in Deadline.objects.open()] == ["no_dealing"]


def test_the_year_without_a_notice_is_an_estimate_until_it_is_entered(dealing, admin_xu, machine):
    dealing = asked_on(dealing, date(2027, 9, 28))
    assert list(dealing.deadlines.order_by("days").values_list("due_on", "is_estimate")) == [
        (date(2027, 10, 1), True),
        (date(2027, 10, 5), True),
        (date(2027, 10, 7), True),
    ]
    notice = "国庆节：10月1日至7日放假，共7天。10月9日上班。"
    workdays.enter(year=2027, days=workdays.read(notice, 2027), source="测试用通知", actor=machine)
    outbox.drain()
    assert list(dealing.deadlines.order_by("days").values_list("due_on", "is_estimate")) == [
        (date(2027, 10, 8), False),
        (date(2027, 10, 11), False),
        (date(2027, 10, 13), False),
    ]
    assert services.recount() == 0


def test_one_that_fails_does_not_keep_the_others_waiting(li_na, lin_yue, sun_centre, monkeypatch, caplog):
    broken, sound = (asked_on(a_dealing(li_na, lin_yue), date(2026, 11, 2)) for _ in range(2))
    applies, act = services.clock.STAGES["remind"]

    def fails_for_one(dealing):
        if dealing.pk == broken.pk:
            connection.cursor().execute("SELECT 1/0")
        act(dealing)

    monkeypatch.setitem(services.clock.STAGES, "remind", (applies, fails_for_one))
    assert services.tick(today=date(2026, 11, 6)) == {"remind": 1}
    assert (fresh(sound).reminded_at is not None, fresh(broken).reminded_at) == (True, None)
    monkeypatch.undo()
    assert services.tick(today=date(2026, 11, 6)) == {"remind": 1}


def test_who_has_not_rated_is_reminded_once(li_na, lin_yue, sun_centre):
    a_dealing(li_na, lin_yue, "delivered")
    far = timezone.localdate() + timedelta(days=21)
    while not workdays.is_workday(far):
        far += timedelta(days=1)
    assert services.tick(today=far) == {"rate": 1}
    assert not services.tick(today=far)
