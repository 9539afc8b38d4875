"""The front door: live numbers that open their lists, and a paragraph that becomes a draft nobody else sees."""

import logging
import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from apps.core.models import JournalEntry, OutboxEvent, SearchDocument
from apps.demands.models import Demand
from apps.portal.views.home import FIGURES
from tests.factories.demands import DemandFactory, TalentFactory
from tests.factories.resources import LabFactory, ResourceFactory
from tests.portal.conftest import text_of

pytestmark = pytest.mark.django_db
PASTED = (
    "我们做深海密封件，交付前要过60兆帕循环压力，气泡法测不出微小泄漏，最好两个月内有结果，预算二十万，在大飞机产业园。"
)


@pytest.fixture
def market():
    """Two public demands, one private; three public resources, one waiting."""
    DemandFactory()
    TalentFactory()
    DemandFactory(visibility="committee", title="不公开的需求（演示）")
    ResourceFactory()
    LabFactory()
    LabFactory()
    ResourceFactory(state="submitted", title="还没发布的仪器（演示）")


def test_every_number_on_the_home_page_opens_a_list_of_that_length(client, market):
    page = client.get("/")
    shown = [(row["value"], row["url"]) for row in page.context["figures"]]
    assert [value for value, _ in shown[:4]] == ["3", "1", "3", "2"]
    for value, url in shown:
        assert str(client.get(url).context["total"]) == value, url
    assert len(shown) == len(FIGURES)


def test_private_and_waiting_rows_are_on_no_public_page(client, market):
    for url in ("/", "/demands/", "/resources/"):
        words = text_of(client.get(url))
        assert "不公开的需求" not in words and "还没发布的仪器" not in words


def ask(client, text):
    return client.post("/ask/", {"text": text})


def test_a_pasted_paragraph_becomes_a_prefilled_form_with_its_words_marked(client, words):
    assert ask(client, PASTED).headers["Location"] == reverse("demand-new")
    page = client.get(reverse("demand-new"))
    form = page.context["form"]
    assert form["budget"].value() == "20"
    assert form["park"].value() == "dafeiji"
    assert form["nodes"].value() == ["equip-part-seal"]
    assert form["text"].value() == PASTED
    marked = re.findall(r"<mark>(.*?)</mark>", page.content.decode())
    assert "预算二十万" in "".join(marked) or "二十万" in "".join(marked)
    assert text_of(page).count("由原文推断") > 3


def test_the_paste_box_says_how_long_and_how_often(client):
    words = text_of(client.get("/"))
    assert "最多 2000 字" in words and "24 小时" in words and "每小时 10 次" in words


@pytest.mark.parametrize("text", ["", "   ", "太短了"])
def test_an_empty_or_short_paste_is_refused_in_words(client, text):
    page = ask(client, text)
    assert page.status_code == 422
    assert "至少 8 个字" in text_of(page)


def test_a_paste_that_is_too_long_is_refused_and_not_lost(client):
    page = ask(client, "测" * 2001)
    assert page.status_code == 422
    assert "一次最多 2000 字" in text_of(page)
    assert "测" * 2000 in page.content.decode()


def test_the_eleventh_paste_of_an_hour_waits_but_not_for_somebody_logged_in(client, browser, li_na):
    for _ in range(10):
        assert ask(client, PASTED).status_code == 302
    refused = ask(client, PASTED)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "3600"
    assert ask(browser(li_na), PASTED).status_code == 302


def test_pasted_words_are_neither_logged_nor_stored_outside_the_session(client, caplog):
    secret = "绝密配方甲乙丙丁戊"
    with caplog.at_level(logging.DEBUG):
        ask(client, f"{secret}需要在六十天内检测二十件样品")
        client.get(reverse("demand-new"))
    assert secret not in caplog.text
    assert (Demand.objects.count(), SearchDocument.objects.count(), JournalEntry.objects.count()) == (0, 0, 0)
    assert OutboxEvent.objects.count() == 0
    assert secret not in "".join(Session.objects.values_list("session_data", flat=True))  # signed and compressed


def test_the_pasted_words_can_be_dropped_at_once(client):
    ask(client, PASTED)
    client.post(reverse("draft-drop"))
    assert PASTED not in client.get(reverse("demand-new")).content.decode()


def test_a_draft_older_than_a_day_is_gone(client):
    ask(client, PASTED)
    session = client.session
    session["draft:demand:new"]["saved_at"] = "2026-01-01T00:00:00+08:00"
    session.save()
    assert PASTED not in client.get(reverse("demand-new")).content.decode()
