"""Policies over the API: list, one, items, and the check."""

import pytest

from tests.api.conftest import Program, program_of
from tests.factories.policies import a_guide, a_policy, an_item

pytestmark = pytest.mark.django_db
POLICY = "id title number department level levers state summary issued_on valid_from valid_until is_sample is_demo"
POLICY += " department_label state_label published_at updated_at url"
ITEM = "id code policy title summary lever opens_on closes_on window conditions criteria amount amount_words excludes"
ITEM += " is_sample url"
FINDING = "item title policy verdict verdict_label group amount amount_words missing conditions window is_sample url"


def test_published_policies_and_no_drafts(hailu_program):
    a_policy(title="甲", levers=["land"])
    a_policy("expired", title="乙")
    a_policy("draft", title="丙")
    body = hailu_program.get("policies/")[1]
    assert [row["title"] for row in body["results"]] == ["乙", "甲"]
    assert list(body["results"][0]) == POLICY.split()
    assert [row["title"] for row in hailu_program.get("policies/", lever="land")[1]["results"]] == ["甲"]
    assert hailu_program.get("policies/", lever="moon")[0] == 400


def test_one_policy_with_clauses_items_and_guide(hailu_program):
    policy = a_policy(title="甲")
    item = an_item(policy)
    a_guide(policy)
    status, body = hailu_program.get(f"policies/{policy.pk}/")
    assert (status, body["version"], [one["no"] for one in body["clauses"]][:2]) == (200, 1, ["第一条", "第二条"])
    assert list(body)[len(POLICY.split()) :] == ["version", "clauses", "interpretation", "guide", "items"]
    assert (list(body["items"][0]), body["guide"]["办理时限"]) == (ITEM.split(), ["30 个工作日"])
    assert [(one["clause"], one["asks"]) for one in body["items"][0]["conditions"]] == [
        ("第二条（一）", "sort"),
        ("第二条（二）", "agreements"),
    ]
    assert [row["code"] for row in hailu_program.get("policy-items/")[1]["results"]] == [item.code]


@pytest.mark.parametrize("pk", ["0", "99999999999999999999"])
def test_what_is_not_there(hailu_program, pk):
    draft = a_policy("draft")
    assert hailu_program.get(f"policies/{pk}/")[0] == 404
    assert hailu_program.get(f"policies/{draft.pk}/")[0] == 404


def test_a_check_uses_the_profile_unless_told_not_to(li_na):
    an_item()
    program = program_of(li_na)
    status, body = program.post("policy-check/", {"answers": {"agreements": 2, "investment": 60}})
    (found,) = body["findings"]
    assert (status, list(found)) == (200, FINDING.split())
    assert (found["verdict"], found["amount"], found["conditions"][0]["known"]) == ("met", "30.00", "企业")
    assert [one["source"] for one in body["answers"]][:4] == ["platform", "open", "open", "given"]
    (blind,) = program.post("policy-check/", {"answers": {"agreements": 2}, "use_profile": False})[1]["findings"]
    assert (blind["verdict"], blind["missing"], blind["amount"]) == ("unknown", ["单位类型"], None)


def test_an_empty_check_meets_nothing(yanshi_program):
    an_item()
    body = yanshi_program.post("policy-check/", {"use_profile": False})[1]
    assert [one["verdict_label"] for one in body["findings"]] == ["信息不足"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"answers": {"sort": "moon"}}, "/answers/sort"),
        ({"answers": {"agreements": "x"}}, "/answers/agreements"),
        ({"answers": {"enterprises.staff": 5}}, "/answers/enterprises.staff"),
        ({"answers": {"plans": [["new"]]}}, "/answers/plans"),
        ({"answers": []}, "/answers"),
        ({"answers": {}, "use_profile": "no"}, "/use_profile"),
    ],
)
def test_wrong_answers_point_to_the_question(hailu_program, body, pointer):
    status, answer = hailu_program.post("policy-check/", body)
    assert (status, [one["pointer"] for one in answer["errors"]]) == (422, [pointer])


def test_nobody_without_a_key(db):
    for path in ("policies/", "policy-items/"):
        assert Program().get(path)[0] == 401
    assert Program().post("policy-check/", {"answers": {}})[0] == 401
