"""Three truths: Kleene's laws, more knowledge never turns a verdict, nothing known never passes, odd forms refused."""

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from apps.core.criteria import (
    CHOICE,
    FACT,
    FALSE,
    FLAG,
    NUMBER,
    SET,
    TRUE,
    UNKNOWN,
    AtLeast,
    Name,
    Not,
    Test,
    Truth,
    Vocabulary,
    all_of,
    amount,
    any_of,
    evaluate,
    read,
    read_amount,
    truth,
    write,
)
from apps.core.criteria.satisfiable import contradictions, reaches
from apps.core.errors import Defects

SORTS = {"enterprise": "企业", "institution": "高校", "park": "园区"}
STAFF = Name("firm.staff", "员工人数", NUMBER, "人", source=FACT)
MONEY = Name("money", "年度投入", NUMBER, "万元")
LOCAL = Name("local", "注册地在区内", FLAG)
SORT = Name("sort", "单位类型", CHOICE, options=SORTS)
PLANS = Name("plans", "今年打算", SET, options={"new": "新建", "old": "改建", "none": "都没有"})
WORDS = Vocabulary([STAFF, MONEY, LOCAL, SORT, PLANS])

numbers = st.integers(0, 12).map(Decimal)
values = {
    NUMBER: numbers,
    FLAG: st.booleans(),
    CHOICE: st.sampled_from(list(SORTS)),
    SET: st.frozensets(st.sampled_from(list(PLANS.options)), min_size=1),
}
knowledge = st.fixed_dictionaries({}, optional={name.slug: values[name.type] for name in WORDS})


def comparisons_of(name: Name) -> st.SearchStrategy[Test]:
    several = st.frozensets(st.sampled_from(list(name.options) or ["x"]), min_size=1)
    if name.type == NUMBER:
        return st.builds(Test, st.just(name), st.sampled_from([">=", ">", "<=", "<", "="]), numbers, st.just("第一条"))
    if name.type == FLAG:
        return st.builds(Test, st.just(name), st.just("is"), st.booleans(), st.just("第一条"))
    ops = ["in", "not_in"] if name.type == CHOICE else ["includes", "excludes"]
    return st.builds(Test, st.just(name), st.sampled_from(ops), several, st.just("第一条"))


leaves = st.one_of([comparisons_of(name) for name in WORDS])


def grown(inner):
    parts = st.lists(inner, min_size=1, max_size=4).map(tuple)
    counted = parts.flatmap(lambda found: st.integers(1, len(found)).map(lambda k: AtLeast(k, found, "第二条")))
    return parts.map(lambda p: all_of(*p)) | parts.map(lambda p: any_of(*p)) | counted | inner.map(Not)


conditions = st.recursive(leaves, grown, max_leaves=9)
truths = st.sampled_from(list(Truth))


@given(truths, truths, truths)
def test_kleene_laws(a, b, c):
    assert truth.negate(truth.negate(a)) is a
    assert truth.all_of([a, b]) is truth.all_of([b, a])
    assert truth.all_of([a, truth.all_of([b, c])]) is truth.all_of([truth.all_of([a, b]), c]) is truth.all_of([a, b, c])
    assert truth.all_of([a, truth.any_of([b, c])]) is truth.any_of([truth.all_of([a, b]), truth.all_of([a, c])])
    assert truth.negate(truth.all_of([a, b])) is truth.any_of([truth.negate(a), truth.negate(b)])
    assert truth.all_of([a, truth.any_of([a, b])]) is a
    assert truth.at_least(1, [a, b, c]) is truth.any_of([a, b, c])
    assert truth.at_least(3, [a, b, c]) is truth.all_of([a, b, c])


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (TRUE, UNKNOWN, UNKNOWN, TRUE),
        (FALSE, UNKNOWN, FALSE, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        (TRUE, FALSE, FALSE, TRUE),
    ],
)
def test_the_table(a, b, both, either):
    assert (truth.all_of([a, b]), truth.any_of([a, b])) == (both, either)


@given(conditions, knowledge, knowledge)
def test_more_knowledge_never_turns_a_verdict(condition, known, more):
    before, after = evaluate(condition, known), evaluate(condition, {**more, **known})
    if before.verdict.decided:
        assert after.verdict is before.verdict
        assert before.missing == ()


@given(conditions)
def test_nothing_known_is_never_a_verdict(condition):
    outcome = evaluate(condition, {})
    assert outcome.verdict is UNKNOWN
    assert {name.slug for name in outcome.missing} == {leaf.name.slug for leaf in condition.leaves()}


@given(conditions, knowledge)
def test_what_is_missing_decides(condition, known):
    """Names said to be missing are unknown, and knowing everything decides."""
    outcome = evaluate(condition, known)
    assert not {name.slug for name in outcome.missing} & set(known)
    everything = {
        "firm.staff": Decimal(3),
        "money": Decimal(3),
        "local": True,
        "sort": "park",
        "plans": frozenset({"new"}),
    }
    assert evaluate(condition, everything | known).verdict.decided


@given(conditions, knowledge)
@settings(max_examples=150)
def test_the_search_for_contradictions_is_right(condition, known):
    """Whatever verdict somebody can get, the search reaches; what is refused nobody passes."""
    verdict = condition.truth(known)
    if verdict.decided:
        assert reaches(condition, verdict)
    if not reaches(condition, TRUE):
        assert contradictions(condition)
        assert verdict is not TRUE


@given(conditions)
@settings(max_examples=150)
def test_written_and_read_again_it_is_the_same(condition):
    assume(not contradictions(condition))
    assert read(write(condition), WORDS) == condition


def leaf(name="firm.staff", op=">=", value=5, source="fact", clause="第四条（一）"):
    return {source: name, "op": op, "value": value, "clause": clause}


ODD = [
    ([], "条件：应是一个条件（对象）"),
    ({"all": []}, "条件：「all」里应有 1—40 个条件"),
    ({"at_least": 3, "of": [leaf(), leaf(value=6)]}, "条件：「at_least」应在 1 与 2 之间，现为 3"),
    ({"at_least": 0, "of": [leaf()]}, "条件：「at_least」应在 1 与 1 之间，现为 0"),
    ({"at_least": True, "of": [leaf()]}, "条件：「at_least」应在 1 与 1 之间，现为 True"),
    (leaf("firm.moons"), "条件：没有名为「firm.moons」的平台数据"),
    (leaf("firm.staff", source="question"), "条件：没有名为「firm.staff」的问题"),
    (leaf("money"), "条件：没有名为「money」的平台数据"),
    ({"op": ">=", "value": 1, "clause": "一"}, "条件：要么写 fact（平台数据），要么写 question（问题），只写一个"),
    (leaf(clause=""), "条件：没有写明条款"),
    (leaf(op="in"), "条件：“员工人数”是数字，不能用「in」比较"),
    (leaf(op=["x"]), "条件：“员工人数”是数字，不能用「['x']」比较"),
    (leaf(value="很多"), "条件：“员工人数”应为数字，现为「很多」"),
    (leaf(value=True), "条件：“员工人数”的值应为数字"),
    (leaf(value=None), "条件：“员工人数”没有写比较的值"),
    (leaf(value=-1), "条件：“员工人数”超出范围"),
    (leaf(value="NaN"), "条件：“员工人数”超出范围"),
    (leaf("local", "is", "yes", "question"), "条件：“注册地在区内”的值应为 true 或 false"),
    (leaf("sort", "in", "enterprise", "question"), "条件：“单位类型”的值应是选项的列表"),
    (leaf("sort", "in", ["bank"], "question"), "条件：“单位类型”没有这个选项"),
    (leaf("sort", "in", [[]], "question"), "条件：“单位类型”没有写比较的值"),
    (leaf(clause=7), "条件：「clause」应是不超过 300 个字的文字"),
    ({"all": [leaf(value=5), leaf(op="<", value=3)]}, "「员工人数不少于 5 人」与「员工人数少于 3 人」不能同时成立"),
    (leaf(op="<", value=0), "「员工人数少于 0 人」永远不会成立"),
    (
        {"all": [leaf("sort", "in", ["park"], "question"), leaf("sort", "not_in", ["park"], "question")]},
        "「单位类型为园区」与「单位类型不是园区」不能同时成立",
    ),
    (leaf("sort", "not_in", list(SORTS), "question"), "「单位类型不是企业或高校或园区」永远不会成立"),
    ({"any": [leaf(), leaf(op="<")]}, "这组条件对谁都成立，等于没有条件"),
    (leaf(op=">=", value=0), "这组条件对谁都成立，等于没有条件"),
    (
        {
            "all": [
                {"any": [leaf(value=5), leaf("local", "is", True, "question")]},
                leaf(op="<", value=3),
                leaf("local", "is", False, "question"),
            ]
        },
        "这组条件互相矛盾，没有单位能满足",
    ),
    ({"not": {"not": {"not": {"not": {"not": {"not": {"not": leaf()}}}}}}}, "条件·非·非·非·非·非·非·非：嵌套超过 6 层"),
]


@pytest.mark.parametrize(("form", "message"), ODD, ids=[message[:40] for _, message in ODD])
def test_odd_forms_are_refused_with_a_sentence(form, message):
    with pytest.raises(Defects) as refused:
        read(form, WORDS)
    assert refused.value.defects[0].message == message
    assert refused.value.defects[0].field == "criteria"


def test_all_faults_at_once():
    with pytest.raises(Defects) as refused:
        read({"all": [leaf("a.b"), leaf(clause=""), leaf(op="?")]}, WORDS)
    assert [one.message[:4] for one in refused.value.defects] == ["条件 1", "条件 2", "条件 3"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "all",
                        "any",
                        "not",
                        "of",
                        "at_least",
                        "fact",
                        "question",
                        "op",
                        "value",
                        "clause",
                        "percent",
                        "sum",
                        "tiers",
                        "when",
                        "by",
                        "from",
                        "amount",
                        "fixed",
                        "cap",
                    ]
                ),
                x,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
@settings(max_examples=300)
def test_any_json_is_read_or_refused(form):
    for reader in (read, read_amount):
        try:
            reader(form, WORDS)
        except Defects:
            pass


def test_an_outcome_says_what_holds_what_fails_and_what_is_missing():
    criteria = read(
        {
            "all": [
                leaf("local", "is", True, "question", "第一条"),
                leaf(value=20),
                leaf("money", ">=", 500, "question"),
            ]
        },
        WORDS,
    )
    outcome = evaluate(criteria, {"local": True, "firm.staff": Decimal(18)})
    assert outcome.verdict is FALSE
    assert [(one.truth, one.clause, one.shown) for one in outcome.conditions] == [
        (TRUE, "第一条", "是"),
        (FALSE, "第四条（一）", "18 人"),
        (UNKNOWN, "第四条（一）", ""),
    ]
    assert not outcome.one_step
    near = evaluate(criteria, {"local": True, "firm.staff": Decimal(18), "money": Decimal(500)})
    assert near.one_step
    assert criteria.parts[1].short_by({"firm.staff": Decimal(18)}) == 2
    open_ = evaluate(criteria, {"local": True})
    assert (open_.verdict, [name.label for name in open_.missing]) == (UNKNOWN, ["员工人数", "年度投入"])


# Amounts

parts = st.recursive(
    st.builds(lambda n: {"fixed": n}, st.integers(0, 50))
    | st.builds(lambda n: {"percent": n, "of": "money"}, st.integers(0, 100))
    | st.builds(lambda n: {"per": n, "of": "firm.staff"}, st.integers(0, 9)),
    lambda inner: (
        st.builds(
            lambda w, p: {w: p}, st.sampled_from(["sum", "least", "most"]), st.lists(inner, min_size=1, max_size=3)
        )
        | st.builds(lambda a, cap: a | {"cap": cap}, inner, st.integers(0, 40))
        | st.builds(
            lambda a, b: {"tiers": [{"from": 0, "amount": a}, {"from": 5, "amount": b}], "by": "firm.staff"},
            inner,
            inner,
        )
        | st.builds(lambda a, b: {"when": leaf("local", "is", True, "question"), "then": a, "else": b}, inner, inner)
    ),
    max_leaves=6,
)


@given(parts, knowledge, knowledge)
def test_more_knowledge_only_narrows_an_amount(form, known, more):
    formula = read_amount(form, WORDS)
    before, after = amount(formula, known), amount(formula, {**more, **known})
    assert before.range.holds(after.range)
    if before.value is not None:
        assert (after.value, after.missing) == (before.value, ())


@given(parts)
def test_knowing_all_gives_a_figure_within_its_bounds(form):
    known = {"money": Decimal(7), "firm.staff": Decimal(6), "local": False}
    found = amount(read_amount(form, WORDS), known)
    assert found.value is not None and found.value >= 0
    assert "cap" not in form or found.value <= form["cap"]


@pytest.mark.parametrize(
    ("form", "known", "value", "ceiling", "words"),
    [
        (
            {"percent": 20, "of": "money", "cap": 1000},
            {"money": 1200},
            "240.00",
            240,
            "年度投入 1,200 万元 × 20% = 240 万元，未超上限 1,000 万元",
        ),
        (
            {"percent": 20, "of": "money", "cap": 1000},
            {"money": 9000},
            "1000.00",
            1000,
            "年度投入 9,000 万元 × 20% = 1,800 万元，超过上限，按 1,000 万元",
        ),
        ({"percent": 20, "of": "money", "cap": 1000}, {}, None, 1000, "年度投入 × 20%，最高 1,000 万元"),
        ({"percent": 20, "of": "money"}, {}, None, None, "年度投入 × 20%"),
        (
            {"per": "0.5", "of": "firm.staff", "floor": 5},
            {"firm.staff": 6},
            "5.00",
            5,
            "员工人数 6 人 × 0.5 万元/人 = 3 万元，不足下限，按 5 万元",
        ),
        (
            {"sum": [{"fixed": 10}, {"percent": 50, "of": "money"}]},
            {"money": 3},
            "11.50",
            Decimal("11.5"),
            "定额 10 万元 ＋ 年度投入 3 万元 × 50% = 1.5 万元",
        ),
        (
            {"tiers": [{"from": 0, "amount": {"fixed": 1}}, {"from": 5, "amount": {"fixed": 9}}], "by": "firm.staff"},
            {"firm.staff": 5},
            "9.00",
            9,
            "员工人数 5 人 一档：定额 9 万元",
        ),
        (
            {"tiers": [{"from": 0, "amount": {"fixed": 1}}, {"from": 5, "amount": {"fixed": 9}}], "by": "firm.staff"},
            {},
            None,
            9,
            "按员工人数分档：0 人起 定额 1 万元；5 人起 定额 9 万元",
        ),
        (
            {"when": leaf("local", "is", True, "question"), "then": {"fixed": 8}},
            {},
            None,
            8,
            "注册地在区内时：定额 8 万元；否则：定额 0 万元",
        ),
        (
            {"when": leaf("local", "is", True, "question"), "then": {"fixed": 8}},
            {"local": False},
            "0.00",
            0,
            "定额 0 万元",
        ),
        (
            {"when": leaf("local", "is", True, "question"), "then": {"fixed": 8}, "else": {"fixed": 8}},
            {},
            "8.00",
            8,
            "注册地在区内时：定额 8 万元；否则：定额 8 万元",
        ),
        ({"least": [{"fixed": 8}, {"percent": 50, "of": "money"}]}, {}, None, 8, "取低：定额 8 万元；年度投入 × 50%"),
        (
            {"most": [{"fixed": 8}, {"percent": 50, "of": "money"}]},
            {"money": 10},
            "8.00",
            8,
            "取高：定额 8 万元；年度投入 10 万元 × 50% = 5 万元",
        ),
    ],
)
def test_figures_and_their_arithmetic(form, known, value, ceiling, words):
    found = amount(read_amount(form, WORDS), WORDS.clean(known))
    assert (None if found.value is None else str(found.value), found.ceiling, found.words) == (value, ceiling, words)


ODD_AMOUNTS = [
    ({}, "金额：看不懂的算法"),
    ({"fixed": 1, "percent": 2}, "金额：看不懂的算法"),
    ({"fixed": -1}, "金额：应为 0—1,000,000,000 的数字，现为 -1"),
    ({"percent": 120, "of": "money"}, "金额：应为 0—100 的数字，现为 120"),
    ({"percent": 20, "of": "firm.staff"}, "金额：“员工人数”的单位不是万元，不能取百分比"),
    ({"percent": 20, "of": "sort"}, "金额：没有名为「sort」的数字"),
    ({"fixed": 1, "cap": 1, "floor": 2}, "金额：上限 1 低于下限 2"),
    ({"fixed": 1, "min": 2}, "金额：没有「min」这一项"),
    ({"tiers": [{"from": 5, "amount": {"fixed": 1}}], "by": "money"}, "金额：各档起点应从 0 起、由小到大"),
    ({"when": leaf("no.such"), "then": {"fixed": 1}}, "条件：没有名为「no.such」的平台数据"),
]


@pytest.mark.parametrize(("form", "message"), ODD_AMOUNTS, ids=[message[:30] for _, message in ODD_AMOUNTS])
def test_odd_amounts_are_refused(form, message):
    with pytest.raises(Defects) as refused:
        read_amount(form, WORDS)
    assert refused.value.defects[0].message == message


def test_answers_are_cleaned_all_at_once():
    assert WORDS.clean({"money": "１，２００.50", "local": "是", "plans": ["new"], "sort": ""}) == {
        "money": Decimal("1200.50"),
        "local": True,
        "plans": frozenset({"new"}),
    }
    with pytest.raises(Defects) as refused:
        WORDS.clean({"money": "abc", "sort": "bank", "moon": 1, "plans": 3})
    assert [one.field for one in refused.value.defects] == ["money", "sort", "moon", "plans"]
