"""Kinds, organizations, the description and its page."""

import json

import pytest
from django.test import Client

from apps.demands.models import Demand
from apps.listings.models import families

pytestmark = pytest.mark.django_db


def test_every_kind_names_its_fields(hailu_program):
    status, body = hailu_program.get("kinds/")
    assert status == 200
    assert [row["slug"] for row in body["results"]] == [kind.slug for family in families() for kind in family.kinds]
    (challenge,) = [row for row in body["results"] if row["slug"] == "challenge"]
    assert [field["name"] for field in challenge["details"]] == list(Demand.kinds["challenge"].fields)
    assert [field["name"] for field in challenge["common"] if field["required"]] == ["title", "text"]


def test_organizations_are_the_verified_ones_and_our_own(hailu_program, he_jun, xin_mei, lin_yue):
    codes = [row["code"] for row in hailu_program.get("organizations/")[1]["results"]]
    assert sorted(codes) == ["hailu", "lanhai", "yanshi"]  # newcomer is not verified
    assert [row["code"] for row in hailu_program.get("organizations/", sort="institution")[1]["results"]] == ["yanshi"]


def test_the_description_names_every_address_and_is_openapi_31(client):
    answer = client.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    schema = json.loads(answer.content)
    assert schema["openapi"].startswith("3.1")
    assert sorted(schema["paths"]) == [
        "/api/v1/alliance-members/{id}/moves/",
        "/api/v1/alliances/",
        "/api/v1/alliances/{id}/",
        "/api/v1/alliances/{id}/members/",
        "/api/v1/alliances/{id}/moves/",
        "/api/v1/bases/",
        "/api/v1/bases/{id}/",
        "/api/v1/bases/{id}/figures/",
        "/api/v1/bases/{id}/moves/",
        "/api/v1/dealings/",
        "/api/v1/dealings/{id}/",
        "/api/v1/dealings/{id}/moves/",
        "/api/v1/dealings/{id}/notes/",
        "/api/v1/demands/",
        "/api/v1/demands/{id}/",
        "/api/v1/demands/{id}/matches/",
        "/api/v1/demands/{id}/moves/",
        "/api/v1/events/",
        "/api/v1/events/{id}/",
        "/api/v1/events/{id}/moves/",
        "/api/v1/kinds/",
        "/api/v1/mentors/",
        "/api/v1/mentors/{id}/",
        "/api/v1/mentors/{id}/moves/",
        "/api/v1/notices/",
        "/api/v1/notices/read/",
        "/api/v1/organizations/",
        "/api/v1/policies/",
        "/api/v1/policies/{id}/",
        "/api/v1/policy-check/",
        "/api/v1/policy-items/",
        "/api/v1/public-notices/",
        "/api/v1/resources/",
        "/api/v1/resources/{id}/",
        "/api/v1/resources/{id}/moves/",
    ]
    assert "bearer" in json.dumps(schema["components"]["securitySchemes"])


def test_the_page_needs_no_key_and_no_foreign_host(client: Client):
    answer = client.get("/api/docs/")
    assert answer.status_code == 200
    assert "://" not in answer.content.decode().replace("http://www.w3.org", "")
