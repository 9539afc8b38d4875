"""公示: a window in working days to its last second, objections within it, and staff alone who see them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from apps.accounts.actor import Actor
from apps.core import lifecycle, outbox, rules, workdays
from apps.core.errors import Conflict, Defects
from apps.core.models import SearchDocument
from apps.notices import services
from apps.notices.models import Notice, Objection, PublicNotice
from apps.notices.services import Draft
from tests.notices.conftest import said

pytestmark = pytest.mark.django_db
DRAFT = Draft("关于认定结果的公示", "名单如下：演示基地。", days=5)
FRIDAY = date(2026, 9, 18)  # 20 September (Sunday) is worked: five working days end on Thursday the 24th


@pytest.fixture
def notice(sun_centre) -> PublicNotice:
    return services.publish(services.draft(DRAFT, actor=sun_centre), actor=sun_centre, today=FRIDAY)


@pytest.mark.parametrize(
    ("opens", "days", "ends", "estimate"),
    [
        (FRIDAY, 5, date(2026, 9, 24), False),
        (date(2026, 9, 28), 5, date(2026, 10, 10), False),
        (date(2026, 2, 12), 3, date(2026, 2, 24), False),
        (date(2026, 12, 28), 5, date(2027, 1, 4), True),
    ],
)
def test_the_window_is_counted_in_working_days(sun_centre, opens, days, ends, estimate):
    draft = services.draft(Draft("公示", "正文", days=days), actor=sun_centre)
    notice = services.publish(draft, actor=sun_centre, today=opens)
    assert (notice.state, notice.opens_on, notice.ends_on, notice.is_estimate) == ("open", opens, ends, estimate)


def test_the_last_second_counts_and_the_next_does_not(notice):
    shanghai = ZoneInfo("Asia/Shanghai")
    last, after = datetime(2026, 9, 24, 23, 59, 59, tzinfo=shanghai), datetime(2026, 9, 25, tzinfo=shanghai)
    assert [notice.takes_objections_on(moment.date()) for moment in (last, after)] == [True, False]
    assert services.close_over(last.date()) == 0
    assert services.close_over(after.date()) == 1
    assert services.close_over(after.date()) == 0
    assert PublicNotice.objects.get().state == "closed"


def test_an_objection_after_the_window_is_refused_in_words_and_leaves_nothing(notice):
    with pytest.raises(Conflict, match="公示期已于2026年9月24日结束，不再受理异议"):
        services.object_to(notice, actor=Actor.anonymous(), today=date(2026, 9, 25), **said())
    services.close_over(date(2026, 9, 25))
    notice.refresh_from_db()
    with pytest.raises(Conflict, match="2026年9月24日结束"):
        services.object_to(notice, actor=Actor.anonymous(), today=date(2026, 9, 25), **said())
    assert Objection.objects.count() == 0


def test_no_objection_to_a_draft_or_a_withdrawn_one(notice, sun_centre):
    draft = services.draft(DRAFT, actor=sun_centre)
    with pytest.raises(PermissionDenied):
        services.object_to(draft, actor=Actor.anonymous(), today=FRIDAY, **said())
    lifecycle.move(notice, "withdraw", actor=sun_centre, note="名单有误，重新公示")
    with pytest.raises(Conflict, match="已撤回，不受理异议"):
        services.object_to(notice, actor=Actor.anonymous(), today=FRIDAY, **said())


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"name": " "}, ["name"]),
        ({"contact": "打我电话"}, ["contact"]),
        ({"text": "不同意"}, ["text"]),
        ({"name": "", "contact": "12", "text": ""}, ["name", "contact", "text"]),
    ],
)
def test_everything_missing_is_said_at_once(notice, wrong, fields):
    with pytest.raises(Defects) as refused:
        services.object_to(notice, actor=Actor.anonymous(), today=FRIDAY, **said(**wrong))
    assert [defect.field for defect in refused.value.defects] == fields


def test_the_office_is_told_and_the_member_gets_the_answer(notice, sun_centre, zhao_office, li_na):
    objection = services.object_to(notice, actor=li_na, today=FRIDAY, **said())
    assert list(Notice.objects.values_list("user__name", "text")) == [
        ("孙静", "公示「关于认定结果的公示」收到一条异议，请在公示期满前答复")
    ]
    services.answer(objection, "dismiss", text="材料一致。", actor=sun_centre)
    told = Notice.objects.get(user=li_na.user_id)
    assert told.text == "您对公示「关于认定结果的公示」的异议已答复（异议不成立）：材料一致。"
    with pytest.raises(Conflict):
        services.answer(objection, "uphold", text="改判", actor=sun_centre)
    with pytest.raises(PermissionDenied):
        services.answer(objection, "uphold", text="改判", actor=zhao_office)


def test_an_answer_without_words_is_refused_and_leaves_nothing(notice, sun_centre):
    objection = services.object_to(notice, actor=Actor.anonymous(), today=FRIDAY, **said())
    with pytest.raises(Defects):
        services.answer(objection, "uphold", text=" ", actor=sun_centre)
    objection.refresh_from_db()
    assert (objection.state, objection.answer) == ("received", "")


def test_rules_and_queries_agree_for_everybody(personas, notice, sun_centre):
    drafted = services.draft(DRAFT, actor=sun_centre)
    objection = services.object_to(notice, actor=Actor.anonymous(), today=FRIDAY, **said())
    for name, actor in personas.items():
        for row in (notice, drafted, objection):
            seen = row in type(row).objects.visible_to(actor)
            assert (name, str(row), rules.allowed(actor, "view", row)) == (name, str(row), seen)
        kept = {row.pk for row in (notice, drafted) if rules.allowed(actor, "keep", row)}
        assert (name, kept) == (name, set(PublicNotice.objects.kept_by(actor).values_list("pk", flat=True)))
    assert list(Objection.objects.visible_to(personas["zhao_office"])) == []
    assert list(Objection.objects.visible_to(sun_centre)) == [objection]


def test_only_the_clock_closes_and_only_the_office_withdraws(notice, sun_centre, zhao_office, li_na):
    for actor, move in ((sun_centre, "close"), (zhao_office, "withdraw"), (li_na, "withdraw")):
        with pytest.raises(PermissionDenied):
            lifecycle.move(notice, move, actor=actor, note="想早点结束")
    with pytest.raises(PermissionDenied):
        services.draft(DRAFT, actor=li_na)


def test_a_published_text_is_not_edited(notice, sun_centre):
    with pytest.raises(PermissionDenied):
        services.redraft(notice, Draft("另一个标题", "另一份名单"), actor=sun_centre)


def test_an_open_notice_without_a_window_cannot_exist(sun_centre):
    draft = services.draft(DRAFT, actor=sun_centre)
    with pytest.raises(IntegrityError), transaction.atomic():
        lifecycle.move(draft, "open", actor=sun_centre)  # past the service that sets the window


def test_entering_the_year_moves_the_windows_counted_without_it(sun_centre):
    draft = services.draft(DRAFT, actor=sun_centre)
    estimated = services.publish(draft, actor=sun_centre, today=date(2026, 12, 28))
    settled = services.publish(services.draft(DRAFT, actor=sun_centre), actor=sun_centre, today=date(2026, 11, 20))
    days = workdays.read("元旦：1月1日（周五）至3日（周日）放假，共3天。", 2027)
    workdays.enter(year=2027, days=days, source="演示通知", actor=sun_centre)
    outbox.drain()
    estimated.refresh_from_db()
    settled.refresh_from_db()
    assert (estimated.ends_on, estimated.is_estimate) == (date(2027, 1, 5), False)
    assert (settled.ends_on, settled.is_estimate) == (date(2026, 11, 27), False)
    assert services.recount(2027, date(2026, 12, 29)) == 0


def test_the_search_box_finds_it_while_its_text_is_public(notice, sun_centre):
    outbox.drain()
    assert list(SearchDocument.objects.values_list("kind", "title")) == [("public-notice", notice.title)]
    lifecycle.move(notice, "withdraw", actor=sun_centre, note="名单有误")
    outbox.drain()
    assert SearchDocument.objects.count() == 0
