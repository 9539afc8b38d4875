"""What a person reads: phrases instead of scraps, clauses that answer each other, numbers of the same thing."""

import pytest

from apps.matching import scoring
from apps.matching.lexical import Shared
from apps.matching.scoring import Facets, Subject, features
from apps.matching.scoring.clauses import clauses, cut
from apps.matching.scoring.gaps import gaps
from apps.matching.scoring.phrases import phrases
from tests.matching.facets import SEAL, demand, pair, resource, subject, weighed


def sentence(found):
    """A reason in one line."""
    return found.tell().text


def side(text, title="题目", **more):
    return Facets(id=1, title=title, text=text, **more)


def joined(words, mine, theirs):
    return list(phrases([Shared(word, 0.1) for word in words], side(mine), side(theirs)))


# -- words


def test_words_in_a_row_on_both_sides_are_one_phrase():
    trade = joined(["贸易", "离岸", "买卖", "转手"], "离岸转手买卖的贸易背景", "贸易真实性，离岸转手买卖")
    assert trade == ["离岸转手买卖", "贸易"]
    assert joined(["离岸", "买卖"], "离岸买卖", "离岸的买卖") == ["买卖", "离岸"]


@pytest.mark.parametrize(
    ("word", "mine", "theirs"),
    [
        ("离子", "等离子体刻蚀", "离子色谱"),  # the end of another word
        ("检测", "检测裂纹", "检测糖型"),  # what anybody does
        ("讲过", "讲过焊接", "讲过会计"),
        ("密封", "密封件", "没有这个词"),
    ],
)
def test_a_scrap_and_a_general_word_are_no_phrase(word, mine, theirs):
    assert joined([word], mine, theirs) == []


def test_a_general_word_counts_in_a_phrase():
    assert joined(["检测", "泄漏"], "密封件泄漏检测", "做泄漏检测") == ["泄漏检测"]


def test_a_character_before_it_on_both_sides_belongs_to_a_phrase():
    assert joined(["分辨", "质谱"], "要有高分辨质谱", "配了高分辨质谱库") == ["高分辨质谱"]
    assert joined(["反应器"], "2000 L反应器", "50 L反应器") == ["反应器"]
    assert joined(["间隙"], "厚板的间隙", "做窄间隙") == ["间隙"]


def test_near_meaning_without_a_word_is_said_so_and_is_no_evidence():
    asked, offered = side("铸钢件里有没有看不见的裂缝", "金属件内部裂纹排查"), side("穿透成像观察缺陷", "工业射线成像")
    whole = pair(asked, offered, 0.95)
    said = "用词不同，意思相近。需求：金属件内部裂纹排查 / 资源：工业射线成像"
    assert sentence(features.text(whole)) == said
    assert scoring.explain(whole, weighed(whole, scoring.first("challenge"))).level == 1


def test_the_quoted_clauses_speak_of_the_same():
    asked = side("现有方法测不出。电荷异构体的归属也有争议，分子量只差几十个道尔顿。", "双抗错配杂质的分离")
    offered = side("配两台泵，一批最多96针。把相差0.05个等电点的电荷异构体分段收集。", "等电聚焦仪")
    assert sentence(features.text(pair(asked, offered, 0.6, ("异构体", "电荷")))) == (
        "两边都写到“电荷异构体”。需求：电荷异构体的归属也有争议 / 资源：把相差0.05个等电点的电荷异构体分段收集"
    )


# -- quotations


def test_a_short_piece_joins_its_sentence_and_no_other():
    text = "组织前置课，短则48学时，长则一学期。\n研究方向：算法教学、学分互认。"
    assert clauses(text) == ["组织前置课，短则48学时，长则一学期", "研究方向：算法教学、学分互认"]


def test_a_long_list_is_cut_between_its_items():
    listed = "技术关键：选区熔化参数窗口、磨粒流抛光、高能射线断层扫描、粉末质量管理、批量一致性"
    assert cut(listed, ["参数窗口"]) == "技术关键：选区熔化参数窗口、磨粒流抛光、高能射线断层扫描、粉末质量管理…"
    assert cut(listed, ["一致性"]) == "…批量一致性"


# -- numbers


@pytest.mark.parametrize(
    ("asked", "offered", "said"),
    [
        (
            "希望孔径小于5 μm。",
            "喷嘴孔径小于3 μm。",
            "精细程度够用：需求 5 μm，资源 3 μm。需求：希望孔径小于5 μm / 资源：喷嘴孔径小于3 μm",
        ),
        (
            "低温−40 ℃冲击功不小于50 J。",
            "有−60 ℃低温冲击。",
            "低温够用：需求 −40 ℃，资源 −60 ℃。需求：低温−40 ℃冲击功不小于50 J / 资源：有−60 ℃低温冲击",
        ),
    ],
)
def test_numbers_of_the_same_thing_are_shown_with_their_clauses(asked, offered, said):
    assert sentence(features.able(pair(side(asked), side(offered)))) == said


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("同一柜里芯片温差有11 ℃", "在1100 ℃下寿命差2.3倍"),
        ("悬垂面粗糙度在15 μm上下", "涂层厚30～300 μm可调"),
        ("−30 ℃冷启动", "给出10 ℃以下的预热脉冲"),
        ("啸叫在3.2 kHz附近", "半消声室从70 Hz起"),
    ],
)
def test_numbers_of_two_things_say_nothing(asked, offered):
    whole = pair(side(asked), side(offered))
    assert features.able(whole) is None
    assert [gap for gap in gaps(whole) if gap.feature == "able"] == []


# -- subjects


def test_all_words_of_a_skill_in_one_clause_come_near_it():
    wanted = demand(subjects=(subject("良率分析"), subject("力矩控制")))
    offered = resource(text="学生做良率数据分析，每人操作一台。力矩另外再学。控制也另外再学。")
    assert sentence(features.subjects(pair(wanted, offered))) == (
        "技能相近：良率分析。需求：良率分析 / 资源：学生做良率数据分析"
    )


def test_a_skill_answered_elsewhere_is_quoted_from_there():
    wanted = demand(subjects=(subject("铆接"), subject("密封")))
    offered = resource(text="教师都懂铆接工艺，全部持证上岗。第二年练习油箱密封，每人做完一套。")
    assert sentence(features.subjects(pair(wanted, offered))) == (
        "技能对得上：密封、铆接。需求：密封、铆接 / 资源：教师都懂铆接工艺；第二年练习油箱密封"
    )


def test_only_what_was_listed_is_missed_and_the_rest_is_counted():
    listed = tuple(map(subject, ("铆接", "钳工", "力矩控制", "电缆敷设")))
    read = Subject("前端开发", "前端", "技能", missed=False)
    texts = [gap.text for gap in gaps(pair(demand(subjects=(*listed, read)), resource()))]
    assert texts == ["没有写到铆接、钳工、力矩控制等 4 项，请先问清"]
    apart = resource(text="懂铆接，做过钳工。力矩另学，控制也学。电缆不做。")
    assert [gap.text for gap in gaps(pair(demand(subjects=listed), apart))] == ["没有写到电缆敷设，请先问清"]
    assert gaps(pair(demand(subjects=(read,)), resource())) == ()


def test_a_text_far_away_is_said_first():
    far = pair(demand(headcount=60), resource(capacity=40), 0.29)
    assert [gap.text for gap in gaps(far)] == [
        "写的内容离您的需求较远，是否用得上请先问清",
        "一次最多 40 人，您要 60 人，需要分批",
    ]


# -- levels


def test_a_park_and_a_price_are_no_evidence():
    asked = demand(park="a", park_name="东方芯港", headcount=4, places=(SEAL,))
    offered = resource(park="a", park_name="东方芯港", capacity=9)
    whole = pair(asked, offered, 0.6)
    weights = scoring.Weights("challenge", 1, {"text": 1, "park": 3, "room": 3})
    scored = weighed(whole, weights)
    assert (scored.score, scoring.explain(whole, scored).level) == (0.9429, 1)


def test_what_both_sides_share_is_not_said_three_times():
    asked = demand(park="a", park_name="东方芯港")
    assert sentence(features.park(pair(asked, resource(park="a", park_name="东方芯港")))) == "都在东方芯港"
