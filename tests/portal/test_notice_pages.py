"""Inbox, bell and settings; 公示 from draft to answer; the calendar entered by pasting."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.core import workdays
from apps.core.models import CalendarYear
from apps.notices import services
from apps.notices.models import Notice, Objection, PublicNotice
from apps.notices.services import Draft, tell
from tests.factories.demands import DemandFactory
from tests.notices.conftest import said
from tests.portal.conftest import text_of

pytestmark = pytest.mark.django_db
INBOX, DESK_LIST, PUBLIC = reverse("inbox"), reverse("operator-notices"), reverse("public-notices")
MADE_UP_2027 = (
    "元旦：1月1日（周五）至3日（周日）放假，共3天。\n春节：2月5日至11日放假调休，共7天。2月14日（周日）上班。"
)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def opened(sun_centre, today):
    draft = services.draft(Draft("关于认定结果的公示", "名单：演示基地", contact="〔受理部门〕"), actor=sun_centre)
    return services.publish(draft, actor=sun_centre, today=today)


def inform(actor, about, count=1, topic="public-notice"):
    for number in range(count):
        tell(actor, about=about, text=f"第 {number} 条消息", topic=topic, key=str(number))


def queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


# Inbox


def test_the_bell_counts_opening_reads_and_leads_on(browser, li_na, opened):
    inform(li_na, opened, 2)
    his = browser(li_na)
    assert 'aria-label="消息，2 条未读"' in his.get("/").content.decode()
    notice = Notice.objects.order_by("pk").first()
    answer = his.get(notice.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (302, opened.get_absolute_url())
    page = his.get(INBOX)
    assert [row.text for row in page.context["page"]] == ["第 1 条消息"]
    assert [row.text for row in his.get(f"{INBOX}?all").context["page"]] == ["第 1 条消息", "第 0 条消息"]
    his.post(reverse("inbox-read"))
    assert 'aria-label="消息，没有未读"' in his.get("/").content.decode()
    assert "没有未读消息" in text_of(his.get(INBOX))


def test_somebody_elses_notice_does_not_exist(browser, li_na, zhou_lan, opened):
    inform(li_na, opened)
    url = Notice.objects.get().get_absolute_url()
    assert browser(zhou_lan).get(url).status_code == 404
    assert Notice.objects.get().read_at is None
    assert browser(zhou_lan).get(INBOX).context["total"] == 0


def test_the_inbox_is_narrowed_by_topic(browser, li_na, opened):
    inform(li_na, opened, 2)
    inform(li_na, DemandFactory(organization=li_na.organization), 1, topic="listing")
    page = browser(li_na).get(f"{INBOX}?topic=listing")
    assert (page.context["total"], page.context["unread"]) == (1, 3)
    assert browser(li_na).get(f"{INBOX}?topic=%00").status_code == 400


def test_settings_are_kept_and_hold_for_what_comes(browser, li_na, opened):
    his, url = browser(li_na), reverse("inbox-settings")
    form = his.get(url).context["form"]
    ways = {name: field.initial for name, field in form.fields.items()}
    assert his.post(url, ways | {"public-notice": "quiet"}).status_code == 302
    assert his.get(url).context["form"].fields["public-notice"].initial == "quiet"
    inform(li_na, opened)
    assert Notice.objects.visible_to(li_na).unread().count() == 0
    assert his.post(url, ways | {"public-notice": "shout"}).status_code == 200  # shown again, with what is wrong


@pytest.mark.parametrize("query", ["", "?all"])
def test_the_inbox_costs_the_same_for_one_and_for_fifty(browser, li_na, opened, query):
    inform(li_na, opened)
    one = queries(browser(li_na), INBOX + query)
    inform(li_na, opened, 50)
    assert queries(browser(li_na), INBOX + query) == one == 7


# 公示


def test_from_draft_to_publication(browser, sun_centre, today):
    desk = browser(sun_centre)
    words = {"title": "关于名单的公示", "text": "名单如下", "days": 5, "contact": ""}
    assert desk.post(reverse("operator-notice-new"), words | {"days": 0}).status_code == 422
    made = desk.post(reverse("operator-notice-new"), words)
    notice = PublicNotice.objects.get()
    assert made["Location"] == reverse("operator-notice", args=[notice.pk])
    desk.post(reverse("operator-notice-edit", args=[notice.pk]), words | {"title": "关于最终名单的公示"})
    assert desk.get(made["Location"]).context["due"] == workdays.add(today, 5)
    url = reverse("publicnotice-move", args=[notice.pk, "open"])
    assert "发布后立即公开" in text_of(desk.get(url))
    assert desk.post(url).status_code == 302
    notice.refresh_from_db()
    assert (notice.title, notice.state, notice.ends_on) == ("关于最终名单的公示", "open", workdays.add(today, 5).day)
    assert desk.post(url).status_code == 409


def test_a_visitor_objects_and_staff_alone_read_it(browser, visitor, sun_centre, zhao_office, li_na, opened):
    anybody, url = browser(visitor), reverse("public-notice-object", args=[opened.pk])
    assert anybody.get(url).status_code == 200
    assert anybody.post(url, said(contact="x")).status_code == 422
    assert anybody.post(url, said())["Location"] == opened.get_absolute_url()
    objection = Objection.objects.get()
    desk = reverse("operator-notice", args=[opened.pk])
    assert "演示群众" in text_of(browser(sun_centre).get(desk))
    assert [browser(actor).get(desk).status_code for actor in (zhao_office, li_na)] == [403, 403]
    for actor in (visitor, zhao_office, li_na):
        assert "演示群众" not in text_of(browser(actor).get(opened.get_absolute_url()))
    answer = reverse("objection-move", args=[objection.pk, "dismiss"])
    assert browser(zhao_office).post(answer, {"note": "不成立"}).status_code == 404
    assert browser(sun_centre).post(answer, {"note": ""}).status_code == 400
    assert browser(sun_centre).post(answer, {"note": "材料一致"}).status_code == 302
    assert "材料一致" in text_of(browser(sun_centre).get(desk))


@pytest.mark.django_db(transaction=True)
def test_the_door_of_objections_is_throttled(browser, visitor, opened):
    anybody, url = browser(visitor), reverse("public-notice-object", args=[opened.pk])
    codes = [anybody.post(url, said(text=f"第 {n} 次提出：名单有一处与事实不符。")).status_code for n in range(6)]
    assert codes == [302] * 5 + [429]
    assert Objection.objects.count() == 5


def test_after_the_window_the_page_says_so(browser, visitor, opened):
    PublicNotice.objects.update(opens_on=date(2026, 9, 18), ends_on=date(2026, 9, 24))
    anybody, url = browser(visitor), reverse("public-notice-object", args=[opened.pk])
    assert anybody.get(url)["Location"] == opened.get_absolute_url()
    assert "公示期已于 2026年9月24日结束" in text_of(anybody.get(opened.get_absolute_url()))
    answer = anybody.post(url, said())
    assert answer.status_code == 409
    assert "公示期已于2026年9月24日结束，不再受理异议" in text_of(answer)
    assert Objection.objects.count() == 0
    assert [anybody.get(PUBLIC + q).context["total"] for q in ("", "?over")] == [0, 1]


def test_a_withdrawn_one_keeps_its_title_and_says_why(browser, visitor, sun_centre, opened):
    url = reverse("publicnotice-move", args=[opened.pk, "withdraw"])
    assert browser(sun_centre).post(url, {"note": ""}).status_code == 400
    browser(sun_centre).post(url, {"note": "名单有误，将重新公示"})
    page = text_of(browser(visitor).get(opened.get_absolute_url()))
    assert "名单有误，将重新公示" in page and "关于认定结果的公示" in page
    assert "名单：演示基地" not in page


def test_public_lists_and_the_office_desk_cost_the_same_for_one_and_for_fifty(browser, visitor, sun_centre, opened):
    pages = ((visitor, PUBLIC, 3), (visitor, f"{PUBLIC}?over", 2), (sun_centre, DESK_LIST, 7))
    over = services.draft(Draft("已结束的公示", "正文"), actor=sun_centre)
    services.publish(over, actor=sun_centre, today=timezone.localdate() - timedelta(days=30))
    one = {url: queries(browser(actor), url) for actor, url, _ in pages}
    for number in range(50):
        draft = services.draft(Draft(f"公示 {number}", "正文"), actor=sun_centre)
        services.publish(draft, actor=sun_centre, today=timezone.localdate() - timedelta(days=30 * (number % 2)))
    assert {url: queries(browser(actor), url) for actor, url, _ in pages} == one
    assert one == {url: count for _, url, count in pages}


def test_one_notice_costs_the_same_for_one_objection_and_for_thirty(browser, sun_centre, visitor, opened, today):
    url = reverse("operator-notice", args=[opened.pk])
    services.object_to(opened, actor=visitor, today=today, **said())
    one = queries(browser(sun_centre), url)
    for _ in range(29):
        services.object_to(opened, actor=visitor, today=today, **said())
    assert queries(browser(sun_centre), url) == one == 7


# The calendar


def test_a_pasted_notice_is_read_shown_and_then_entered(browser, sun_centre):
    desk, url = browser(sun_centre), reverse("calendar-year", args=[2027])
    years = desk.get(reverse("calendar"))
    assert [year["year"] for year in years.context["unknown"]] == [2027]
    words = {"source": "演示通知", "text": MADE_UP_2027, "version": 0}
    shown = desk.post(url, words)
    assert (shown.status_code, len(shown.context["read"]), workdays.known(2027)) == (200, 11, False)
    assert desk.post(url, words | {"confirm": "1"}).status_code == 302
    assert workdays.known(2027)
    late = desk.post(url, words | {"confirm": "1"})
    assert (late.status_code, CalendarYear.objects.get(year=2027).version) == (422, 1)
    assert "刚刚被同事改过" in text_of(late)
    assert desk.get(reverse("calendar")).context["unknown"] == []


def test_a_notice_that_cannot_be_is_refused_beside_its_field(browser, zhao_office):
    desk, url = browser(zhao_office), reverse("calendar-year", args=[2027])
    answer = desk.post(url, {"source": "演示通知", "text": "春节：2月30日放假", "version": 0})
    assert answer.status_code == 422
    assert "没有「2月30日」这一天" in answer.context["form"].errors["text"][0]


def test_years_beyond_reach_do_not_exist(browser, chen_committee):
    codes = [browser(chen_committee).get(reverse("calendar-year", args=[year])).status_code for year in (1999, 2100)]
    assert codes == [404, 404]


def test_the_calendar_costs_the_same_however_many_years(browser, sun_centre):
    assert queries(browser(sun_centre), reverse("calendar")) == 7
    assert queries(browser(sun_centre), reverse("calendar-year", args=[2026])) == 6
