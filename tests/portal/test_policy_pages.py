"""Policy pages: the list with its filters, one policy, the check, the editor; what they cost and what they say."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from apps.policies.models import Guide, Policy, PolicyItem
from apps.portal.demo import policies
from tests.factories.enterprises import profile_of
from tests.factories.policies import AMOUNT, CRITERIA, TEXT, a_guide, a_policy, an_item
from tests.portal.conftest import Outline, text_of
from tests.portal.test_costs import cost

pytestmark = pytest.mark.django_db
ANSWERS = {"agreements": "2", "investment": "60"}


def checked(browser: Client, **answers):
    response = browser.post(reverse("policy-check"), answers)
    assert response.status_code == 302
    return browser.get(response.url)


@pytest.mark.parametrize("persona", ["visitor", "li_na", "chen_committee"])
def test_every_page_opens_with_one_h1_and_no_double_id(browser, request, persona):
    policy = a_policy(interpretation="说明")
    item = an_item(policy)
    a_guide(policy)
    client = browser(request.getfixturevalue(persona))
    checked(client, **ANSWERS)
    names = ["policies", "policy-check", "policy-check-result", "policy-guides"]
    urls = [reverse(name) for name in names] + [policy.get_absolute_url(), reverse("policy-guide", args=[policy.pk])]
    if persona != "visitor":
        urls.append(reverse("policy-subscriptions"))
    if persona == "chen_committee":
        urls += [reverse(name) for name in ("desk-policies", "policy-new", "policy-import")]
        urls += [reverse(name, args=[policy.pk]) for name in ("policy-edit", "policy-guide-edit", "policy-item-new")]
        urls += [reverse("policy-item-edit", args=[item.pk]), reverse("policy-move", args=[policy.pk, "expire"])]
    for url in urls:
        response = client.get(url)
        page = Outline(response.content.decode())
        assert (url, response.status_code, page.headings.count(1)) == (url, 200, 1)
        assert [one for one in page.ids if page.ids.count(one) > 1] == [], url
        assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False)), (url, page.headings)


# The list


def test_the_list_is_narrowed_and_counts_what_it_shows(browser, visitor):
    a_policy(title="甲", department="fgc", levers=["fiscal", "land"])
    a_policy(title="乙", department="jmc", levers=["finance"])
    a_policy("expired", title="丙", department="fgc", levers=["fiscal"])
    a_policy("draft", title="丁")
    response = browser(visitor).get(reverse("policies") + "?department=fgc&lever=fiscal")
    assert [row.title for row in response.context["page"]] == ["甲", "丙"]
    facets = {facet.name: {o.value: o.count for o in facet.options} for facet in response.context["facets"]}
    assert facets == {
        "lever": {"fiscal": 2, "land": 1},
        "department": {"fgc": 2},
        "level": {"area": 2},
        "state": {"published": 1, "expired": 1},
    }
    assert [chip.label for chip in response.context["chips"]] == ["财政", "发改处"]


def test_words_find_titles_and_items(browser, visitor):
    an_item(a_policy(title="甲办法"), title="贷款贴息")
    a_policy(title="乙办法")
    client = browser(visitor)
    assert [row.title for row in client.get(reverse("policies") + "?q=贴息").context["page"]] == ["甲办法"]
    assert "没有找到这样的政策" in text_of(client.get(reverse("policies") + "?q=月球"))
    assert client.get(reverse("policies") + "?lever=moon&valid_on=x").status_code == 200


def test_pages_cost_the_same_for_one_and_for_fifty(browser, visitor, li_na, chen_committee):
    client, staff = browser(li_na), browser(chen_committee)
    policy = a_policy(title="甲")
    an_item(policy)
    checked(client, **ANSWERS)
    pages = [(client, reverse(name)) for name in ("policies", "policy-check-result", "policy-check", "policy-guides")]
    pages += [(client, policy.get_absolute_url()), (staff, reverse("desk-policies")), (browser(visitor), "/policies/")]
    costs = [cost(who, url) for who, url in pages]
    for number in range(49):
        an_item(a_policy(title=f"政策 {number}", department=("fgc", "gkc")[number % 2]))
    assert [cost(who, url) for who, url in pages] == costs
    assert costs == [8, 6, 5, 5, 9, 7, 3]


def test_the_feed_has_what_is_in_force_and_nothing_else(browser, visitor):
    a_policy(title="甲 <&>", summary="一句话")
    a_policy("expired", title="乙")
    a_policy("draft", title="丙")
    response = browser(visitor).get(reverse("policy-feed"))
    assert response["Content-Type"].startswith("application/atom+xml")
    space = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring(response.content)
    assert [entry.findtext(f"{space}title") for entry in feed.iter(f"{space}entry")] == ["甲 <&>"]


def test_the_export_carries_its_filters(browser, visitor):
    a_policy(title="甲")
    response = browser(visitor).get(reverse("policy-export") + "?lever=fiscal")
    assert response["Content-Disposition"].startswith("attachment")
    assert response.content[:2] == b"PK"


# One policy


def test_a_policy_shows_clauses_items_versions_and_what_replaced_it(browser, visitor, chen_committee):
    old = a_policy(title="旧办法")
    new = a_policy(title="新办法", replaces=old)
    an_item(new, title="合作支持")
    page = browser(visitor).get(new.get_absolute_url())
    assert "c-第二条（一）" in Outline(page.content.decode()).ids
    assert "投入 × 50%，最高 500 万元" in text_of(page)
    assert "这份文件已被替代" in text_of(browser(visitor).get(old.get_absolute_url()))
    assert "这份文件已被替代" not in text_of(page)
    assert browser(visitor).get(new.get_absolute_url() + "?version=9").status_code == 404
    assert browser(visitor).get(reverse("policy-guide", args=[new.pk])).status_code == 404


def test_an_amount_clause_of_a_draft_is_not_for_visitors(browser, visitor):
    draft = a_policy("draft")
    assert browser(visitor).get(draft.get_absolute_url()).status_code == 404


# The check


def test_a_visitor_without_account_gets_a_result_and_the_session_keeps_it_alone(browser, visitor):
    an_item()
    client = browser(visitor)
    assert client.get(reverse("policy-check-result")).status_code == 302
    result = checked(client, sort="enterprise", agreements="1", investment="60")
    assert [one.group for one in result.context["checkup"].findings] == ["met"]
    assert "30 万元（300,000 元）" in text_of(result)
    assert "示例" in text_of(result)
    assert Client().get(reverse("policy-check-result")).status_code == 302
    client.get(reverse("policy-check") + "?forget=1")
    assert client.get(reverse("policy-check-result")).status_code == 302


def test_an_empty_check_meets_nothing(browser, visitor):
    an_item()
    result = checked(browser(visitor))
    assert [one.verdict.value for one in result.context["checkup"].findings] == ["信息不足"]
    assert "还差： 单位类型、校企合作协议" in text_of(result)


def test_what_is_known_is_filled_in_and_marked(browser, li_na):
    profile_of(li_na.organization, staff=20)
    an_item()
    page = browser(li_na).get(reverse("policy-check"))
    assert page.context["form"]["sort"].initial == "enterprise"
    assert text_of(page).count("平台已知") == page.context["known"] == 1
    assert "平台已知" in text_of(checked(browser(li_na), sort="enterprise", **ANSWERS))


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"investment": "很多"}, "“今年的投入”应为数字，现为「很多」"),
        ({"investment": "-5"}, "“今年的投入”超出范围"),
        ({"investment": "1e99"}, "“今年的投入”超出范围"),
        ({"sort": "moon"}, "moon"),
        ({"plans": ["moon"]}, "moon"),
    ],
)
def test_odd_answers_are_refused_beside_their_question(browser, visitor, answers, message):
    response = browser(visitor).post(reverse("policy-check"), answers)
    assert response.status_code == 422
    assert message in text_of(response)


def test_answers_to_questions_that_changed_are_left_out(browser, visitor):
    an_item()
    client = browser(visitor)
    checked(client, sort="enterprise", agreements="1")
    session = client.session
    session["policy_check"] = {"sort": "enterprise", "agreements": "many", "gone": 1}
    session.save()
    assert [one.verdict.code for one in client.get(reverse("policy-check-result")).context["checkup"].findings] == [
        "unknown"
    ]


# The desk


def form_of(policy: Policy, **values) -> dict:
    kept = {"title": policy.title, "department": "fgc", "level": "area", "levers": ["fiscal"], "text": TEXT}
    return kept | {"version": policy.version, "note": ""} | values


def test_the_committee_writes_publishes_and_revises(browser, chen_committee):
    client = browser(chen_committee)
    made = client.post(reverse("policy-new"), form_of(Policy(title="新办法", version=1)))
    policy = Policy.objects.get()
    assert (made.status_code, made.url, policy.state) == (302, reverse("policy-edit", args=[policy.pk]), "draft")
    client.post(reverse("policy-move", args=[policy.pk, "publish"]))
    policy.refresh_from_db()
    assert (policy.state, policy.guide_due is not None) == ("published", True)
    edit = reverse("policy-edit", args=[policy.pk])
    refused = client.post(edit, form_of(policy, text=TEXT + "\n第四条 施行。"))
    assert (refused.status_code, "已发布的政策改正文要写修改说明" in text_of(refused)) == (422, True)
    client.post(edit, form_of(policy, text=TEXT + "\n第四条 施行。", note="加第四条"))
    assert policy.texts.count() == 2
    stale = client.post(edit, form_of(policy, title="晚了一步", version=1))
    assert (stale.status_code, Policy.objects.get().title) == (409, "新办法")


def item_form(**values) -> dict:
    kept = {"title": "事项", "code": "x", "lever": "fiscal", "criteria": json.dumps(CRITERIA), "order": 0, "version": 1}
    return kept | {"amount": json.dumps(AMOUNT), "examples": ""} | values


def test_the_committee_writes_an_item_and_tries_it_first(browser, chen_committee):
    client, policy = browser(chen_committee), a_policy()
    url = reverse("policy-item-new", args=[policy.pk])
    examples = json.dumps([{"note": "企业", "known": {"sort": "enterprise", "agreements": 1}, "expect": "met"}])
    tried = client.post(url, item_form(examples=examples) | {"try": "1"})
    assert (tried.status_code, PolicyItem.objects.count()) == (200, 0)
    assert [row.outcome.verdict.value for row in tried.context["tried"]["rows"]] == ["符合"]
    assert client.post(url, item_form(examples=examples)).status_code == 302
    item = PolicyItem.objects.get()
    again = client.post(reverse("policy-item-edit", args=[item.pk]), item_form(title="改名", version=item.version))
    assert (again.status_code, PolicyItem.objects.get().title) == (302, "改名")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"criteria": "{"}, "第 1 行不是有效的 JSON"),
        ({"criteria": ""}, "该字段是必填项。"),
        ({"criteria": '{"fact": "moon", "op": ">=", "value": 1, "clause": "第一条"}'}, "没有名为「moon」的平台数据"),
        ({"amount": '{"percent": 150, "of": "investment"}'}, "应为 0—100 的数字，现为 150"),
        ({"criteria": json.dumps({"all": [CRITERIA["all"][0] | {"clause": "第九条"}]})}, "正文里没有「第九条」"),
        ({"code": "不是"}, "代码"),
        ({"opens_on": "2026-12-01", "closes_on": "2026-11-01"}, "受理结束不能早于受理开始"),
    ],
)
def test_an_item_that_cannot_stand_is_refused(browser, chen_committee, values, message):
    url = reverse("policy-item-new", args=[a_policy().pk])
    response = browser(chen_committee).post(url, item_form(**values))
    assert (response.status_code, PolicyItem.objects.count()) == (422, 0)
    words = re.sub(r"\s+", " ", text_of(response)).replace("&quot;", '"')
    assert message in words
    assert browser(chen_committee).post(url, item_form(**values) | {"try": "1"}).status_code in (200, 422)


def test_the_guide_is_written_once_and_mended_later(browser, chen_committee):
    client, policy = browser(chen_committee), a_policy()
    url = reverse("policy-guide-edit", args=[policy.pk])
    values = {part: "一\n二" for part in Guide.PARTS} | {"version": 1}
    assert client.post(url, values).status_code == 302
    assert client.post(url, values | {"time": "30 个工作日"}).status_code == 302
    assert client.post(url, values).status_code == 409
    assert client.post(url, values | {"contact": ""}).status_code == 422
    assert Guide.objects.get().time == "30 个工作日"


def test_a_sheet_that_is_none_is_refused_on_its_page(browser, chen_committee):
    client = browser(chen_committee)
    assert client.post(reverse("policy-import")).status_code == 422
    assert client.get(reverse("policy-template")).content[:2] == b"PK"


def test_subscribing_and_ending_it(browser, li_na):
    client = browser(li_na)
    client.post(reverse("policy-subscriptions"), {"lever": "fiscal", "department": "fgc"})
    assert "财政 · 发改处" in text_of(client.get(reverse("policy-subscriptions")))
    row = li_na.user.policy_subscriptions.get()
    client.post(reverse("policy-subscription-end", args=[row.pk]))
    assert li_na.user.policy_subscriptions.count() == 0
    assert client.post(reverse("policy-subscriptions"), {"lever": "moon"}).status_code == 400


def test_the_demo_policies_are_entered_once_and_checked_within_a_dozen_queries(browser, chen_committee, li_na, lin_yue):
    assert (policies.load(chen_committee), policies.load(chen_committee)) == (12, 0)
    states = Policy.objects.order_by("state").values_list("state", "is_sample").annotate(n=Count("pk"))
    assert list(states) == [("expired", True, 1), ("published", True, 10), ("superseded", True, 1)]
    assert Policy.objects.without_guide().count() == 4
    for actor, total in ((li_na, 12), (lin_yue, 12)):
        client = browser(actor)
        checked(client, local="yes", **ANSWERS)
        assert cost(client, reverse("policy-check-result")) <= total


def rows_form(*rows: dict, **values) -> dict:
    """An item written in rows, as the page posts it."""
    kept = item_form(how="rows", criteria="", amount="", **values) | {
        "row-TOTAL_FORMS": len(rows),
        "row-INITIAL_FORMS": 0,
    }
    return kept | {f"row-{at}-{key}": value for at, row in enumerate(rows) for key, value in row.items()}


SORT = {"clause": "第二条（一）", "name": "sort", "op": "in", "value": "企业、高校与科研院所"}
MANY = {"clause": "第二条（二）", "name": "agreements", "value": "1"}


def test_an_item_is_written_in_rows_and_comes_back_in_rows(browser, chen_committee):
    client, policy = browser(chen_committee), a_policy()
    either = [{"name": "trusted", "value": "是"}, {"name": "plans", "value": "新建基地载体、改建基地载体"}]
    rows = [SORT, MANY, *({"clause": "第二条（二）", "group": "甲"} | one for one in either), {}]
    money = {"sum-kind": "percent", "sum-number": "20", "sum-of": "investment", "sum-cap": "2,000"}
    made = client.post(reverse("policy-item-new", args=[policy.pk]), rows_form(*rows, **money))
    assert made.status_code == 302, text_of(made)
    item, cited = PolicyItem.objects.get(), {"clause": "第二条（二）"}
    assert item.criteria == {
        "all": [
            {"question": "sort", "op": "in", "value": ["enterprise", "institution"], "clause": "第二条（一）"},
            {"question": "agreements", "op": ">=", "value": 1, **cited},
            {"any": [
                {"question": "trusted", "op": "is", "value": True, **cited},
                {"question": "plans", "op": "includes", "value": ["new", "renovation"], **cited},
            ]},
        ]
    }  # fmt: skip
    assert item.amount == {"percent": 20, "of": "investment", "cap": 2000}
    form = client.get(made.url).context["form"]
    assert [row.initial.get("value", "") for row in form.rows] == [
        "企业、高校与科研院所", "1", "是", "新建基地载体、改建基地载体", "", "",
    ]  # fmt: skip
    assert form.sum.initial == {"kind": "percent", "number": "20", "of": "investment", "cap": "2000"}
    more = client.post(made.url, rows_form(*rows) | {"more": "1"})
    assert (more.status_code, len(more.context["form"].rows), PolicyItem.objects.get().version) == (
        200,
        7,
        item.version,
    )


@pytest.mark.parametrize(
    ("rows", "values", "message"),
    [
        ([MANY | {"name": "moon"}], {}, "moon"),
        ([MANY | {"clause": ""}], {}, "没有写明条款"),
        ([MANY | {"op": "is"}], {}, "“校企合作协议”是数字，不能用「is」比较"),
        ([MANY | {"value": "三份"}], {}, "应为数字，现为「三份」"),
        ([SORT | {"value": "月球站"}], {}, "没有这个选项"),
        ([MANY, MANY | {"op": "<", "value": "1"}], {}, "不能同时成立"),
        ([], {}, "至少写一条条件"),
        ([MANY], {"sum-kind": "percent", "sum-number": "150", "sum-of": "investment"}, "应为 0—100 的数字，现为 150"),
        ([MANY], {"sum-kind": "percent", "sum-number": "20", "sum-of": "agreements"}, "单位不是万元，不能取百分比"),
    ],
)
def test_rows_that_cannot_stand_say_where_and_why(browser, chen_committee, rows, values, message):
    url = reverse("policy-item-new", args=[a_policy().pk])
    refused = browser(chen_committee).post(url, rows_form(*rows, **values))
    assert (refused.status_code, PolicyItem.objects.count()) == (422, 0)
    assert message in re.sub(r"\s+", " ", text_of(refused))
