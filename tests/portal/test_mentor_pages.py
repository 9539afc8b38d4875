"""The pool, a card, consent, appointments and the ledger, as people meet them on the page."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apps.mentors.models import Appointment, HourEntry, Mentor
from tests.core import uploads
from tests.factories.mentors import AppointmentFactory, MentorFactory
from tests.portal.test_costs import MOST, cost

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def mentor(li_na):
    return MentorFactory(organization=li_na.organization, title="演示教师甲")


@pytest.fixture
def term(mentor, lin_yue):
    today = timezone.localdate()
    days = {"since": today - timedelta(days=30), "until": today + timedelta(days=300)}
    return AppointmentFactory(mentor=mentor, organization=lin_yue.organization, **days)


def test_lists_cost_the_same_for_one_and_for_thirty(browser, li_na, lin_yue, mentor, term):
    client, school = browser(li_na), browser(lin_yue)
    urls = [reverse("mentors"), reverse("desk-mentors"), reverse("appointments"), term.get_absolute_url()]
    before = [cost(client, url) for url in urls]
    for other in MentorFactory.create_batch(29, organization=li_na.organization):
        AppointmentFactory(mentor=other, organization=lin_yue.organization)
    day, by = timezone.localdate(), lin_yue.organization
    rows = [HourEntry(appointment=term, day=day, hours=1, what="第 1 讲", recorded_by=by) for _ in range(29)]
    HourEntry.objects.bulk_create(rows)
    after = [cost(client, url) for url in urls]
    assert after[:3] == before[:3]
    assert max(before + after) <= MOST + 2
    assert cost(school, reverse("appointments")) <= MOST


def test_from_consent_to_a_confirmed_hour(browser, li_na, lin_yue, sun_centre):
    card = MentorFactory(organization=li_na.organization, title="演示教师乙", state="draft", consented_at=None)
    unit, school, desk = browser(li_na), browser(lin_yue), browser(sun_centre)
    consent = reverse("mentor-consent", args=[card.pk])
    assert unit.get(consent).status_code == 200
    assert unit.post(consent).status_code == 422
    assert unit.post(reverse("mentor-check", args=[card.pk])).status_code == 409
    paper = SimpleUploadedFile("同意书.pdf", uploads.pdf(), "application/pdf")
    assert unit.post(consent, {"file": paper}).status_code == 302
    assert unit.post(reverse("mentor-check", args=[card.pk])).status_code == 302
    assert desk.post(reverse("mentor-move", args=[card.pk, "publish"])).status_code == 302
    today = timezone.localdate()
    term = {"post": "产业教授", "duties": "授课", "since": today, "until": today + timedelta(days=90)}
    assert school.get(reverse("mentor-appoint", args=[card.pk])).status_code == 200
    page = school.post(reverse("mentor-appoint", args=[card.pk]), term)
    row = Appointment.objects.get()
    assert page.headers["Location"] == row.get_absolute_url()
    unit.post(reverse("appointment-move", args=[row.pk, "agree"]))
    school.post(reverse("appointment-move", args=[row.pk, "start"]))
    assert school.post(row.get_absolute_url(), {"day": today, "hours": "0.3", "what": "x"}).status_code == 422
    assert school.post(row.get_absolute_url(), {"day": today, "hours": "2", "what": "第 1 讲"}).status_code == 302
    entry = HourEntry.objects.get()
    assert school.post(reverse("hourentry-move", args=[entry.pk, "confirm"])).status_code == 403
    for _ in range(2):  # said twice is said once
        assert unit.post(reverse("hourentry-move", args=[entry.pk, "confirm"])).status_code == 302
    shown = unit.get(row.get_absolute_url())
    assert shown.context["sums"]["confirmed"] == 2
    fix = reverse("hourentry-correct", args=[entry.pk])
    assert unit.get(fix).status_code == 200
    assert unit.post(fix, {"hours": "1", "what": "多记了"}).status_code == 302


def test_taking_consent_back_hides_the_card(browser, visitor, li_na, mentor):
    assert browser(visitor).get(mentor.get_absolute_url()).status_code == 200
    browser(li_na).post(reverse("mentor-take-back", args=[mentor.pk]))
    assert browser(visitor).get(mentor.get_absolute_url()).status_code == 404
    assert list(Mentor.objects.public()) == []


def test_a_level_is_asked_for_with_evidence(browser, li_na, sun_centre, mentor):
    url, client = reverse("mentor-grade", args=[mentor.pk]), browser(li_na)
    given = {"level": "senior", "basis": "演示证书", "granted_on": "2026-01-01", "expires_on": "2030-12-31"}
    assert client.get(url).status_code == 200
    assert client.post(url, given).status_code == 422
    given["file"] = SimpleUploadedFile("证书.pdf", uploads.pdf(), "application/pdf")
    assert client.post(url, given).status_code == 302
    grade = mentor.grades.get()
    move = reverse("grade-move", args=[grade.pk, "grant"])
    assert browser(sun_centre).post(move).status_code == 302
    assert "高级" in client.get(mentor.get_absolute_url()).content.decode()
