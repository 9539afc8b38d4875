"""The pages of events: what everybody sees, what only the organizer sees, the ticket, the door, and what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.alliances.models import Event, Registration
from apps.core import ics, outbox, search
from apps.core.tabular import read
from tests.api.conftest import program_of
from tests.factories.alliances import AllianceFactory
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.listings import WORDS
from tests.personas import client_of

pytestmark = pytest.mark.django_db


def cost(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200, url
    return len(captured)


def test_a_person_registers_sees_his_code_and_gives_it_back(event, he_jun, li_na, visitor):
    browser, url = client_of(he_jun), event.get_absolute_url()
    assert "登录后报名" in client_of(visitor).get(url).content.decode()
    answer = browser.post(f"{url}register/")
    ticket = Registration.objects.get()
    assert (answer.status_code, answer.url) == (302, ticket.get_absolute_url())
    page = browser.get(answer.url).content.decode()
    assert (ticket.code_shown in page, f"/tickets/{ticket.pk}/code.svg" in page) == (True, True)
    picture = browser.get(f"/tickets/{ticket.pk}/code.svg")
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/svg+xml", "private, no-store")
    assert b"<svg" in picture.content and b"<script" not in picture.content
    assert "看签到码" in browser.get(url).content.decode()
    assert browser.post(f"/tickets/{ticket.pk}/moves/cancel/").url == "/desk/my-events/"
    assert Registration.objects.get().state == "cancelled"
    assert browser.get(f"/tickets/{ticket.pk}/code.svg").status_code == 404


def test_a_full_event_says_what_will_happen(event, he_jun):
    RegistrationFactory.create_batch(2, event=event)
    RegistrationFactory(event=event, state="waiting")
    page = client_of(he_jun).get(event.get_absolute_url()).content.decode()
    assert ("已满，可候补" in page, "候补第 2 位" in page.replace("\n", ""), "排候补" in page) == (True, True, True)
    answer = client_of(he_jun).post(f"{event.get_absolute_url()}register/", follow=True)
    assert "候补第 2 位" in answer.content.decode()


def test_names_are_the_organizers_alone(event, li_na, he_jun, lin_yue, sun_centre):
    row = RegistrationFactory(event=event, user=he_jun.user, organization=he_jun.organization)
    name = he_jun.user.display_name
    assert name in client_of(li_na).get(f"/events/{event.pk}/people/").content.decode()
    for actor in (lin_yue, sun_centre):
        assert client_of(actor).get(f"/events/{event.pk}/people/").status_code == 403
        assert client_of(actor).get(row.get_absolute_url()).status_code == 404
        assert name not in client_of(actor).get(event.get_absolute_url()).content.decode()
    sheet = read(client_of(li_na).get(f"/events/{event.pk}/people/export/").content, "a.xlsx").main
    assert [list(one.cells)[:2] for one in sheet.rows] == [[name, he_jun.organization.name]]


def test_the_scanned_link_checks_in_once(li_na, he_jun):
    event = EventFactory(organization=li_na.organization, starts=timezone.now() - timedelta(minutes=5))
    ticket = RegistrationFactory(event=event, user=he_jun.user)
    waiting = RegistrationFactory(event=event, state="waiting")
    link, door, browser = f"/check-in/{ticket.code}/", f"/events/{event.pk}/door/", client_of(li_na)
    assert client_of(he_jun).get(link).status_code == 403
    assert he_jun.user.display_name in browser.get(link).content.decode()
    assert browser.post(link).url == door
    again = browser.post(link)
    assert (again.status_code, "签到过，不用再签" in again.content.decode()) == (409, True)
    refused = browser.post(door, {"code": waiting.code})
    assert (refused.status_code, "还在候补" in refused.content.decode()) == (422, True)
    assert "没有这个签到码" in browser.post(door, {"code": "ABC"}).content.decode()
    assert list(browser.get(door).context["recent"]) == [ticket]


def test_the_link_is_on_the_ticket_and_nowhere_else(event, li_na, he_jun, lin_yue):
    Event.objects.filter(pk=event.pk).update(link="https://example.com/room/1", mode="both")
    row = RegistrationFactory(event=event, user=he_jun.user)
    assert "example.com/room/1" in client_of(he_jun).get(row.get_absolute_url()).content.decode()
    assert "example.com" not in client_of(lin_yue).get(event.get_absolute_url()).content.decode()
    status, found = program_of(lin_yue).get(f"events/{event.pk}/")
    assert (status, "link" in found, found["taken"], found["free"]) == (200, False, 1, 1)


def test_the_diary_file_is_what_the_standard_says(event, he_jun):
    row = RegistrationFactory(event=event, user=he_jun.user)
    answer = client_of(he_jun).get(f"/tickets/{row.pk}/event.ics")
    lines = answer.content.split(b"\r\n")
    assert (answer["Content-Type"], lines[0], lines[-2:]) == (
        "text/calendar; charset=utf-8",
        b"BEGIN:VCALENDAR",
        [b"END:VCALENDAR", b""],
    )
    assert max(map(len, lines)) <= 75
    assert f"DTSTART:{ics.moment(event.starts)}".encode() in lines


def test_long_and_odd_words_survive_the_fold():
    words = "第一行，有逗号;分号\\反斜杠,\n" + "很长" * 40
    folded = ics.folded(f"SUMMARY:{ics.escaped(words)}")
    assert all(len(line) <= 75 for line in folded.split(b"\r\n"))
    whole = folded.replace(b"\r\n ", b"").decode().strip()
    assert whole == "SUMMARY:第一行，有逗号\\;分号\\\\反斜杠\\,\\n" + "很长" * 40


def test_the_list_shows_what_comes_first_and_is_narrowed_by_time(visitor):
    now = timezone.now()
    later, soon = EventFactory(starts=now + timedelta(days=9)), EventFactory(starts=now + timedelta(days=2))
    over = EventFactory(starts=now - timedelta(days=3))
    off = EventFactory(state="closed", starts=now + timedelta(days=1))
    EventFactory(state="draft", starts=None)
    browser = client_of(visitor)
    assert list(browser.get("/events/").context["page"]) == [soon, later, over, off]
    assert list(browser.get("/events/?when=over").context["page"]) == [over]
    assert list(browser.get("/events/?when=coming").context["page"]) == [soon, later]
    assert [one.phase_now.label for one in (soon, over, off)] == ["报名中", "已结束", "已取消"]


def test_an_event_is_written_sent_in_published_and_found(li_na, sun_centre):
    browser = client_of(li_na)
    typed = {"kind": "forum", "title": "演示装备论坛", "text": WORDS, "mode": "onsite"}
    browser.post("/events/new/", typed)
    event = Event.objects.get()
    refused = browser.post(f"/events/{event.pk}/check/")
    assert (refused.status_code, "还缺开始时间、结束时间、地点" in refused.content.decode()) == (409, True)
    times = {"starts": "2026-12-18T14:00", "ends": "2026-12-18T13:00", "place": "演示大厦", "cap": "40"}
    page = browser.post(f"/events/{event.pk}/edit/", {**typed, **times, "version": event.version})
    assert "结束时间不晚于开始时间" in page.content.decode()
    times["ends"] = "2026-12-18 17:00"
    browser.post(f"/events/{event.pk}/edit/", {**typed, **times, "version": event.version})
    assert 'value="2026-12-18T14:00"' in browser.get(f"/events/{event.pk}/edit/").content.decode()
    browser.post(f"/events/{event.pk}/check/")
    client_of(sun_centre).post(f"/events/{event.pk}/moves/publish/")
    event.refresh_from_db()
    assert (event.state, event.cap) == ("published", 40)
    outbox.drain()
    assert [found.url for found in search.find("装备论坛")] == [event.get_absolute_url()]


def test_only_its_secretariat_lends_an_alliances_name(event, li_na, he_jun):
    ours, theirs = AllianceFactory(organization=li_na.organization), AllianceFactory(organization=he_jun.organization)
    browser = client_of(li_na)
    browser.post(f"/events/{event.pk}/alliance/", {"alliance": theirs.pk})
    event.refresh_from_db()
    assert event.alliance is None
    browser.post(f"/events/{event.pk}/alliance/", {"alliance": ours.pk})
    assert ours.title in client_of(he_jun).get(event.get_absolute_url()).content.decode()


@pytest.mark.parametrize("persona", ["visitor", "li_na", "he_jun", "sun_centre"])
def test_pages_cost_a_dozen_at_most_and_no_more_for_many(request, li_na, persona):
    actor = request.getfixturevalue(persona)
    client, event = client_of(actor), EventFactory(organization=li_na.organization, cap=5)

    def more() -> None:
        RegistrationFactory(event=event)
        RegistrationFactory(event=event, state="waiting")
        another = EventFactory(organization=li_na.organization, cap=1)
        EventFactory(organization=li_na.organization, state="submitted", submitted_at=timezone.now())
        if actor.user is not None:
            RegistrationFactory(event=another, user=actor.user)

    mine = [RegistrationFactory(event=event, user=actor.user, state="attended")] if actor.user else []
    urls = ["/events/", "/events/?kind=forum&when=coming", f"/events/{event.pk}/"]
    urls += ["/desk/", "/desk/events/", "/desk/my-events/", mine[0].get_absolute_url()] if mine else []
    urls += [f"/events/{event.pk}/people/", f"/events/{event.pk}/door/"] if persona == "li_na" else []
    urls += ["/operator/events/"] if persona == "sun_centre" else []
    more()
    one = {url: cost(client, url) for url in urls}
    for _ in range(5):
        more()
    many = {url: cost(client, url) for url in urls}
    assert many == one
    assert {url: count for url, count in many.items() if count > 12} == {}
