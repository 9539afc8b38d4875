"""Dealings for programs: opened, answered, written in, and never seen by a third."""

import json
from pathlib import Path

import pytest
from django.test import Client

from apps.accounts.actor import Actor
from apps.accounts.services import create_client
from tests.factories.cooperation import a_dealing, a_pair

pytestmark = pytest.mark.django_db
SCOPES = ["dealing:read", "dealing:write"]
CONTRACT = Path(__file__).parent / "contract" / "dealing.json"


def key(actor, scopes=SCOPES):
    _, token = create_client(organization=actor.organization, scopes=scopes, actor=Actor.system())
    return Client(headers={"Authorization": f"Bearer {token}"})


def test_a_program_opens_answers_and_writes(li_na, lin_yue, wang_wei, sun_centre):
    demand, resource = a_pair(li_na, lin_yue)
    asking, answering, third = key(li_na), key(lin_yue), key(wang_wei)
    given = {"demand": demand.pk, "resources": [resource.pk], "message": "想借用设备"}
    made = asking.post("/api/v1/dealings/", given, content_type="application/json")
    assert (made.status_code, len(made.json())) == (201, 1)
    assert asking.post("/api/v1/dealings/", given, content_type="application/json").status_code == 409
    url = f"/api/v1/dealings/{made.json()[0]['id']}/"
    assert (third.get(url).status_code, third.get("/api/v1/dealings/").json()["results"]) == (404, [])
    before = answering.get(url).json()
    assert (before["moves"], before["demand"]["contact"]) == (["accept", "decline"], None)
    after = answering.post(f"{url}moves/", {"move": "accept"}, content_type="application/json").json()
    assert (after["state"], after["demand"]["contact"]["phone"]) == ("accepted", "15400000001")
    refused = answering.post(f"{url}moves/", {"move": "decline", "reason": "budget"}, content_type="application/json")
    assert (refused.status_code, "不能婉拒" in refused.json()["detail"]) == (409, True)
    note = asking.post(f"{url}notes/", {"text": "约在下周三"}, content_type="application/json")
    assert note.status_code == 201
    assert [row["text"] for row in answering.get(f"{url}notes/").json()["results"]] == ["约在下周三"]


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ([], 422), ({"demand": "x", "resources": [1]}, 422), ({"demand": 1, "resources": []}, 422),
     ({"demand": 10**30, "resources": [1]}, 422), ({"demand": 10**9, "resources": [1]}, 404)],
)  # fmt: skip
def test_odd_bodies_are_refused_in_words(li_na, body, status):
    answer = key(li_na).post("/api/v1/dealings/", json.dumps(body), content_type="application/json")
    assert (answer.status_code, bool(answer.json()["detail"])) == (status, True)


def test_the_field_names_are_frozen(li_na, lin_yue, sun_centre):
    dealing = a_dealing(li_na, lin_yue)
    assert list(key(li_na).get(f"/api/v1/dealings/{dealing.pk}/").json()) == json.loads(CONTRACT.read_text("utf8"))
