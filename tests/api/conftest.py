"""Programs with keys, and what they call."""

import json

import pytest
from django.test import Client

from apps.accounts.actor import Actor
from apps.accounts.scopes import SCOPES
from apps.accounts.services import create_client
from apps.core import lifecycle
from apps.demands.models import Demand
from apps.listings import services
from apps.resources.models import Resource

ALL = list(SCOPES)
WORDS = "密封件在六十兆帕循环压力下微泄漏，现有气泡法测不出来，想要可重复的检测方法。"


class Program:
    """A client of the API with a bearer token; answers come as (status, body)."""

    def __init__(self, token: str = "") -> None:
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.client = Client()

    def get(self, path: str, **params):
        return self.read(self.client.get(f"/api/v1/{path}", params, headers=self.headers))

    def post(self, path: str, body):
        raw = body if isinstance(body, bytes) else json.dumps(body)
        answer = self.client.post(f"/api/v1/{path}", raw, content_type="application/json", headers=self.headers)
        return self.read(answer)

    @staticmethod
    def read(answer):
        return answer.status_code, json.loads(answer.content)


def program_of(actor: Actor, scopes: list[str] | None = None) -> Program:
    _, token = create_client(organization=actor.organization, scopes=scopes or ALL, actor=Actor.system(via="command"))
    return Program(token)


@pytest.fixture
def hailu_program(li_na) -> Program:
    return program_of(li_na)


@pytest.fixture
def yanshi_program(lin_yue) -> Program:
    return program_of(lin_yue)


def published(actor, desk, model=Demand, kind="challenge", **values):
    """A listing that went the whole way."""
    listing = services.create(model, kind, {"title": "密封件微泄漏检测", "text": WORDS} | values, actor=actor)
    lifecycle.move(listing, "submit", actor=actor)
    return lifecycle.move(listing, "publish", actor=desk)


@pytest.fixture
def open_demand(he_jun, sun_centre):
    return published(he_jun, sun_centre, title="锻件裂纹在线检测", contact_phone="13800000000")


@pytest.fixture
def open_lab(lin_yue, zhao_office):
    return published(lin_yue, zhao_office, Resource, "lab", title="高压环境实验室")
