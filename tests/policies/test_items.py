"""The ten example items, each against literal cases: verdict, and the amount where it can be known."""

from types import SimpleNamespace

import pytest

from apps.core.criteria import amount, evaluate, read, read_amount
from apps.core.errors import Defects
from apps.policies import clauses, services
from apps.portal.demo import policies
from tests.factories.policies import CRITERIA, a_policy

BASE = {
    "sort": "enterprise",
    "local": True,
    "base": "demonstration",
    "agreements": 3,
    "investment": 1200,
    "trusted": True,
}
NEW, OLD, JOINT = BASE | {"plans": ["new"]}, BASE | {"plans": ["renovation"]}, BASE | {"plans": ["project"]}
LOAN, COHORT = BASE | {"plans": ["loan"]}, BASE | {"plans": ["talent"]}
SCHOOL = {"sort": "institution", "local": True, "plans": ["platform"], "investment": 1000}
SCHOOL |= {"universities.platforms": 2, "resources.published": 12}
CAMPUS = {"sort": "institution", "local": True, "plans": ["space"]}
FIRM = {"sort": "enterprise", "local": True, "enterprises.training_spending": 80, "enterprises.staff": 260}
TRUSTED = {"sort": "enterprise", "local": True, "trusted": True}
CASES = {
    "carrier-new": [
        (NEW, "met", "240.00"),
        (NEW | {"investment": 20_000}, "met", "2000.00"),
        (NEW | {"investment": 500}, "met", "100.00"),
        (NEW | {"investment": "499.99"}, "unmet", "100.00"),
        (NEW | {"base": "nurturing"}, "unmet", "240.00"),
        (NEW | {"trusted": False}, "unmet", "240.00"),
        (NEW | {"local": None}, "unknown", "240.00"),
        ({"plans": ["renovation"]}, "unmet", None),
        ({}, "unknown", None),
    ],
    "carrier-renovation": [
        (OLD, "met", "240.00"),
        (OLD | {"investment": 5_000}, "met", "1000.00"),
        (OLD | {"investment": 5_001}, "met", "1000.00"),
        (OLD | {"plans": ["new", "renovation"]}, "met", "240.00"),
        (NEW, "unmet", "240.00"),
        (OLD | {"investment": None}, "unknown", None),
        ({}, "unknown", None),
    ],
    "cooperation-project": [
        (JOINT | {"investment": 60}, "met", "30.00"),
        (JOINT | {"investment": 60, "sort": "institution"}, "met", "30.00"),
        (JOINT | {"investment": 1000}, "met", "500.00"),
        (JOINT | {"investment": 1000.02}, "met", "500.00"),
        (JOINT | {"agreements": 0}, "unmet", "500.00"),
        (JOINT | {"investment": 19}, "unmet", "9.50"),
        (JOINT | {"sort": "park"}, "unmet", "500.00"),
        (JOINT | {"agreements": None}, "unknown", "500.00"),
        ({}, "unknown", None),
    ],
    "base-operation": [
        ({"base": "nurturing", "agreements": 1, "local": True}, "met", "10.00"),
        ({"base": "nurturing", "agreements": 2, "local": True}, "met", "10.00"),
        ({"base": "nurturing", "agreements": 3, "local": True}, "met", "20.00"),
        ({"base": "demonstration", "agreements": 6, "local": True}, "met", "30.00"),
        ({"base": "none", "agreements": 6, "local": True}, "unmet", "30.00"),
        ({"base": "nurturing", "agreements": 0, "local": True}, "unmet", "0.00"),
        ({"base": "nurturing", "local": True}, "unknown", None),
        ({}, "unknown", None),
    ],
    "platform-funding": [
        (SCHOOL, "met", "350.00"),
        (SCHOOL | {"investment": 5_000}, "met", "800.00"),
        (SCHOOL | {"investment": 100}, "met", "80.00"),
        (SCHOOL | {"investment": 99}, "unmet", "79.70"),
        (SCHOOL | {"universities.platforms": 0}, "unmet", "350.00"),
        (SCHOOL | {"resources.published": 2}, "unmet", "350.00"),
        (SCHOOL | {"sort": "enterprise"}, "unmet", "350.00"),
        (SCHOOL | {"universities.platforms": None}, "unknown", "350.00"),
        ({}, "unknown", None),
    ],
    "worker-training": [
        (FIRM, "met", "24.00"),
        (FIRM | {"enterprises.training_spending": 500}, "met", "50.00"),
        (FIRM | {"enterprises.training_spending": 10, "enterprises.staff": 20}, "met", "3.00"),
        (FIRM | {"enterprises.staff": 19}, "unmet", "24.00"),
        (FIRM | {"enterprises.training_spending": 9}, "unmet", "2.70"),
        (FIRM | {"enterprises.training_spending": None}, "unknown", None),
        (FIRM | {"local": False}, "unmet", "24.00"),
        ({}, "unknown", None),
    ],
    "loan-interest": [
        (LOAN, "met", "24.00"),
        (LOAN | {"investment": 10}, "met", "1.00"),
        (LOAN | {"investment": 90_000}, "met", "100.00"),
        (LOAN | {"base": "none", "agreements": 0, "enterprises.integration": "certified"}, "met", "24.00"),
        (LOAN | {"base": "none", "agreements": 0, "enterprises.integration": "none"}, "unmet", "24.00"),
        (LOAN | {"base": "none", "agreements": 0}, "unknown", "24.00"),
        (LOAN | {"trusted": False}, "unmet", "24.00"),
        (LOAN | {"trusted": None}, "unknown", "24.00"),
        ({}, "unknown", None),
    ],
    "campus-space": [
        (CAMPUS | {"universities.stem_share": 65, "universities.platforms": 2}, "met", None),
        (CAMPUS | {"universities.stem_share": 50, "universities.platforms": 0, "agreements": 5}, "met", None),
        (CAMPUS | {"universities.stem_share": 49.9, "universities.platforms": 0, "agreements": 5}, "unmet", None),
        (CAMPUS | {"universities.platforms": 1}, "unknown", None),
        (CAMPUS | {"universities.platforms": 0, "agreements": 0}, "unmet", None),
        (CAMPUS | {"sort": "enterprise"}, "unmet", None),
        ({}, "unknown", None),
    ],
    "credit-recommendation": [
        (TRUSTED | {"agreements": 3, "base": "nurturing"}, "met", None),
        (TRUSTED | {"enterprises.training_spending": 50, "enterprises.research_spending": 500}, "met", None),
        (TRUSTED | {"agreements": 3, "base": "none"}, "unknown", None),
        (
            TRUSTED
            | {"agreements": 3, "base": "none", "enterprises.training_spending": 49}
            | {"enterprises.research_spending": 499},
            "unmet",
            None,
        ),
        (TRUSTED | {"agreements": 3, "base": "nurturing", "trusted": False}, "unmet", None),
        (TRUSTED | {"agreements": 3, "base": "nurturing", "local": None}, "unknown", None),
        ({}, "unknown", None),
    ],
    "talent-cohort": [
        (COHORT | {"investment": 100}, "met", "40.00"),
        (COHORT | {"investment": 1_000}, "met", "100.00"),
        (COHORT | {"investment": 1_000, "base": "none"}, "met", "60.00"),
        (COHORT | {"investment": 100, "base": None}, "met", "40.00"),
        (COHORT | {"investment": 1_000, "base": None}, "met", None),
        (COHORT | {"agreements": 0}, "unmet", "100.00"),
        (COHORT | {"plans": ["none"]}, "unmet", "100.00"),
        ({}, "unknown", None),
    ],
}
ITEMS = {item["code"]: item | {"text": row["text"]} for row in policies.read() for item in row["items"]}


def test_every_item_has_its_cases():
    assert set(CASES) == set(ITEMS)
    assert len(ITEMS) >= 8
    assert min(map(len, CASES.values())) >= 6


@pytest.mark.parametrize(
    ("code", "known", "verdict", "figure"),
    [(code, *case) for code, cases in CASES.items() for case in cases],
)
def test_verdict_and_amount(code, known, verdict, figure):
    words, item = services.vocabulary(), ITEMS[code]
    cleaned = words.clean(known)
    assert evaluate(read(item["criteria"], words), cleaned).verdict.code == verdict
    found = amount(read_amount(item["amount"], words), cleaned).value if item["amount"] else None
    assert (None if found is None else str(found)) == figure


@pytest.mark.parametrize("code", ITEMS)
def test_every_clause_cited_is_in_the_text_and_every_example_holds(code):
    words, item = services.vocabulary(), ITEMS[code]
    criteria = read(item["criteria"], words)
    assert {leaf.clause for leaf in criteria.leaves()} <= set(clauses.numbers(item["text"]))
    assert [example["note"] for example in item["examples"] if not tried(example, criteria, words)] == []
    assert len(item["examples"]) >= 2


def tried(example, criteria, words) -> bool:
    return services.try_item(example, criteria, None, words).agrees


# Writing one


def test_an_item_that_contradicts_itself_is_not_kept(chen_committee):
    policy = a_policy()
    part = {"question": "agreements", "clause": "第二条（二）"}
    data = {"code": "x", "title": "矛盾的事项", "lever": "fiscal", "amount": {"percent": 150, "of": "investment"}}
    data["criteria"] = {"all": [part | {"op": ">=", "value": 5}, part | {"op": "<", "value": 3}]}
    with pytest.raises(Defects) as refused:
        services.save_item(policy=policy, data=data, actor=chen_committee)
    assert [(one.field, one.message) for one in refused.value.defects] == [
        ("criteria", "「校企合作协议不少于 5 份」与「校企合作协议少于 3 份」不能同时成立"),
        ("amount", "金额：应为 0—100 的数字，现为 150"),
    ]
    assert policy.items.count() == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"criteria": {"fact": "moon.phase", "op": ">=", "value": 1, "clause": "一"}},
            "条件：没有名为「moon.phase」的平台数据",
        ),
        ({"criteria": {"all": [CRITERIA["all"][0] | {"clause": "第九条"}]}}, "正文里没有「第九条」"),
        ({"examples": [{"note": "空", "known": {}, "expect": "met"}]}, "第 1 个例子「空」应为符合，按条件算出信息不足"),
        ({"examples": [{"note": "错", "known": {"sort": "moon"}}]}, "第 1 个例子：“单位类型”没有这个选项"),
        ({"examples": 7}, "举例应是不超过 30 个的列表"),
        ({"criteria": None}, "条件：应是一个条件（对象）"),
        ({"criteria": {}}, "条件：要么写 fact（平台数据），要么写 question（问题），只写一个"),
    ],
)  # fmt: skip
def test_what_is_refused(chen_committee, change, message):
    data = {"code": "x", "title": "事项", "lever": "fiscal", "criteria": CRITERIA, "amount": None} | change
    with pytest.raises(Defects) as refused:
        services.save_item(policy=a_policy(), data=data, actor=chen_committee)
    assert message in [one.message for one in refused.value.defects]


def test_an_item_whose_fact_is_gone_judges_nobody(db):
    lost = SimpleNamespace(
        criteria={"fact": "gone.fact", "op": ">=", "value": 1, "clause": "第一条"}, amount={"fixed": -1}
    )
    words = services.vocabulary()
    assert (services.criteria_of(lost, words), services.formula_of(lost, words)) == (None, None)
