"""Telling: once, in the transaction of the cause, to those who are there, as the member they are."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from apps.accounts.actor import Actor
from apps.core import lifecycle, rules
from apps.core.errors import Defects
from apps.core.models import OutboxEvent
from apps.notices import people, services
from apps.notices.models import Notice, Preference
from apps.notices.services import tell
from tests.factories.demands import DemandFactory
from tests.personas import act, lanhai

pytestmark = pytest.mark.django_db
WORDS = "您的需求「减速器密封」已发布"


def told() -> list[tuple]:
    return sorted(Notice.objects.values_list("user__name", "organization_id", "text"))


def test_the_same_thing_is_told_once(li_na, topic):
    demand = DemandFactory(organization=li_na.organization)
    first = tell(li_na.membership, about=demand, text=WORDS, topic="test-mail")
    again = tell([li_na.membership, li_na], about=demand, text=WORDS, topic="test-mail")
    assert (len(first), again) == (1, [])
    assert told() == [("李娜", li_na.organization_id, WORDS)]
    assert OutboxEvent.objects.filter(topic="mail_notice").count() == 1
    (notice,) = first
    assert (notice.url, notice.about) == (demand.get_absolute_url(), demand)


def test_another_cause_another_record_and_another_person_are_told(li_na, he_jun, topic, quiet_topic):
    one, two = DemandFactory.create_batch(2, organization=li_na.organization)
    causes = [
        (li_na, one, "甲", "test-mail", "a"),
        (li_na, one, "甲", "test-mail", "b"),
        (li_na, two, "甲", "test-mail", "a"),
        (li_na, one, "甲", "test-digest", "a"),
        (he_jun, one, "甲", "test-mail", "a"),
    ]
    for _ in range(2):
        for who, about, text, slug, key in causes:
            tell(who, about=about, text=text, topic=slug, key=key)
    assert Notice.objects.count() == len(causes)


def test_without_a_key_words_and_version_are_the_cause(li_na, topic):
    demand = DemandFactory(organization=li_na.organization)
    for text in ("退回", "退回", "发布"):
        tell(li_na, about=demand, text=text, topic="test-mail")
    demand.version += 1
    tell(li_na, about=demand, text="退回", topic="test-mail")
    assert sorted(Notice.objects.values_list("text", flat=True)) == ["发布", "退回", "退回"]


def test_an_organization_means_its_writers(li_na, zhou_lan, hailu_client, shen_mentor, lin_yue, tang_lab, topic):
    demand = DemandFactory(organization=li_na.organization)
    tell([li_na.organization, lin_yue.organization], about=demand, text=WORDS, topic="test-mail", besides=zhou_lan)
    wanted = [(a.user_name, a.organization_id, WORDS) for a in (li_na, hailu_client, lin_yue, tang_lab)]
    assert told() == sorted(wanted)


def test_people_who_left_are_not_told(li_na, zhou_lan, topic):
    lifecycle.move(zhou_lan.membership, "end", actor=li_na, note="离职")
    type(li_na.user).objects.filter(pk=li_na.user_id).update(is_active=False)
    assert tell([li_na.organization, li_na], about=DemandFactory(), text=WORDS, topic="test-mail") == []


def test_an_unknown_topic_a_foreign_address_and_a_stranger_are_refused(li_na, topic):
    demand = DemandFactory()
    with pytest.raises(LookupError):
        tell(li_na, about=demand, text=WORDS, topic="no-such-topic")
    for url in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        with pytest.raises(ValueError, match="a page of ours"):
            tell(li_na, about=demand, text=WORDS, topic="test-mail", url=url)
    with pytest.raises(TypeError):
        tell(["李娜"], about=demand, text=WORDS, topic="test-mail")
    assert Notice.objects.count() == 0


def test_what_one_is_told_as_a_member_is_read_as_that_member_only(li_na, zhou_lan, he_jun, topic):
    (notice,) = tell(li_na, about=DemandFactory(), text=WORDS, topic="test-mail")
    (personal,) = tell(li_na.user, about=DemandFactory(), text=WORDS, topic="test-mail")
    elsewhere = Actor(user=li_na.user, membership=he_jun.membership)
    seen = {
        "li_na": set(Notice.objects.visible_to(li_na)),
        "elsewhere": set(Notice.objects.visible_to(elsewhere)),
        "zhou_lan": set(Notice.objects.visible_to(zhou_lan)),
        "he_jun": set(Notice.objects.visible_to(he_jun)),
        "visitor": set(Notice.objects.visible_to(Actor.anonymous())),
        "machine": set(Notice.objects.visible_to(Actor.system())),
    }
    nothing = {"zhou_lan": set(), "he_jun": set(), "visitor": set(), "machine": set()}
    assert seen == {"li_na": {notice, personal}, "elsewhere": {personal}, **nothing}
    with pytest.raises(PermissionDenied):
        services.read(notice, actor=elsewhere)
    services.read(notice, actor=li_na)
    assert list(Notice.objects.visible_to(li_na).unread()) == [personal]


def test_the_rule_and_the_query_agree(personas, topic):
    demand = DemandFactory()
    for actor in personas.values():
        if actor.user:
            tell([actor, actor.user], about=demand, text=WORDS, topic="test-mail")
    notices = list(Notice.objects.all())
    for name, actor in personas.items():
        allowed = {n.pk for n in notices if rules.allowed(actor, "view", n)}
        assert (name, allowed) == (name, set(Notice.objects.visible_to(actor).values_list("pk", flat=True)))


def test_a_muted_topic_is_kept_but_neither_counted_nor_mailed(li_na, topic):
    services.prefer({"test-mail": "quiet"}, actor=li_na)
    tell(li_na, about=DemandFactory(), text=WORDS, topic="test-mail")
    mine = Notice.objects.visible_to(li_na)
    assert (mine.count(), mine.unread().count()) == (1, 0)
    assert OutboxEvent.objects.filter(topic="mail_notice").count() == 0


def test_preferences_are_saved_once_per_topic_and_checked(li_na, topic):
    services.prefer({"test-mail": "quiet"}, actor=li_na)
    services.prefer({"test-mail": "digest"}, actor=li_na)
    assert list(Preference.objects.values_list("user", "topic", "way")) == [(li_na.user_id, "test-mail", "digest")]
    for wrong in ({"test-mail": "loud"}, {"no-such-topic": "mail"}):
        with pytest.raises(Defects):
            services.prefer(wrong, actor=li_na)
    with pytest.raises(PermissionDenied):
        services.prefer({"test-mail": "mail"}, actor=Actor.anonymous())


def test_reading_all_leaves_other_peoples_alone(li_na, zhou_lan, topic):
    tell(li_na.organization, about=DemandFactory(), text=WORDS, topic="test-mail")
    assert services.read_all(actor=li_na) == 1
    assert list(Notice.objects.unread().values_list("user__name", flat=True)) == ["周岚"]


def test_a_cause_that_is_undone_told_nobody(li_na, topic):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell(li_na, about=DemandFactory(), text=WORDS, topic="test-mail")
        raise ZeroDivisionError
    assert (Notice.objects.count(), OutboxEvent.objects.count()) == (0, 0)


def test_telling_fifty_costs_as_much_as_telling_one(li_na, topic, django_assert_num_queries):
    demand, company = DemandFactory(), lanhai()
    tell(li_na, about=demand, text="先热身", topic="test-mail")
    with django_assert_num_queries(8):
        tell([li_na], about=demand, text="一个人", topic="test-mail")
    members = [_clerk(company, n) for n in range(50)]
    assert people.writers(company).count() == 50
    with django_assert_num_queries(8):
        assert len(tell(members, about=demand, text="五十个人", topic="test-mail")) == 50


def _clerk(company, number):
    return act(f"演示经办{number}", f"clerk{number}", company, "enterprise_clerk").membership


@pytest.mark.django_db(transaction=True)
def test_ten_who_tell_at_once_tell_once(li_na, topic):
    demand = DemandFactory(organization=li_na.organization)
    gate = threading.Barrier(10)

    def run():
        gate.wait(10)
        tell(li_na.membership, about=demand, text=WORDS, topic="test-mail", key="once")
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert Notice.objects.count() == 1
    assert OutboxEvent.objects.filter(topic="mail_notice").count() == 1
    assert people.addressed(people.writers(li_na.organization)) == {(li_na.user_id, li_na.organization_id)}
