"""The score: every feature with its fact of each side, what is missing, and what holds for any input."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching import scoring
from apps.matching.scoring import Facets, Weights, features
from apps.matching.scoring.clauses import LONGEST, as_written, cut, quote
from apps.matching.scoring.gaps import gaps
from apps.matching.scoring.score import DECIMALS, FEATURES, REASONS, strength
from tests.matching.facets import DRUG, GEAR, PARTS, ROBOT, SEAL, TODAY, demand, pair, resource, subject, weighed

WEIGHTS = scoring.first("challenge")


def told(found):
    """A feature's sentence with its two facts."""
    return (found.tell().sentence, found.tell().demand, found.tell().resource)


# -- one feature after the other


def test_text_is_a_reason_with_words_to_show_or_a_near_meaning():
    with_words = features.text(pair(demand(), resource(), 0.8, ("密封件", "循环")))
    assert with_words.value == 0.8
    assert told(with_words) == (
        "两边都写到“密封件”“循环”",
        "密封件在 60 MPa 循环压力下微泄漏",
        "可循环加载，做过密封件泄漏试验",
    )
    assert told(features.text(pair(demand(), resource(), 0.9))) == (
        "用词不同，意思相近", "深海密封件微泄漏检测", "高压环境模拟舱",
    )  # fmt: skip
    assert told(features.text(pair(demand(), resource(), 0.4)))[0] == "整体上有些接近，没有共同的专门说法"
    assert features.text(pair(demand(), resource(), 0.2)).tell is None


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [(SEAL, SEAL, 1.0), (SEAL, PARTS, 0.8), (PARTS, SEAL, 0.8), (SEAL, GEAR, 0.6), (SEAL, ROBOT, 0.3), (SEAL, DRUG, 0)],
)
def test_nearness_in_the_tree(mine, theirs, expected):
    assert features.nearness(mine, theirs) == expected


@pytest.mark.parametrize(
    ("mine", "theirs", "sentence", "facts"),
    [
        (SEAL, SEAL, "同在“密封与连接”环节（高端装备）", ("密封与连接", "密封与连接")),
        (replace(SEAL, word="密封圈"), GEAR, "同在“关键基础件”赛道（高端装备）", ("密封圈（密封与连接）", GEAR.name)),
        (SEAL, replace(ROBOT, word="工业机器人"), "同属高端装备产业，环节不同", ("密封与连接", "工业机器人")),
    ],
)
def test_chain_says_what_binds_them(mine, theirs, sentence, facts):
    found = features.chain(pair(demand(places=(mine,)), resource(places=(theirs,))))
    assert told(found) == (sentence, *facts)


def test_chain_takes_the_nearest_places_and_trusts_a_reading_less():
    far_and_near = pair(demand(places=(DRUG, SEAL)), resource(places=(ROBOT, replace(SEAL, sure=0.8))))
    assert features.chain(far_and_near).value == 0.8
    assert features.chain(pair(demand(places=(DRUG,)), resource(places=(SEAL,)))).tell is None
    assert features.chain(pair(demand(places=(SEAL,)), resource())) is None


def test_subjects_by_name_by_part_and_in_the_text():
    wanted = tuple(map(subject, ("机械工程", "五轴加工", "密封件", "焊接", "喷涂")))
    offered = resource(subjects=(subject("机械工程"), subject("五轴")))
    found = features.subjects(pair(demand(subjects=wanted), offered))
    assert found.value == pytest.approx((1.0 + 0.8 + 0.7) / 3)
    assert told(found) == (
        "技能对得上：机械工程、五轴加工、密封件",
        "机械工程、五轴加工、密封件",
        "机械工程、五轴；可循环加载，做过密封件泄漏试验",
    )
    assert features.subjects(pair(demand(subjects=wanted[3:]), offered)).tell is None


def test_numbers_are_held_against_each_other_only_in_texts_about_the_same():
    assert told(features.able(pair(demand(), resource()))) == (
        "压力或强度够用：需求 60 MPa，资源 90 MPa",
        "密封件在 60 MPa 循环压力下微泄漏",
        "最高 90 MPa",
    )
    assert features.able(pair(demand(), resource(), fused=0.4)) is None
    assert features.able(pair(demand(), resource(text="没有数字"))) is None
    weak = features.able(pair(demand(), resource(text="到 40 MPa")))
    assert (weak.value, weak.tell) == (0.0, None)


def test_ways_of_working():
    asked = demand(ways={"joint": "合作研发"})
    same = features.ways(pair(asked, resource(ways={"joint": "合作研发", "consult": "技术咨询"})))
    assert told(same) == ("合作方式一致：合作研发", "合作研发", "合作研发、技术咨询")
    assert features.ways(pair(asked, resource(ways={"consult": "技术咨询"}))).value == 0
    assert features.ways(pair(asked, resource())) is None


def test_park():
    asked = demand(park="a", park_name="东方芯港")
    assert told(features.park(pair(asked, resource(park="a", park_name="东方芯港")))) == (
        "都在东方芯港",
        "东方芯港",
        "东方芯港",
    )
    assert features.park(pair(asked, resource(park="b", park_name="生命蓝湾"))).value == 0.2
    assert features.park(pair(asked, resource())) is None


def test_room_for_the_people():
    asked = demand(headcount=40)
    assert told(features.room(pair(asked, resource(capacity=60)))) == ("一次容得下 40 人", "40 人", "可同时接待 60 人")
    assert features.room(pair(asked, resource(capacity=10))).value == 0.25
    assert features.room(pair(asked, resource())) is None
    assert features.room(pair(demand(), resource(capacity=10))) is None


@pytest.mark.parametrize(
    ("now", "needed", "offered", "expected"),
    [(3, 7, 7, 1.0), (3, 7, 5, 0.5), (3, 7, 2, 0.0), (7, 7, 6, 0.0), (None, 5, 3, 0.5)],
)
def test_maturity(now, needed, offered, expected):
    found = features.maturity(pair(demand(trl_now=now, trl_needed=needed), resource(trl=offered)))
    assert found.value == expected
    assert (found.tell is not None) == (expected == 1)


def test_maturity_is_told_in_levels():
    found = features.maturity(pair(demand(trl_now=3, trl_needed=6), resource(trl=7)))
    assert told(found) == ("技术成熟度够用", "要达到 6 级", "已达 7 级")
    assert features.maturity(pair(demand(trl_needed=6), resource())) is None


def test_money():
    asked = demand(budget=Decimal(20))
    assert told(features.money(pair(asked, resource(price_per_hour=Decimal(800))))) == (
        "机时费在预算之内：40 小时约 3.2 万元",
        "拟投入 20 万元",
        "800 元/时",
    )
    dear = features.money(pair(asked, resource(price_per_hour=Decimal(20_000))))
    assert (dear.value, dear.tell) == (0.25, None)
    assert features.money(pair(asked, resource())) is None
    assert features.money(pair(demand(), resource(price_per_hour=Decimal(800)))) is None


def test_freshness_halves_and_is_no_reason():
    found = features.freshness(pair(demand(), resource(checked_on=TODAY - timedelta(days=90))))
    assert (found.value, found.tell) == (0.5, None)
    assert features.freshness(pair(demand(), resource(checked_on=TODAY + timedelta(days=1)))).value == 1
    assert features.freshness(pair(demand(), resource())) is None


# -- what is missing


@pytest.mark.parametrize(
    ("asked", "offered", "expected"),
    [
        ({"trl_needed": 7}, {"trl": 4}, "技术成熟度现为 4 级，您要 7 级"),
        ({"budget": Decimal(20)}, {"price_per_hour": Decimal(20_000)}, "按 20000 元/时，20 万元只够约 10 小时"),
        ({"headcount": 60}, {"capacity": 40}, "一次最多 40 人，您要 60 人，需要分批"),
        ({}, {"text": "最高 40 MPa"}, "压力或强度写明到 40 MPa，您提到 60 MPa，请先确认"),
        ({"subjects": (subject("焊接"),)}, {}, "没有写到焊接，请先问清"),
        (
            {"ways": {"commission": "委托开发"}},
            {"ways": {"joint": "合作研发"}},
            "对方列出的合作方式是合作研发，没有委托开发",
        ),
        (
            {"needed_by": date(2027, 6, 1)},
            {"valid_until": date(2027, 1, 9)},
            "对方有效期至 2027年1月9日，早于您的需求时限",
        ),
        ({}, {"remarks": ("使用前须参加培训",)}, "使用前须参加培训"),
        ({}, {"checked_on": TODAY - timedelta(days=127)}, "资料 127 天没有核实，先问是否仍可用"),
        ({}, {"has_contact": False}, "对方没有填写联系方式，由对接专员代为联系"),
        (
            {"park": "a", "park_name": "东方芯港"},
            {"park": "b", "park_name": "生命蓝湾"},
            "不在同一园区：您在东方芯港，对方在生命蓝湾",
        ),
        ({"places": (SEAL,)}, {}, "对方没有写明服务哪个产业环节"),
    ],
)
def test_each_gap_is_said_plainly(asked, offered, expected):
    assert [gap.text for gap in gaps(pair(demand(**asked), resource(**offered)))] == [expected]


def test_no_gap_where_all_fits():
    asked = demand(
        trl_needed=5, budget=Decimal(20), headcount=10, subjects=(subject("密封件"),), ways={"joint": "合作研发"},
        needed_by=TODAY, park="a", places=(SEAL,),
    )  # fmt: skip
    offered = resource(
        trl=5, price_per_hour=Decimal(100), capacity=10, ways={"joint": "合作研发"}, valid_until=TODAY,
        checked_on=TODAY - timedelta(days=90), park="a", places=(SEAL,),
    )  # fmt: skip
    assert gaps(pair(asked, offered)) == ()


def test_at_most_four_gaps_the_weightiest_first():
    asked = demand(trl_needed=7, headcount=60, park="a", places=(SEAL,))
    offered = resource(trl=4, capacity=40, park="b", has_contact=False, remarks=("使用前须参加培训",), text="")
    assert [gap.feature for gap in gaps(pair(asked, offered))] == ["maturity", "room", "remark", "contact"]


# -- the whole


def test_a_score_is_the_weighted_mean_of_what_is_asked_for():
    asked, offered = demand(places=(SEAL,)), resource(places=(GEAR,), checked_on=TODAY, completeness=0.5)
    weights = Weights("challenge", 2, {"text": 50, "chain": 30, "park": 10, "freshness": 10, "completeness": 10})
    scored = weighed(pair(asked, offered, 0.8), weights)
    assert [(part.feature, part.value, part.part) for part in scored.contributions] == [
        ("text", 0.8, 0.4),
        ("chain", 0.6, 0.18),
        ("freshness", 1.0, 0.1),
        ("completeness", 0.5, 0.05),
    ]
    assert scored.score == 0.73


def test_silence_is_neither_a_yes_nor_a_no():
    weights = Weights("challenge", 2, {"text": 1, "park": 1})
    asked = demand(park="a")
    scores = [weighed(pair(asked, offered, 0.5), weights).score for offered in (
        resource(park="a"), resource(), resource(park="b"))]  # fmt: skip
    assert scores == [0.75, 0.5, 0.35]


def test_reasons_come_strongest_first_and_freshness_is_none():
    asked = demand(places=(SEAL,), park="a", park_name="东方芯港", ways={"joint": "合作研发"}, budget=Decimal(20))
    offered = resource(
        places=(SEAL,), park="a", park_name="东方芯港", ways={"joint": "合作研发"}, price_per_hour=Decimal(100),
        checked_on=TODAY,
    )  # fmt: skip
    whole = pair(asked, offered, 0.9, ("密封件",))
    explained = scoring.explain(whole, weighed(whole, WEIGHTS))
    assert [reason.feature for reason in explained.reasons] == ["text", "chain", "able", "money"]
    assert (explained.level, explained.gaps) == (3, ())


@pytest.mark.parametrize(
    ("fused", "words", "places", "level"),
    [
        (0.95, ("密封件",), (SEAL,), 3),
        (0.95, (), (SEAL,), 2),  # meaning alone is no reason: one reason less, one level less
        (0.95, (), (), 1),
        (0.7, ("密封件",), (GEAR,), 2),  # two reasons, none of them strong
        (0.4, ("密封件",), (SEAL,), 1),  # a place and a word, but texts about two things
        (0.3, ("密封件",), (DRUG,), 1),
    ],
)
def test_a_level_needs_a_score_and_reasons_to_check(fused, words, places, level):
    weights = Weights("challenge", 2, {"text": 3, "chain": 1})
    whole = pair(demand(places=(SEAL,)), resource(places=places), fused, words)
    assert scoring.explain(whole, weighed(whole, weights)).level == level


def test_strength_in_words():
    assert [scoring.STRENGTHS[strength(value)] for value in (0.75, 0.5, 0.3)] == ["强", "较强", "中"]


@pytest.mark.parametrize("values", [{"text": 1, "luck": 1}, {"text": 101}, {"text": -1}, {"chain": 1}, {"text": 0}])
def test_odd_weights_are_refused(values):
    with pytest.raises(ValueError):
        Weights("challenge", 1, values)


def test_an_unknown_kind_takes_the_common_weights():
    assert scoring.first("scenario").values == scoring.first("challenge").values
    assert scoring.first("talent").values != scoring.first("challenge").values


# -- quotations


def test_a_quotation_is_the_clause_with_the_words_the_title_when_as_good():
    text = "设备装两只箱子，做过密封件泄漏试验。附件齐全"
    assert quote("模拟舱", text, ["密封件", "泄漏"]) == "做过密封件泄漏试验"
    assert quote("密封件泄漏试验台", text, ["密封件", "泄漏"]) == "密封件泄漏试验台"
    assert quote("模拟舱", "", ["密封件"]) == "模拟舱"


def test_a_long_clause_is_cut_around_the_word():
    clause = "甲" * 40 + "密封件" + "乙" * 40
    assert cut(clause, ["密封件"]) == "…" + clause[30 : 30 + LONGEST] + "…"
    assert cut("密封件" + "乙" * 40, ["密封件"]).startswith("密封件乙")
    assert cut("甲" * 60, []) == "甲" * LONGEST + "…"
    assert cut("甲" * 40 + "密封件", ["密封件"]) == "…" + "甲" * 10 + "密封件"


def test_words_are_shown_as_written():
    assert (as_written("ic", "做IC设计"), as_written("ic", "做芯片")) == ("IC", "ic")


# -- what holds for any input

texts = st.text(st.sampled_from("密封件循环压力 60MPa，。氦 abc"), max_size=40)
places = st.lists(st.sampled_from([SEAL, GEAR, PARTS, ROBOT, DRUG]), max_size=3).map(tuple)
subjects = st.lists(st.sampled_from(["焊接", "密封", "密封件", "IC"]).map(subject), max_size=3).map(tuple)
days = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
ways = st.dictionaries(st.sampled_from(["joint", "consult"]), st.just("合作"), max_size=2)
amounts = st.none() | st.decimals(0, 10_000, places=2)
counts = st.none() | st.integers(1, 1000)
levels = st.none() | st.integers(1, 9)


@st.composite
def any_facets(draw):
    return Facets(
        id=draw(st.integers(1, 99)), title=draw(texts), text=draw(texts), places=draw(places), subjects=draw(subjects),
        park=draw(st.sampled_from(["", "a", "b"])), ways=draw(ways), headcount=draw(counts), capacity=draw(counts),
        trl_now=draw(levels), trl_needed=draw(levels), trl=draw(levels), budget=draw(amounts),
        price_per_hour=draw(amounts), needed_by=draw(days), valid_until=draw(days), checked_on=draw(days),
        completeness=draw(st.floats(0, 1)), has_contact=draw(st.booleans()),
    )  # fmt: skip


shares = st.floats(0, 1)
word_lists = st.lists(st.sampled_from(["密封", "循环"]), max_size=2, unique=True).map(tuple)


@settings(deadline=None)
@given(any_facets(), any_facets(), shares, word_lists, st.sampled_from(["challenge", "talent"]))
def test_any_pair_has_a_score_in_bounds_made_of_its_parts(asked, offered, fused, words, kind):
    whole = pair(asked, offered, fused, words)
    scored = weighed(whole, scoring.first(kind))
    assert 0 <= scored.score <= 1 and scored.score == round(scored.score, DECIMALS)
    assert all(0 <= part.value <= 1 for part in scored.contributions)
    assert abs(sum(part.part for part in scored.contributions) - scored.score) < 10**-DECIMALS * len(FEATURES)
    assert weighed(whole, scoring.first(kind)) == scored


@settings(deadline=None)
@given(any_facets(), any_facets(), shares, word_lists)
def test_any_pair_is_explained_by_facts(asked, offered, fused, words):
    whole = pair(asked, offered, fused, words)
    scored = weighed(whole, WEIGHTS)
    explained = scoring.explain(whole, scored)
    assert len(explained.reasons) <= REASONS and len(explained.gaps) <= 4
    parts = {part.feature: part.part for part in scored.contributions}
    order = [parts[reason.feature] for reason in explained.reasons]
    assert order == sorted(order, reverse=True)
    assert all(reason.told.sentence for reason in explained.reasons)
    assert explained.level in scoring.LEVELS


@settings(deadline=None)
@given(any_facets(), any_facets(), shares, shares)
def test_a_better_text_never_lowers_the_score(asked, offered, one, other):
    low, high = sorted([one, other])
    if (low < features.SAME_SUBJECT) == (high < features.SAME_SUBJECT):  # else the numbers begin to count
        scores = [weighed(pair(asked, offered, fused), WEIGHTS).score for fused in (low, high)]
        assert scores == sorted(scores)


@given(st.lists(st.tuples(st.integers(1, 50), st.sampled_from([0.1, 0.5, 0.9])), unique_by=lambda each: each[0]))
def test_equal_scores_are_ordered_by_id(rows):
    ordered = sorted(rows, key=lambda row: scoring.ranking_key(row[1], row[0]))
    assert ordered == sorted(reversed(rows), key=lambda row: scoring.ranking_key(row[1], row[0]))
    assert [(-value, pk) for pk, value in ordered] == sorted((-value, pk) for pk, value in rows)
