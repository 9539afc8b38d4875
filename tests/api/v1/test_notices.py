"""The inbox and 公示 over the API."""

from datetime import date

import pytest

from apps.accounts.models import Membership
from apps.core import lifecycle
from apps.notices import services
from apps.notices.models import Notice
from apps.notices.services import Draft
from tests.api.conftest import program_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def opened(sun_centre):
    draft = services.draft(Draft("演示公示", "演示名单"), actor=sun_centre)
    return services.publish(draft, actor=sun_centre, today=TODAY)


def tell_program(program, about, *texts):
    service = Membership.objects.select_related("user").get(role="partner_system")
    for text in texts:
        services.tell(service, about=about, text=text, topic="public-notice")


def test_a_program_reads_its_own_inbox_and_marks_it(hailu_program, he_jun, opened):
    tell_program(hailu_program, opened, "甲", "乙", "丙")
    services.tell(he_jun, about=opened, text="别人的", topic="public-notice")
    status, body = hailu_program.get("notices/")
    assert (status, [row["text"] for row in body["results"]]) == (200, ["丙", "乙", "甲"])
    assert list(body["results"][0]) == ["id", "uid", "topic", "topic_label", "text", "url", "read", "created_at"]
    first, foreign = body["results"][0]["id"], Notice.objects.get(text="别人的").pk
    assert hailu_program.post("notices/read/", {"ids": [first, foreign, first]}) == (200, {"read": 1})
    assert [row["text"] for row in hailu_program.get("notices/", unread="true")[1]["results"]] == ["乙", "甲"]
    assert hailu_program.post("notices/read/", {"all": True}) == (200, {"read": 2})
    assert list(Notice.objects.unread().values_list("text", flat=True)) == ["别人的"]


@pytest.mark.parametrize(
    "body", [{}, {"ids": "1"}, {"ids": [0]}, {"ids": [True]}, {"ids": [2**63]}, {"ids": list(range(1, 202))}, []]
)
def test_a_wrong_body_is_told_so(hailu_program, body):
    assert hailu_program.post("notices/read/", body)[0] == 422


def test_a_key_without_the_scope_is_refused(li_na):
    program = program_of(li_na, ["demand:read"])
    assert program.get("notices/")[0] == 403
    assert program.post("notices/read/", {"all": True})[0] == 403


def test_public_notices_without_drafts_and_without_the_text_of_withdrawn_ones(hailu_program, opened, sun_centre):
    services.draft(Draft("草稿", "没发布"), actor=sun_centre)
    withdrawn = services.draft(Draft("有误的名单", "不该再看到"), actor=sun_centre)
    services.publish(withdrawn, actor=sun_centre, today=TODAY)
    lifecycle.move(withdrawn, "withdraw", actor=sun_centre, note="名单有误")
    status, body = hailu_program.get("public-notices/")
    shown = [(row["title"], row["text"], row["state"], row["ends_on"]) for row in body["results"]]
    assert status == 200
    assert shown == [("有误的名单", "", "withdrawn", "2026-11-27"), ("演示公示", "演示名单", "open", "2026-11-27")]
    (row,) = hailu_program.get("public-notices/", state="open")[1]["results"]
    assert list(row) == [
        "id", "title", "text", "organization", "state", "state_label", "days", "opens_on", "ends_on", "is_estimate",
        "is_demo", "url",
    ]  # fmt: skip
    assert hailu_program.get("public-notices/", state="draft")[0] == 400
