"""Levels on evidence; terms that both sides agree to, and that end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from apps.core import files, lifecycle
from apps.core.errors import Conflict, Defects
from apps.mentors import services
from apps.mentors.models import Appointment, Grade
from apps.mentors.services.appointing import Term
from apps.notices.models import Notice
from tests.factories.mentors import AppointmentFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
TERM = Term("产业教授", "每学期开课 32 课时", date(2026, 12, 1), date(2027, 11, 30), 64)
LEVEL = {"level": "senior", "basis": "演示证书 1 号", "granted_on": date(2026, 1, 1), "expires_on": date(2030, 12, 31)}


def test_a_term_is_proposed_agreed_to_and_starts(mentor, li_na, lin_yue):
    row = services.appoint(mentor, TERM, actor=lin_yue, today=TODAY)
    assert (row.unit, row.organization, row.state) == (li_na.organization, lin_yue.organization, "proposed")
    assert set(Notice.objects.values_list("user", flat=True)) == {li_na.user_id}
    with pytest.raises(PermissionDenied):
        services.step(row, "agree", actor=lin_yue, today=TODAY)
    services.step(row, "agree", actor=li_na, today=TODAY)
    with pytest.raises(PermissionDenied):
        services.step(row, "start", actor=li_na, today=TODAY)
    assert services.step(row, "start", actor=lin_yue, today=TODAY).state == "active"
    with pytest.raises(Conflict, match="已有一份在办的聘任"):
        services.appoint(mentor, TERM, actor=lin_yue, today=TODAY)


def test_declining_needs_a_reason_and_agreeing_after_it_is_told(mentor, li_na, lin_yue):
    row = services.appoint(mentor, TERM, actor=lin_yue, today=TODAY)
    with pytest.raises(Defects):
        services.step(row, "decline", actor=li_na, today=TODAY)
    services.step(row, "decline", actor=li_na, today=TODAY, note="今年排不开")
    with pytest.raises(Conflict, match="现在是「未同意」"):
        services.step(row, "agree", actor=li_na, today=TODAY)


def test_an_expired_term_is_a_clear_message(mentor, li_na, lin_yue):
    row = services.appoint(mentor, TERM, actor=lin_yue, today=TODAY)
    with pytest.raises(Conflict, match="聘期已于 2027-11-30 届满，不能再同意聘任"):
        services.step(row, "agree", actor=li_na, today=date(2027, 12, 1))
    assert services.expire_past(date(2027, 11, 30)) == 0
    assert services.expire_past(date(2027, 12, 1)) == 1
    assert services.expire_past(date(2027, 12, 1)) == 0
    assert Appointment.objects.get().state == "expired"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"post": " "}, "post"),
        ({"duties": ""}, "duties"),
        ({"until": date(2026, 11, 30)}, "until"),
        ({"since": date(2025, 1, 1), "until": date(2025, 12, 31)}, "until"),
        ({"until": date(2040, 1, 1)}, "until"),
    ],
)
def test_a_wrong_term_is_refused(mentor, lin_yue, change, field):
    with pytest.raises(Defects) as refused:
        services.appoint(mentor, replace(TERM, **change), actor=lin_yue, today=TODAY)
    assert [one.field for one in refused.value.defects] == [field]


def test_only_schools_appoint_and_not_their_own(mentor, draft, li_na, he_jun, lin_yue):
    for actor in (li_na, he_jun):
        with pytest.raises(PermissionDenied):
            services.appoint(mentor, TERM, actor=actor, today=TODAY)
    with pytest.raises(PermissionDenied):
        services.appoint(draft, TERM, actor=lin_yue, today=TODAY)


def test_a_level_stands_on_evidence_and_lapses(mentor, li_na, sun_centre, paper):
    grade = services.claim(mentor, evidence=paper("证书.pdf"), actor=li_na, **LEVEL)
    assert [row.name for row in files.of(grade)] == ["证书.pdf"]
    with pytest.raises(Conflict, match="已有一条"):
        services.claim(mentor, evidence=paper(), actor=li_na, **LEVEL)
    with pytest.raises(PermissionDenied):
        lifecycle.move(grade, "grant", actor=li_na)
    lifecycle.move(grade, "grant", actor=sun_centre)
    assert list(Grade.objects.granted_on(TODAY)) == [grade]
    assert services.expire_past(date(2031, 1, 1)) == 1
    assert Grade.objects.get().state == "lapsed"


def test_everything_wrong_with_a_level_is_said_at_once(mentor, li_na):
    wrong = LEVEL | {"level": "x", "basis": " ", "expires_on": LEVEL["granted_on"] + timedelta(days=2000)}
    with pytest.raises(Defects) as refused:
        services.claim(mentor, evidence=None, actor=li_na, **wrong)
    assert [one.field for one in refused.value.defects] == ["level", "basis", "expires_on", "file"]


def test_seen_is_the_twin_of_the_rule(personas, mentor, paper):
    rows = [AppointmentFactory(mentor=mentor, organization=personas["lin_yue"].organization)]
    rows.append(services.claim(mentor, evidence=paper(), actor=personas["li_na"], **LEVEL))
    rows.append(mentor.consents.get())
    rows.append(mentor)
    for who, actor in personas.items():
        for row in rows:
            seen = row in type(row).objects.visible_to(actor)
            assert seen == files.attaching.rules.allowed(actor, "view", row), (who, row)
