"""The text scorer: meaning and words fused; the best of a bad lot is bad."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.matching import fusion
from apps.matching.embedders.base import unit
from apps.matching.space import EVERYDAY, PRIOR, Middles, Space, everyday
from apps.matching.textscore import HEAD, TextIndex, best, encode, passage

NOWHERE = Middles(np.zeros(3, np.float32), np.zeros(3, np.float32))
NOBODY = np.empty((0, 3), np.float32)


def vectors(*rows):
    return unit(np.array(rows, np.float32))


def index(texts, space=None):
    return TextIndex.of([passage("", text).terms for text in texts], space)


def test_a_title_leads_the_text_once():
    assert passage("检漏仪", "检漏仪\n下限低").text == "检漏仪 下限低"
    assert passage("检漏仪", "下限低").text == "检漏仪。下限低"
    assert passage("", "下限低").text == "下限低"
    assert passage("检漏", "下限").terms["检漏"] == 2


@pytest.mark.parametrize(
    ("title", "text", "head"),
    [
        ("检漏仪", "下限低。送样即测", "检漏仪"),
        ("", "检漏仪。下限低。", "检漏仪"),
        ("", "没有标题", "没有标题"),
        ("", "。", "。"),
        ("", "长" * 121 + "。完", "长" * 121 + "。完"),
        ("", "", ""),
    ],
)
def test_the_head_is_the_title_or_the_first_sentence(title, text, head):
    assert passage(title, text).head == head


class Lengths:
    """A text's vector tells how long it is."""

    def encode(self, texts, *, query):
        return vectors(*([1, len(text), 0] for text in texts))


def test_a_head_has_its_part_of_the_vector():
    headed, plain = encode(Lengths(), [passage("标题", "正文很长"), passage("", "短")], query=False)
    assert plain.tolist() == vectors([1, 1, 0])[0].tolist()
    whole, head = vectors([1, 7, 0], [1, 2, 0])
    assert headed == pytest.approx(unit(((1 - HEAD) * whole + HEAD * head)[None, :])[0])


def test_a_demand_moves_towards_its_best_answers_as_far_as_they_can_be_trusted():
    space = Space.of(vectors([1, 0, 0], [0, 1, 0]), NOBODY, Middles(*np.zeros((2, 3), np.float32)))
    asked, nobody = space.asked(vectors([1, 0, 1])[0]), np.array([], np.intp)
    assert space.moved(asked, nobody, np.array([])).tolist() == asked.tolist()
    rows = np.array([1])
    assert space.moved(asked, rows, np.array([0.0])).tolist() == asked.tolist()
    half, full = (space.cosines(space.moved(asked, rows, np.array([trust]))) for trust in (0.5, 1.0))
    assert 0 < half[1] < full[1] < full[0]


def test_a_resource_like_the_best_answer_comes_before_one_that_is_like_none(monkeypatch):
    space = Space.of(vectors([0.9, 0.4, 0], [0.6, 0.8, 0], [0.62, 0, 0.78]), NOBODY, NOWHERE)
    asked = passage("", "丁"), vectors([1, 0, 0])[0]
    near = index(["甲", "乙", "丙"], space).scores(*asked).meaning
    assert near[0] == 1 and near[1] > near[2]  # the second is like the first, which answers
    monkeypatch.setattr("apps.matching.space.MOVE", 0)
    near = index(["甲", "乙", "丙"], space).scores(*asked).meaning
    assert near[0] == 1 and near[1] < near[2]  # taken alone the third is nearer


def test_moving_a_demand_makes_nothing_nearer_than_the_nearest_was():
    space = Space.of(vectors([1, 0.2, 0], [0, 1, 0]), NOBODY, NOWHERE)
    far = vectors([0.2, 0.1, 1])[0]
    first = space.cosines(space.asked(far)).max()
    near = index(["甲", "乙"], space).scores(passage("", "丙"), far).meaning
    assert near.max() == pytest.approx(first / fusion.NEAR)


def test_without_vectors_words_decide():
    scores = index(["氦质谱检漏仪", "高压环境模拟舱"]).scores(passage("", "检漏"), None)
    assert scores.meaning is None
    assert scores.fused.tolist() == [1.0, 0.0]


def test_words_nobody_shares_make_nobody_best():
    asked = passage("", "深海密封件在循环压力下微泄漏，要可重复的检测方法")
    scores = index(["海", "循环农业", "古籍"]).scores(asked, None)
    assert 0 < scores.fused.max() < 0.5


def test_meaning_counts_more_than_words():
    space = Space.of(vectors([1, 0, 0], [0, 1, 0]), NOBODY, NOWHERE)
    scores = index(["氦质谱检漏仪", "高压环境模拟舱"], space).scores(passage("", "检漏"), vectors([-0.1, 0.9, 0])[0])
    assert scores.meaning.tolist() == [0.0, 1.0]
    assert scores.fused.tolist() == [0.2, 0.8]


def test_what_is_far_from_all_is_near_none():
    space = Space.of(vectors([1, 0, 0.1], [0, 1, 0.1]), NOBODY, NOWHERE)
    near = index(["甲", "乙"], space).scores(passage("", "丙"), vectors([0.1, 0.05, 1])[0]).meaning
    assert near.max() < 0.6


def test_the_longer_the_demand_the_more_its_words_count():
    weights = [fusion.meaning_weight(characters) for characters in (0, 30, 115, 200, 5000)]
    assert weights == pytest.approx([0.8, 0.8, 0.75, 0.7, 0.7])


def test_what_all_have_in_common_says_nothing():
    # the resources share a large part, the demands another one that points at the second resource
    resources = vectors(*([[10, 1, 0], [10, 0, 1]] * 20))
    asked = vectors([0.2, 3, 10], [0.2, 6, 10], [0.2, 1, 10])
    assert (resources @ asked[1])[1] > (resources @ asked[1])[0]
    space = Space.of(resources, np.repeat(asked, 40, axis=0), NOWHERE)
    assert space.cosines(space.asked(asked[1]))[0] > 0 > space.cosines(space.asked(asked[1]))[1]


def test_everyday_texts_stand_in_while_there_are_few():
    middles = Middles(np.array([1, 0, 0], np.float32), np.array([0, 1, 0], np.float32))
    one = Space.of(vectors([0, 0, 1]), vectors([0, 0, 1]), middles)
    assert one.centre.tolist() == pytest.approx([PRIOR / (PRIOR + 1), 0, 1 / (PRIOR + 1)])
    assert one.cosines(one.asked(vectors([0, 0, 1])[0]))[0] > 0.4  # its own vector is not its middle


def test_everyday_texts_are_encoded_as_both_sides():
    class Counting:
        def encode(self, texts, *, query):
            return np.full((len(texts), 3), 1 if query else 2, np.float32)

    assert [each.tolist() for each in everyday(Counting())] == [[1, 1, 1], [2, 2, 2]]
    assert len(set(EVERYDAY)) == len(EVERYDAY)


SCORES = st.lists(st.floats(-1, 100, width=32), max_size=8).map(lambda rows: np.array(rows, np.float64))


@given(SCORES, st.floats(0, 50))
def test_everything_stays_in_bounds(scores, own):
    best = scores.max(initial=0.0)
    near, shared = fusion.share(scores, fusion.near_best(best)), fusion.share(scores, fusion.shared_best(best, own))
    for scaled in (near, shared, fusion.fuse(near, shared, 100)):
        assert scaled.shape == scores.shape
        assert ((scaled >= 0) & (scaled <= 1 + 1e-9)).all()


def test_equal_scores_are_ordered_by_id():
    assert best(np.array([0.5, 0.9, 0.5]), ["b", "c", "a"], 3) == [1, 2, 0]
    assert best(np.array([0.5, 0.9, 0.5]), ["b", "c", "a"], 1) == [1]


def test_nothing_is_encoded_without_an_embedder():
    assert encode(None, [passage("", "甲")], query=True) is None


def test_a_zero_vector_stays_one():
    assert unit(np.zeros((1, 3), np.float32)).tolist() == [[0, 0, 0]]
