"""Who may see more: given once, ended once, read in both directions, and history stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Timer

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.models import Grant, Organization
from apps.accounts.services import grant, revoke, revoke_about
from apps.core import journal
from apps.core.errors import Conflict
from tests import personas as people
from tests.factories.accounts import GrantFactory

pytestmark = pytest.mark.django_db
VIEW, CONTACT, FULL = Grant.Level.VIEW, Grant.Level.CONTACT, Grant.Level.FULL


def sees(actor, level=VIEW):
    """The two readings of the same grants, which have to agree."""
    by_query = set(Grant.objects.subjects(actor, Organization, level).values_list("object_id", flat=True))
    by_rule = {row.pk for row in Organization.objects.all() if Grant.objects.reach(actor, row, level)}
    assert by_query == by_rule
    return by_query


def test_a_grant_reaches_the_whole_organization_and_nobody_else(machine, lin_yue, gu_feng, wang_wei, visitor):
    hailu = people.hailu()
    grant(subject=hailu, organization=lin_yue.organization, reason="匹配入选", actor=machine)
    assert (sees(lin_yue), sees(gu_feng)) == ({hailu.pk}, {hailu.pk})
    assert (sees(wang_wei), sees(visitor), sees(machine)) == (set(), set(), set())


def test_a_grant_to_a_person_follows_the_person_not_the_organization(machine, qian_expert, wang_wei):
    hailu = people.hailu()
    grant(subject=hailu, user=qian_expert.user, reason="评审", actor=machine)
    assert sees(qian_expert) == sees(Actor(user=qian_expert.user)) == {hailu.pk}
    assert sees(wang_wei) == set()  # same university


def test_levels_are_ordered(machine, lin_yue):
    hailu = people.hailu()
    grant(subject=hailu, organization=lin_yue.organization, level=CONTACT, reason="已接受", actor=machine)
    assert (sees(lin_yue, VIEW), sees(lin_yue, CONTACT), sees(lin_yue, FULL)) == ({hailu.pk}, {hailu.pk}, set())


@pytest.mark.parametrize("seconds, seen", [(-1, False), (3600, True)])
def test_a_time_limit_is_the_databases(machine, lin_yue, seconds, seen):
    until = timezone.now() + timedelta(seconds=seconds)
    grant(subject=people.hailu(), organization=lin_yue.organization, reason="限时", until=until, actor=machine)
    assert bool(sees(lin_yue)) is seen


def test_the_same_twice_is_one_row(machine, lin_yue):
    given = {"subject": people.hailu(), "organization": lin_yue.organization, "reason": "匹配入选", "actor": machine}
    assert grant(**given) == grant(**given)
    assert Grant.objects.count() == 1
    assert [entry.verb for entry in journal.of(Grant.objects.get())] == ["grant"]


def test_another_limit_replaces_the_row_and_keeps_the_old(machine, lin_yue):
    given = {"subject": people.hailu(), "organization": lin_yue.organization, "reason": "匹配入选", "actor": machine}
    first = grant(**given)
    second = grant(**given, until=timezone.now() + timedelta(days=1))
    first.refresh_from_db()
    assert (first.revoked_at is not None, second.revoked_at, first.pk != second.pk) == (True, None, True)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_one_row():
    hailu, yanshi = people.hailu(), people.yanshi_university()
    written, release = Event(), Event()

    def first():
        try:
            with transaction.atomic():
                row = grant(subject=hailu, organization=yanshi, reason="甲", actor=Actor.system())
                written.set()
                release.wait(5)
            return row
        finally:
            connection.close()

    def second():
        try:
            written.wait(5)
            Timer(0.3, release.set).start()  # the second is by then waiting for the first one's row
            return grant(subject=hailu, organization=yanshi, reason="乙", actor=Actor.system())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        rows = [future.result() for future in (pool.submit(first), pool.submit(second))]
    assert rows[0] == rows[1] == Grant.objects.get()


def test_a_grant_names_exactly_one_party(machine, lin_yue):
    for parties in ({}, {"organization": lin_yue.organization, "user": lin_yue.user}):
        with pytest.raises(ValueError):
            grant(subject=people.hailu(), reason="", actor=machine, **parties)


def test_the_database_holds_it_to_one_party_and_one_running_row(machine, lin_yue):
    row = GrantFactory(subject=people.hailu(), organization=lin_yue.organization)
    key = {"content_type": row.content_type, "object_id": row.object_id, "reason": "x"}
    for values in ({}, {"organization": row.organization, "user": lin_yue.user}, {"organization": row.organization}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(**key, **values)
    Grant.objects.create(**key, organization=row.organization, revoked_at=timezone.now())  # the control: history


def test_revoking_ends_it_now_once_and_is_told(machine, sun_centre, lin_yue):
    row = grant(subject=people.hailu(), organization=lin_yue.organization, reason="匹配入选", actor=sun_centre)
    assert (row.given_by, sees(lin_yue)) == (sun_centre.user, {people.hailu().pk})
    revoke(grant=row, actor=machine, note="对接结束")
    assert sees(lin_yue) == set()
    told = journal.of(row).first()
    assert (told.verb, told.note, told.user_name) == ("revoke", "对接结束", "系统")
    with pytest.raises(Conflict):
        revoke(grant=row, actor=machine)
    assert Grant.objects.filter(pk=row.pk).exists()  # a revoked grant stays readable
    assert grant(subject=people.hailu(), organization=lin_yue.organization, reason="再次", actor=machine).pk != row.pk


def test_everything_on_one_subject_can_be_ended_together(machine, lin_yue, wang_wei):
    for organization in (lin_yue.organization, wang_wei.organization):
        grant(subject=people.hailu(), organization=organization, reason="匹配入选", actor=machine)
    other = grant(subject=people.lanhai(), organization=lin_yue.organization, reason="匹配入选", actor=machine)
    assert revoke_about(subject=people.hailu(), organization=lin_yue.organization, actor=machine) == 1
    assert revoke_about(subject=people.hailu(), actor=machine, note="需求已结束") == 1
    assert list(Grant.objects.active()) == [other]


def test_reading_a_list_through_grants_is_one_query(lin_yue, machine, django_assert_num_queries):
    grant(subject=people.hailu(), organization=lin_yue.organization, reason="匹配入选", actor=machine)
    Organization.objects.filter(pk__in=Grant.objects.subjects(lin_yue, Organization, VIEW)).count()  # content types
    with django_assert_num_queries(1):
        list(Organization.objects.filter(pk__in=Grant.objects.subjects(lin_yue, Organization, VIEW)))
