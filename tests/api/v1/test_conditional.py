"""Tags of records: nothing is sent twice, and nobody overwrites what he has not read."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from apps.core import lifecycle
from apps.demands.models import Demand
from apps.listings import services
from tests.api.conftest import WORDS, program_of
from tests.factories.cooperation import a_dealing

pytestmark = pytest.mark.django_db
STALE = "这条记录在您读取之后已经变了；请重新 GET 这条记录，对照现在的内容，再带上新的 ETag 提交"


def send(method, program, url, body=None, **headers):
    raw = None if body is None else json.dumps(body)
    return getattr(Client(headers=program.headers | headers), method)(url, raw, content_type="application/json")


@pytest.fixture
def draft(li_na):
    values = {"title": "密封件微泄漏检测", "text": WORDS}
    return f"/api/v1/demands/{services.create(Demand, 'challenge', values, actor=li_na).pk}/"


def test_what_the_caller_has_is_not_sent_again(hailu_program, draft):
    first = send("get", hailu_program, draft)
    assert first.headers["ETag"].startswith('"1-')
    for had in (first.headers["ETag"], f'"other", W/{first.headers["ETag"]}', "*"):
        again = send("get", hailu_program, draft, **{"If-None-Match": had})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert send("get", hailu_program, draft, **{"If-None-Match": '"other"'}).status_code == 200


def test_a_change_needs_the_tag_and_gives_the_next(hailu_program, draft):
    tag = send("get", hailu_program, draft).headers["ETag"]
    without = send("patch", hailu_program, draft, {"title": "没有带标记的修改"})
    assert (without.status_code, without.json()["detail"][:22]) == (428, "修改要带上 If-Match，值为读取这条记")
    changed = send("patch", hailu_program, draft, {"details": {"trl_now": 4}}, **{"If-Match": tag})
    assert (changed.status_code, changed.json()["details"]["trl_now"], changed.json()["version"]) == (200, 4, 2)
    assert changed.json()["title"] == "密封件微泄漏检测"
    late = send("patch", hailu_program, draft, {"title": "晚到一步的修改"}, **{"If-Match": tag})
    assert (late.status_code, late.json()["detail"], late.json()["title"]) == (412, STALE, "记录已经变了")
    assert Demand.objects.get().title == "密封件微泄漏检测"
    newest = {"If-Match": f'"old", {changed.headers["ETag"]}'}
    assert send("patch", hailu_program, draft, {"title": "读过新内容再改"}, **newest).status_code == 200


@pytest.mark.parametrize("given", ["", "garbage", '"1-short"', "W/{tag}"])
def test_a_tag_that_does_not_fit_changes_nothing(hailu_program, draft, given):
    tag = send("get", hailu_program, draft).headers["ETag"]
    headers = {"If-Match": given.replace("{tag}", tag)}
    assert send("patch", hailu_program, draft, {"title": "不该写进去的题目"}, **headers).status_code == 412
    assert send("post", hailu_program, f"{draft}moves/", {"move": "submit"}, **headers).status_code == 412
    assert (Demand.objects.get().state, Demand.objects.get().version) == ("draft", 1)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"details": {"trl_now": 99}}, "/details/trl_now"), ({"kind": "talent"}, "/kind"), ({"title": ""}, "/title")],
)
def test_a_bad_change_points_to_its_field(hailu_program, draft, body, pointer):
    answer = send("patch", hailu_program, draft, body, **{"If-Match": "*"})
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, [pointer])


def test_a_move_of_a_colleague_makes_the_tag_old(hailu_program, draft, li_na):
    tag = send("get", hailu_program, draft).headers["ETag"]
    lifecycle.move(Demand.objects.get(), "submit", actor=li_na)
    answer = send("post", hailu_program, f"{draft}moves/", {"move": "withdraw"}, **{"If-Match": tag})
    assert (answer.status_code, Demand.objects.get().state) == (412, "submitted")
    assert send("post", hailu_program, f"{draft}moves/", {"move": "withdraw"}).status_code == 200


def test_a_dealing_has_a_tag_too(li_na, lin_yue, sun_centre):
    asking, answering = program_of(li_na), program_of(lin_yue)
    url = f"/api/v1/dealings/{a_dealing(li_na, lin_yue).pk}/"
    mine, theirs = (send("get", who, url).headers["ETag"] for who in (asking, answering))
    assert mine != theirs  # each is the tag of what that side reads
    assert send("get", asking, url, **{"If-None-Match": mine}).status_code == 304
    assert send("post", answering, f"{url}moves/", {"move": "accept"}, **{"If-Match": theirs}).status_code == 200
    late = send("post", asking, f"{url}moves/", {"move": "withdraw"}, **{"If-Match": mine})
    assert (late.status_code, late.json()["detail"]) == (412, STALE)


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_read_the_same_one_saves(hailu_program, draft):
    tag = send("get", hailu_program, draft).headers["ETag"]

    def save(n):
        try:
            return send("patch", hailu_program, draft, {"title": f"第 {n} 个人的题目"}, **{"If-Match": tag}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(save, range(8))) == [200] + [412] * 7
    assert Demand.objects.get().version == 2
