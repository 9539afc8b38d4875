"""The pool, a card, consent, appointments and the ledger, as people meet them on the page."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apps.mentors.models import Appointment, Grade, HourEntry, Mentor
from tests.core import uploads
from tests.factories.mentors import AppointmentFactory, MentorFactory
from tests.portal.test_costs import cost

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


def test_pages_cost_the_same_for_one_and_for_fifty(browser, li_na, lin_yue, mentor, term):
    unit, school = browser(li_na), browser(lin_yue)
    pages = [
        (unit, reverse("mentors")),
        (unit, reverse("desk-mentors")),
        (unit, reverse("appointments")),
        (unit, term.get_absolute_url()),
        (unit, mentor.get_absolute_url()),
        (unit, reverse("mentor-link", args=[mentor.pk])),
        (school, reverse("appointments")),
        (school, mentor.get_absolute_url()),
    ]
    day, by = timezone.localdate(), lin_yue.organization
    HourEntry.objects.create(appointment=term, day=day, hours=1, what="第 1 讲", recorded_by=by)
    grade = {"basis": "演示证书", "granted_on": day, "expires_on": day + timedelta(days=900)}
    Grade.objects.create(mentor=mentor, level="junior", **grade)
    before = [cost(client, url) for client, url in pages]
    for other in MentorFactory.create_batch(49, organization=li_na.organization):
        AppointmentFactory(mentor=other, organization=lin_yue.organization)
    rows = [HourEntry(appointment=term, day=day, hours=1, what="第 1 讲", recorded_by=by) for _ in range(49)]
    HourEntry.objects.bulk_create(rows)
    Grade.objects.bulk_create(Grade(mentor=mentor, level=level, **grade) for level in ("middle", "senior"))
    assert [cost(client, url) for client, url in pages] == before == [10, 7, 6, 8, 11, 8, 6, 10]


def test_hours_are_confirmed_in_one_go_by_either_side(browser, li_na, lin_yue, term):
    day = timezone.localdate()
    for by, other in ((lin_yue, li_na), (li_na, lin_yue)):
        rows = [HourEntry(appointment=term, day=day, hours=1, what="讲", recorded_by=by.organization) for _ in range(3)]
        waiting = [row.pk for row in HourEntry.objects.bulk_create(rows)]
        client = browser(other)
        shown = client.get(term.get_absolute_url())
        assert sorted(shown.context["pickable"]) == waiting
        assert shown.content.decode().count('name="pk"') == 3
        assert not set(browser(by).get(term.get_absolute_url()).context["pickable"]) & set(waiting)
        client.post(reverse("appointment-confirm", args=[term.pk]), {"pk": [*waiting[:2], "999", "x"]})
        client.post(reverse("appointment-confirm", args=[term.pk]), {"pk": waiting[:2]})  # said twice
        states = HourEntry.objects.filter(pk__in=waiting).order_by("pk").values_list("state", flat=True)
        assert list(states) == ["confirmed", "confirmed", "recorded"]
    assert term.hours.confirmed().total() == 4


def test_a_card_is_linked_to_a_colleague_and_he_sees_it(browser, li_na, zhou_lan, he_jun, mentor):
    url, client = reverse("mentor-link", args=[mentor.pk]), browser(li_na)
    shown = client.get(url).context["form"].fields["membership"].queryset
    assert {row.user for row in shown} == {li_na.user, zhou_lan.user}
    assert client.post(url, {"membership": he_jun.membership.pk}).status_code == 422
    assert client.post(url, {"membership": zhou_lan.membership.pk}).status_code == 302
    mentor.refresh_from_db()
    assert mentor.person == zhou_lan.user
    assert zhou_lan.user.display_name in client.get(mentor.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("who", "family"), [("li_na", "demand"), ("li_na", "base"), ("li_na", "mentor"), ("lin_yue", "resource")]
)
def test_every_family_is_written_on_one_form(browser, request, who, family):
    page = browser(request.getfixturevalue(who)).get(reverse(f"{family}-new"))
    text = page.content.decode()
    assert [
        name for name in ("<h1>", "data-autosave", 'name="title"', "ds-crumbs", "ds-sticky") if name not in text
    ] == []
    assert text.count("<main") == 1


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
