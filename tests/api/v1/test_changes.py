"""`updated_since`: every change once it is asked for, nothing passed over, and what has gone is said to be gone."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.services import grant, revoke
from apps.core import lifecycle
from apps.core.changes import changed_at
from apps.demands.models import Demand
from apps.listings import services
from apps.resources.models import Resource
from tests.api.conftest import WORDS, program_of, published
from tests.factories.cooperation import a_dealing

pytestmark = pytest.mark.django_db
LONG_AGO = "2020-01-01T00:00:00+08:00"


def since(program, path="demands/", moment=LONG_AGO, **more):
    status, body = program.get(path, updated_since=getattr(moment, "isoformat", lambda: moment)(), **more)
    assert status == 200, body
    return body


def ids(body):
    return [row["id"] for row in body["results"]], [row["id"] for row in body["removed"]]


def moment_of(record):
    return type(record).objects.annotate(at=changed_at(type(record))).values_list("at", flat=True).get(pk=record.pk)


def test_the_moment_asked_for_belongs_to_it(hailu_program, open_demand):
    at = moment_of(open_demand)
    assert ids(since(hailu_program, moment=at)) == ([open_demand.pk], [])
    assert ids(since(hailu_program, moment=at + timedelta(microseconds=1))) == ([], [])
    plain = hailu_program.get("demands/")[1]
    assert since(hailu_program)["results"] == plain["results"]
    assert set(plain) == {"next", "previous", "results"}


def test_what_a_move_an_edit_and_a_confirmation_touched_comes_last(hailu_program, he_jun, sun_centre):
    one, two, three, four = (published(he_jun, sun_centre, title=f"锻件裂纹检测 {n}") for n in range(4))
    assert ids(since(hailu_program))[0] == [one.pk, two.pk, three.pk, four.pk]
    services.confirm(three, actor=he_jun)
    lifecycle.move(one, "close", actor=he_jun, reason="settled")
    services.update(Demand.objects.get(pk=two.pk), {"external_id": "A-1"}, actor=he_jun, version=two.version)
    body = since(hailu_program)
    assert ids(body)[0] == [four.pk, three.pk, one.pk, two.pk]
    assert [row["state"] for row in body["results"]] == ["published", "published", "closed", "published"]
    assert datetime.fromisoformat(body["until"]) <= timezone.now() - timedelta(minutes=5)


def test_pages_pass_nothing_over_while_rows_change(hailu_program, he_jun, sun_centre):
    rows = [published(he_jun, sun_centre, title=f"锻件裂纹检测 {n}") for n in range(5)]
    Demand.objects.update(updated_at=rows[0].updated_at, state_at=rows[0].state_at, checked_at=rows[0].checked_at)
    first = since(hailu_program, limit=2)
    assert ids(first)[0] == [rows[0].pk, rows[1].pk]  # all of one moment: told apart by their key
    services.confirm(rows[0], actor=he_jun)
    seen, body = ids(first)[0], first
    while body["next"]:
        body = hailu_program.client.get(body["next"], headers=hailu_program.headers).json()
        seen += ids(body)[0]
    assert seen == [row.pk for row in [*rows, rows[0]]]


def test_what_can_no_longer_be_seen_is_removed_and_what_never_could_is_not_named(hailu_program, he_jun, sun_centre):
    withdrawn, narrowed, amended = (published(he_jun, sun_centre, title=f"锻件裂纹检测 {n}") for n in range(3))
    hidden = published(he_jun, sun_centre, title="只给匹配方看的需求", visibility="matched")
    services.create(Demand, "challenge", {"title": "别家的草稿", "text": WORDS}, actor=he_jun)
    assert ids(since(hailu_program)) == ([withdrawn.pk, narrowed.pk, amended.pk], [])
    start = timezone.now()
    lifecycle.move(withdrawn, "withdraw", actor=he_jun)
    lifecycle.move(hidden, "withdraw", actor=he_jun)
    services.update(narrowed, {"visibility": "matched"}, actor=he_jun, version=narrowed.version)
    services.update(amended, {"title": "锻件裂纹检测换了题目"}, actor=he_jun, version=amended.version)
    body = since(hailu_program, moment=start)
    assert ids(body) == ([], [withdrawn.pk, narrowed.pk, amended.pk])
    assert body["removed"][0] == {"id": withdrawn.pk, "state": "removed"}
    assert ids(since(hailu_program, moment=start, limit=2)) == ([], [withdrawn.pk, narrowed.pk])
    lifecycle.move(Demand.objects.get(pk=amended.pk), "publish", actor=sun_centre)
    assert ids(since(hailu_program, moment=start)) == ([amended.pk], [withdrawn.pk, narrowed.pk])
    owner = program_of(he_jun)  # he goes on seeing his own, whatever their state
    assert (len(ids(since(owner, moment=start))[0]), ids(since(owner, moment=start))[1]) == (4, [])


def test_a_grant_brings_a_row_and_its_end_takes_it_away(hailu_program, he_jun, li_na, sun_centre):
    hidden = published(he_jun, sun_centre, visibility="matched")
    start = timezone.now()
    given = grant(subject=hidden, organization=li_na.organization, reason="匹配", actor=Actor.system())
    assert ids(since(hailu_program, moment=start)) == ([hidden.pk], [])
    start = timezone.now()
    revoke(grant=given, actor=Actor.system())
    assert ids(since(hailu_program, moment=start)) == ([], [hidden.pk])
    soon = timezone.now() + timedelta(milliseconds=1)
    grant(subject=hidden, organization=li_na.organization, reason="限时", actor=Actor.system(), until=soon)
    assert ids(since(hailu_program, moment=start)) == ([], [hidden.pk])


def test_a_deleted_draft_is_removed_for_its_owner_alone(hailu_program, yanshi_program, li_na):
    draft = services.create(Demand, "challenge", {"title": "导入又撤回的草稿", "text": WORDS}, actor=li_na)
    pk = draft.pk
    draft.delete()
    assert (ids(since(hailu_program)), ids(since(yanshi_program))) == (([], [pk]), ([], []))


def test_other_lists_follow_too(hailu_program, li_na, lin_yue, sun_centre):
    dealing = a_dealing(li_na, lin_yue)
    assert ids(since(hailu_program, "dealings/")) == ([dealing.pk], [])
    lifecycle.move(lin_yue.organization, "suspend", actor=Actor.system(), note="演示", reason="asked")
    assert lin_yue.organization_id in ids(since(hailu_program, "organizations/"))[1]
    for path in ("notices/", "public-notices/", "policies/", "bases/", "mentors/", "resources/"):
        assert set(since(hailu_program, path)) == {"next", "previous", "results", "removed", "until"}


@pytest.mark.parametrize(
    "params",
    [
        {"updated_since": "gestern"},
        {"updated_since": ""},
        {"updated_since": "2026-13-40T00:00:00Z"},
        {"updated_since": LONG_AGO, "kind": "challenge"},
        {"updated_since": LONG_AGO, "cursor": "cD0x"},
        {"updated_since": LONG_AGO, "cursor": "\x00"},
    ],
)
def test_odd_questions_are_refused_in_words(hailu_program, params):
    status, body = hailu_program.get("demands/", **params)
    assert (status in {400, 404}, bool(body["detail"])) == (True, True)


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-01", "2026-11-01T08:00:00"]
)
def test_any_moment_of_the_calendar_is_understood(hailu_program, open_demand, moment):
    assert hailu_program.get("demands/", updated_since=moment)[0] in {200, 400}


@pytest.mark.parametrize("count", [1, 12])
def test_changes_cost_the_same_for_one_row_and_for_twelve(
    count, hailu_program, lin_yue, zhao_office, django_assert_num_queries
):
    for n in range(count):
        published(lin_yue, zhao_office, Resource, "lab", title=f"演示实验室第{n}间")
    since(hailu_program, "resources/")
    with django_assert_num_queries(7):  # the key, the rows, their nodes, tombstones, grants given, ended, run out
        since(hailu_program, "resources/")
