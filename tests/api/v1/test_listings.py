"""Demands and resources over the API: what is answered, to whom, and what is refused in which words."""

import json
from pathlib import Path

import pytest
from django.test import Client

from apps.core import lifecycle, outbox
from apps.demands.models import Demand
from apps.listings import services
from apps.matching.models import Match
from apps.resources.models import Resource
from tests.api.conftest import WORDS, Program, program_of, published

pytestmark = pytest.mark.django_db
CONTRACT = Path(__file__).parent / "contract"
BODY = {"kind": "challenge", "title": "密封件微泄漏检测", "text": WORDS, "details": {"trl_now": 3, "trl_needed": 6}}


def shape(value):
    """Names and types of an answer, values left out."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def frozen(name, body):
    """Field names and types are a promise: a change of a file in contract/ is a change for every integrator."""
    assert shape(body) == json.loads((CONTRACT / f"{name}.json").read_text("utf8"))


def test_a_program_posts_a_demand_submits_it_and_reads_it_back(hailu_program, li_na):
    status, made = hailu_program.post("demands/", BODY)
    assert (status, made["state"], made["details"]["trl_needed"]) == (201, "draft", 6)
    status, sent = hailu_program.post(f"demands/{made['id']}/moves/", {"move": "submit"})
    assert (status, sent["state"], sent["state_label"]) == (200, "submitted", "待审核")
    assert hailu_program.get(f"demands/{made['id']}/") == (200, sent)
    assert Demand.objects.get().organization == li_na.organization
    frozen("demand", made)


def test_its_matches_come_in_order_with_reasons(hailu_program, open_lab, li_na):
    _, made = hailu_program.post("demands/", BODY | {"title": "高压环境下的密封试验"})
    hailu_program.post(f"demands/{made['id']}/moves/", {"move": "submit"})
    outbox.drain()
    status, body = hailu_program.get(f"demands/{made['id']}/matches/")
    assert (status, [row["resource"]["id"] for row in body["results"]]) == (200, [open_lab.pk])
    assert [row["rank"] for row in body["results"]] == [1]
    assert Match.objects.get().reason_texts == body["results"][0]["reasons"] != []
    frozen("matches", body)


def test_a_stranger_sees_no_matches_of_a_demand_he_may_see(hailu_program, open_demand, open_lab):
    outbox.drain()
    assert Match.objects.filter(demand=open_demand).count() == 1
    assert hailu_program.get(f"demands/{open_demand.pk}/matches/")[1]["results"] == []


def test_a_stranger_does_not_learn_that_a_draft_exists(hailu_program, he_jun):
    draft = services.create(Demand, "challenge", {"title": "别家的草稿", "text": WORDS}, actor=he_jun)
    for path in (
        f"demands/{draft.pk}/",
        f"demands/{draft.pk}/matches/",
        f"demands/{draft.pk + 999}/",
        f"demands/{2**70}/",
    ):
        assert hailu_program.get(path)[0] == 404
    status, body = hailu_program.post(f"demands/{draft.pk}/moves/", {"move": "submit"})
    assert (status, body["detail"]) == (404, "没有这条记录，或它不对您开放")
    assert hailu_program.get("demands/")[1]["results"] == []


def test_a_visible_demand_of_others_is_not_ours_to_move(hailu_program, open_demand):
    status, body = hailu_program.post(f"demands/{open_demand.pk}/moves/", {"move": "withdraw"})
    assert (status, body["title"]) == (403, "没有这项权限")


def test_contacts_are_for_those_who_may_know(hailu_program, open_demand, he_jun):
    assert hailu_program.get(f"demands/{open_demand.pk}/")[1]["contact"] is None
    mine = program_of(he_jun).get(f"demands/{open_demand.pk}/")[1]["contact"]
    assert mine == {"name": "何军", "phone": "13800000000", "email": "he.jun@example.com"}


def test_defects_come_all_at_once_with_pointers(hailu_program):
    status, body = hailu_program.post(
        "demands/", {"kind": "challenge", "title": "短", "details": {"trl_now": 12, "colour": "red"}}
    )
    assert (status, body["title"], body["detail"]) == (422, "内容没有通过检查", "以下各处需要修改")
    assert {error["pointer"] for error in body["errors"]} == {"/title", "/text", "/details/trl_now", "/details/colour"}
    assert {"pointer": "/text", "detail": "缺少“说明”", "remedy": "这一项必填"} in body["errors"]
    assert Demand.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (b"{", 400, None),
        (b'{"title": "\xff"}', 400, None),
        (b"[]", 422, "/"),
        (b'"text"', 422, "/"),
        ({"title": "没有类别"}, 422, "/kind"),
        (BODY | {"kind": "instrument"}, 422, "/kind"),
        (BODY | {"kind": 7}, 422, "/kind"),
        (BODY | {"details": []}, 201, None),
        (BODY | {"details": [1]}, 422, "/details"),
        (BODY | {"details": {"title": "两处"}}, 422, "/details/title"),
        (BODY | {"title": "有\x00空字符的标题"}, 422, "/title"),
        (BODY | {"title": "半个\ud800字符"}, 422, "/title"),
        (BODY | {"text": "长" * 5001}, 422, "/text"),
        (BODY | {"budget": 10**40}, 422, "/budget"),
        (BODY | {"details": {"trl_now": 1e308}}, 422, "/details/trl_now"),
        (BODY | {"details": {"trl_now": True}}, 422, "/details/trl_now"),
        (BODY | {"nodes": {"a": 1}}, 422, "/nodes"),
        (BODY | {"visibility": "secret"}, 422, "/visibility"),
        (BODY | {"state": "published"}, 422, "/state"),
        (BODY | {"organization": "hailu"}, 422, "/organization"),
    ],
)
def test_bad_bodies_are_refused_in_words_and_nothing_is_written(body, status, pointer, hailu_program):
    got, answer = hailu_program.post("demands/", body)
    assert got == status
    if status == 422:
        assert pointer in {error["pointer"] for error in answer["errors"]}
    assert Demand.objects.count() == (status == 201)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"move": "fly"}, 422),
        ({"move": 3}, 422),
        ({"move": "submit", "note": "\x00"}, 422),
        ({"move": "close"}, 409),
        ([], 422),
    ],
)
def test_bad_moves_are_refused(body, status, hailu_program):
    _, made = hailu_program.post("demands/", BODY)
    assert hailu_program.post(f"demands/{made['id']}/moves/", body)[0] == status
    assert Demand.objects.get().state == "draft"


@pytest.mark.parametrize("kind", [kind.slug for kind in Resource.kinds.entered()])
def test_a_university_posts_every_kind_of_resource(kind, yanshi_program):
    status, made = yanshi_program.post("resources/", {"kind": kind, "title": "演示资源一条", "text": WORDS})
    assert (status, made["kind"]) == (201, kind)
    assert yanshi_program.post(f"resources/{made['id']}/moves/", {"move": "submit"})[1]["state"] == "submitted"
    frozen(f"resource-{kind}", made)


def test_an_enterprise_posts_no_demand_for_a_university_key(yanshi_program):
    """The role of every key is the same; the rule is what its organization may do, and both may do both."""
    assert yanshi_program.post("demands/", BODY)[0] == 201


def test_the_lists_filter_like_the_portal_and_refuse_what_they_do_not_know(hailu_program, open_lab, open_demand):
    assert [row["id"] for row in hailu_program.get("resources/", kind="lab", q="高压")[1]["results"]] == [open_lab.pk]
    assert hailu_program.get("resources/", kind="instrument")[1]["results"] == []
    status, body = hailu_program.get("resources/", kind="spaceship")
    assert (status, [error["pointer"] for error in body["errors"]]) == (400, ["/kind"])
    for params in ({"q": "\x00"}, {"node": "火星"}, {"organization": "x" * 300}, {"cursor": "cD1hYmM="}):
        assert hailu_program.get("resources/", **params)[0] in {400, 404}


@pytest.mark.parametrize(("name", "value"), [("class_code", "100%s"), ("organization", "%s%d"), ("usage", "%")])
def test_a_per_cent_sign_in_a_filter_is_a_wrong_value_like_any_other(hailu_program, db, name, value):
    status, problem = hailu_program.get("resources/", **{name: value})
    assert (status, [one["pointer"] for one in problem["errors"]]) == (400, [f"/{name}"])


def test_pages_follow_the_cursor_to_the_end(hailu_program, lin_yue, zhao_office):
    made = [published(lin_yue, zhao_office, Resource, "lab", title=f"演示实验室第{n}间").pk for n in range(5)]
    seen, params = [], {"limit": 2}
    while True:
        _, body = hailu_program.get("resources/", **params)
        seen += [row["id"] for row in body["results"]]
        if not body["next"]:
            break
        params["cursor"] = body["next"].split("cursor=")[1].split("&")[0].replace("%3D", "=")
    assert seen == made[::-1]


@pytest.mark.parametrize("count", [1, 20])
def test_a_list_costs_the_same_for_one_row_and_for_twenty(
    count, hailu_program, lin_yue, zhao_office, django_assert_num_queries
):
    for n in range(count):
        published(lin_yue, zhao_office, Resource, "lab", title=f"演示实验室第{n}间")
    hailu_program.get("resources/")
    with django_assert_num_queries(3):  # the key, the rows with their details, their nodes
        hailu_program.get("resources/")


def test_a_key_opens_only_what_it_was_made_for(li_na, open_lab):
    reader = program_of(li_na, ["demand:read"])
    assert reader.get("demands/")[0] == 200
    status, body = reader.get("resources/")
    assert (status, body["title"]) == (403, "没有这项权限")
    assert reader.post("demands/", BODY)[0] == 403


@pytest.mark.parametrize("token", ["", "lg_wrong", "Bearer", "\xe9", "lg_" + "a" * 500])
def test_without_a_good_key_nothing_is_answered(token, db):
    status, body = Program(token).get("demands/")
    assert (status, body["status"], body["title"]) == (401, 401, "需要有效的访问令牌")


def test_another_method_and_another_format_are_refused(hailu_program):
    client = Client(headers=hailu_program.headers)
    assert client.delete("/api/v1/demands/").status_code == 405
    assert client.post("/api/v1/demands/", "a=1", content_type="application/x-www-form-urlencoded").status_code == 415
    assert client.get("/api/v1/nowhere/").headers["Content-Type"] == "application/problem+json"


def test_problems_are_problem_documents(hailu_program):
    answer = Client(headers=hailu_program.headers | {"X-Request-ID": "trace-0001"}).get("/api/v1/demands/1/")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content) == {
        "type": "about:blank",
        "title": "没有找到",
        "status": 404,
        "detail": "没有这条记录，或它不对您开放",
        "instance": "/api/v1/demands/1/",
        "request_id": "trace-0001",
    }


def test_somebody_faster_is_a_conflict(hailu_program, li_na):
    _, made = hailu_program.post("demands/", BODY)
    lifecycle.move(Demand.objects.get(), "submit", actor=li_na)
    assert hailu_program.post(f"demands/{made['id']}/moves/", {"move": "submit"})[0] == 409
