"""The ledger of hours: two words for every hour, corrections as rows, sums that add up whatever people try."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from apps.core import facts
from apps.core.errors import Conflict, Defects
from apps.mentors import services
from apps.mentors.models import Appointment, HourEntry
from tests.factories.mentors import AppointmentFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def write(appointment, actor, hours="2", day=TODAY, what="《精密加工》第 3 讲", today=TODAY):
    return services.record(appointment, day=day, hours=Decimal(hours), what=what, actor=actor, today=today)


def counted(appointment) -> Decimal:
    return appointment.hours.confirmed().total()


def test_an_hour_counts_only_when_both_have_said_so(appointment, li_na, lin_yue):
    entry = write(appointment, lin_yue)
    assert counted(appointment) == 0
    with pytest.raises(PermissionDenied):
        services.confirm(entry, actor=lin_yue)
    services.confirm(entry, actor=li_na)
    assert counted(appointment) == 2
    for subject in (None, li_na.organization, lin_yue.organization):
        assert facts.fact("mentors.hours", subject).value == 2
    assert facts.fact("mentors.hours", lin_yue.organization, 2025).value == 0


def test_nobody_appointed_is_unknown_not_zero(he_jun):
    assert not facts.fact("mentors.hours", he_jun.organization).known


def test_confirming_twice_is_harmless(appointment, li_na, lin_yue):
    entry = write(appointment, li_na)
    first = services.confirm(entry, actor=lin_yue)
    again = services.confirm(entry, actor=lin_yue)
    assert (again.version, again.state, counted(appointment)) == (first.version, "confirmed", 2)


def test_a_disputed_hour_does_not_count_and_cannot_be_confirmed(appointment, li_na, lin_yue):
    entry = write(appointment, li_na)
    with pytest.raises(Defects):
        services.dispute(entry, actor=lin_yue, note="")
    services.dispute(entry, actor=lin_yue, note="那天停课")
    with pytest.raises(Conflict, match="对方不认可"):
        services.confirm(entry, actor=lin_yue)
    assert counted(appointment) == 0


def test_a_correction_is_another_row_that_needs_a_yes_too(appointment, li_na, lin_yue):
    entry = services.confirm(write(appointment, li_na, "4"), actor=lin_yue)
    fix = services.correct(entry, hours=Decimal("1.5"), what="多记了", actor=lin_yue)
    assert (fix.hours, counted(appointment)) == (Decimal("-2.5"), 4)
    with pytest.raises(Conflict, match="已有一条更正"):
        services.correct(entry, hours=Decimal(3), what="再改", actor=li_na)
    services.confirm(fix, actor=li_na)
    entry.refresh_from_db()
    assert (entry.hours, counted(appointment)) == (4, Decimal("1.5"))
    with pytest.raises(Defects):
        services.correct(entry, hours=Decimal("1.5"), what="没有变化", actor=li_na)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"hours": "0"}, "hours"),
        ({"hours": "-1"}, "hours"),
        ({"hours": "24.5"}, "hours"),
        ({"hours": "0.3"}, "hours"),
        ({"what": " "}, "what"),
        ({"day": date(2026, 11, 23)}, "day"),
        ({"day": date(2025, 12, 31)}, "day"),
    ],
)
def test_wrong_hours_are_refused_with_the_field(appointment, li_na, wrong, field):
    with pytest.raises(Defects) as refused:
        write(appointment, li_na, **wrong)
    assert [one.field for one in refused.value.defects] == [field]


def test_a_day_has_twenty_four_hours_for_all_schools_together(appointment, li_na, lin_yue, wang_wei):
    write(appointment, lin_yue, "20")
    other = AppointmentFactory(mentor=appointment.mentor, organization=wang_wei.organization)
    with pytest.raises(Defects, match="超过 24 课时"):
        write(other, wang_wei, "4.5")
    write(other, wang_wei, "4")


@pytest.mark.parametrize("state", ["proposed", "agreed", "declined", "ended", "expired"])
def test_hours_need_a_term_in_force(appointment, li_na, state):
    Appointment.objects.filter(pk=appointment.pk).update(state=state)
    with pytest.raises(Conflict):
        write(appointment, li_na)


def test_an_expired_term_says_so(appointment, li_na, lin_yue):
    entry = write(appointment, lin_yue)
    with pytest.raises(Conflict, match="聘期已于 2026-12-31 届满"):
        write(appointment, li_na, today=date(2027, 1, 1))
    assert services.confirm(entry, actor=li_na).state == "confirmed"  # what was done in time may still be confirmed


def test_strangers_write_nothing(appointment, he_jun, wang_wei, sun_centre, shen_mentor):
    for actor in (he_jun, wang_wei, sun_centre, shen_mentor):
        with pytest.raises(PermissionDenied):
            write(appointment, actor)


def test_many_at_once_each_for_itself(appointment, li_na, lin_yue):
    rows = [write(appointment, lin_yue, "1") for _ in range(3)]
    services.dispute(rows[0], actor=li_na, note="不是我们的人")
    assert services.confirm_many(rows, actor=li_na) == (2, 1)
    assert list(HourEntry.objects.waiting_for(li_na)) == []
