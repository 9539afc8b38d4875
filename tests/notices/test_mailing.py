"""Mails: one per notice, under an id of its own, with nothing in them but the topic; one digest per person and day."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from apps.core import lifecycle, outbox
from apps.core.models import OutboxEvent
from apps.notices import services, tasks
from apps.notices.models import Digest, Notice
from apps.notices.services import tell
from tests.factories.demands import DemandFactory

pytestmark = pytest.mark.django_db
SECRET = "海陆精工的「减速器密封」由李娜对接，预算 200 万元"
TODAY = date(2026, 11, 23)


@pytest.fixture
def reachable(li_na, zhou_lan):
    """Both with addresses of their own (demo persons' belong to nobody)."""
    for actor in (li_na, zhou_lan):
        type(actor.user).objects.filter(pk=actor.user_id).update(is_demo=False)
    return li_na, zhou_lan


def test_a_mail_names_the_topic_and_nothing_else(reachable, topic, settings):
    settings.SITE_URL = "https://lingang.example/"
    demand = DemandFactory(organization=reachable[0].organization, title="减速器密封")
    (notice,) = tell(reachable[0], about=demand, text=SECRET, topic="test-mail")
    outbox.drain()
    (sent,) = mail.outbox
    assert sent.to == ["li.na@example.com"]
    assert sent.subject == "临港产教融合平台：您有一条「测试主题」消息"
    assert sent.extra_headers == {"Message-ID": f"<notice.{notice.uid}@lingang.example>"}
    assert f"https://lingang.example{notice.get_absolute_url()}" in sent.body
    words = ["海陆", "减速器", "李娜", "200", "演示"]
    assert [word for word in words if word in sent.subject + sent.body] == []


def test_nothing_is_sent_to_whom_it_should_not_reach(reachable, he_jun, hailu_client, lin_yue, topic):
    li_na, zhou_lan = reachable
    read, _gone, _program, _demo = (
        tell(actor, about=DemandFactory(), text=SECRET, topic="test-mail")[0]
        for actor in (li_na, zhou_lan, hailu_client, he_jun)
    )
    services.read(read, actor=li_na)
    lifecycle.move(zhou_lan.membership, "end", actor=li_na, note="离职")
    type(hailu_client.user).objects.filter(pk=hailu_client.user_id).update(is_demo=False, is_service=True)
    outbox.drain()
    assert mail.outbox == []
    assert OutboxEvent.objects.filter(topic="mail_notice", done_at=None).count() == 0


def test_a_mail_is_sent_once_however_often_the_event_is_delivered(reachable, topic):
    tell(reachable[0], about=DemandFactory(), text=SECRET, topic="test-mail")
    event = OutboxEvent.objects.get(topic="mail_notice")
    for _ in range(3):
        outbox.deliver(str(event.pk))
        OutboxEvent.objects.filter(pk=event.pk).update(done_at=None)
    assert len(mail.outbox) == 1


def test_a_worker_killed_after_sending_repeats_the_same_id_once(reachable, topic, monkeypatch):
    (notice,) = tell(reachable[0], about=DemandFactory(), text=SECRET, topic="test-mail")
    send = EmailBackend.send_messages

    def send_and_die(self, messages):
        send(self, messages)
        raise KeyboardInterrupt

    monkeypatch.setattr(EmailBackend, "send_messages", send_and_die)
    with pytest.raises(KeyboardInterrupt):
        services.mail_notice(notice.pk)
    monkeypatch.setattr(EmailBackend, "send_messages", send)
    assert services.mail_notice(notice.pk) is True
    assert services.mail_notice(notice.pk) is False
    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 1
    assert len(mail.outbox) == 2


def test_a_server_that_is_down_loses_nothing(reachable, topic, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    tell(reachable[0], about=DemandFactory(), text=SECRET, topic="test-mail")
    outbox.drain()
    event = OutboxEvent.objects.get(topic="mail_notice")
    assert (event.done_at, event.attempts) == (None, 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    OutboxEvent.objects.update(due_at=timezone.now())
    outbox.drain()
    assert len(mail.outbox) == 1


def test_a_digest_counts_what_is_unread_and_says_no_more(reachable, topic, quiet_topic):
    li_na, zhou_lan = reachable
    for number in range(3):
        tell(reachable, about=DemandFactory(), text=f"{SECRET} {number}", topic="test-digest")
    services.prefer({"test-mail": "digest"}, actor=li_na)
    tell(li_na, about=DemandFactory(), text=SECRET, topic="test-mail")
    services.read_all(actor=zhou_lan)
    assert services.digest(TODAY) == 1
    outbox.drain()
    (sent,) = mail.outbox
    assert sent.to == ["li.na@example.com"]
    assert sent.subject == "临港产教融合平台：今天有 4 条消息未读"
    assert "· 汇总主题：3 条" in sent.body and "· 测试主题：1 条" in sent.body
    assert [word for word in ("海陆", "减速器", "李娜", "200") if word in sent.subject + sent.body] == []
    assert sent.extra_headers["Message-ID"] == f"<digest.{Digest.objects.get().pk}@127.0.0.1>"


def test_a_person_gets_one_digest_a_day_and_the_rest_the_next(reachable, quiet_topic):
    for day, wanted in ((TODAY, 1), (TODAY, 0), (TODAY + timedelta(days=1), 1)):
        tell(reachable[0], about=DemandFactory(), text=SECRET, topic="test-digest")
        assert services.digest(day) == wanted
    assert Notice.objects.filter(digest=None).count() == 0
    outbox.drain()
    assert len(mail.outbox) == 2


def test_nothing_is_sent_when_all_was_read_meanwhile(reachable, quiet_topic):
    tell(reachable[0], about=DemandFactory(), text=SECRET, topic="test-digest")
    services.digest(TODAY)
    services.read_all(actor=reachable[0])
    outbox.drain()
    assert mail.outbox == []


def test_three_schedulers_make_one_digest(reachable, quiet_topic):
    tell(reachable[0], about=DemandFactory(), text=SECRET, topic="test-digest")
    for _ in range(3):
        tasks.digest()
    assert (Digest.objects.count(), OutboxEvent.objects.filter(topic="mail_digest").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_scheduler_killed_in_the_middle_leaves_the_slot_free(li_na, quiet_topic, monkeypatch):
    tell(li_na, about=DemandFactory(), text=SECRET, topic="test-digest")
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "put_many", lambda *a: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            tasks.digest()
    assert Digest.objects.count() == 0
    tasks.digest()
    assert (Digest.objects.count(), OutboxEvent.objects.filter(topic="mail_digest").count()) == (1, 1)


def test_many_owed_at_once_belong_to_a_transaction_and_a_topic(topic):
    with transaction.atomic():
        assert outbox.put_many("mail_notice", ({"notice": n} for n in range(3))) == 3
        assert outbox.put_many("mail_notice", []) == 0
        with pytest.raises(LookupError):
            outbox.put_many("no_such_topic", [{}])
    assert OutboxEvent.objects.filter(topic="mail_notice").count() == 3
