"""What a resource could reach: never less than its score, so that nothing good is passed over."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.text import pairs, runs
from apps.matching import scoring
from apps.matching.lexical import Lexical, terms
from apps.matching.scoring import Pair, Scale, TextFit, features
from apps.matching.scoring.reach import BOUNDS, MANY, Outlook, reach
from apps.matching.scoring.traits import FACTS, PLACES, Traits
from apps.matching.textscore import passage
from tests.matching.facets import DRUG, GEAR, SEAL, TODAY, demand, resource, subject
from tests.matching.test_scoring import any_facets

EVERY = scoring.first("challenge")
WORDS = ["密封件检漏", "IC", "electronic", "涂布机 A3", "A3涂布机", "5g通信", "做IC设计", "检漏密封", "electronic 元件"]
spoken = st.lists(st.sampled_from(WORDS), max_size=4).map("，".join)
named = st.lists(st.sampled_from([*WORDS, "密封", "检漏"]).map(subject), max_size=3).map(tuple)


def outlook(sides, fused):
    lexical = Lexical.of([passage(side.title, side.text).terms for side in sides])
    return Outlook(Traits.of(sides), np.array(fused, np.float32), lexical.holding, TODAY)


def bounds_and_scores(asked, sides, fused, weights=EVERY):
    scale = Scale(asked, weights)
    bounds = reach(scale, asked, outlook(sides, fused))
    scores = [scale.score(Pair(asked, side, TextFit(share), TODAY)) for side, share in zip(sides, fused, strict=True)]
    return bounds, np.array(scores)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_no_score_is_above_what_could_be_reached(data):
    asked = data.draw(any_facets())
    sides = data.draw(st.lists(any_facets(), min_size=1, max_size=5))
    fused = data.draw(st.lists(st.floats(0, 1), min_size=len(sides), max_size=len(sides)))
    bounds, scores = bounds_and_scores(asked, sides, fused)
    assert (bounds >= scores).all()


@settings(deadline=None, max_examples=150)
@given(named, st.lists(st.tuples(spoken, named), min_size=1, max_size=5))
def test_subjects_are_never_worth_more_than_thought(wanted, offered):
    asked = demand(subjects=wanted)
    sides = [resource(pk, text=text, subjects=subjects) for pk, (text, subjects) in enumerate(offered)]
    bounds, scores = bounds_and_scores(asked, sides, [0.5] * len(sides))
    assert (bounds >= scores).all()


def test_the_tests_would_notice_a_bound_that_is_too_low(monkeypatch):
    monkeypatch.setattr("apps.matching.scoring.reach.IN_TEXT", 0.0)
    bounds, scores = bounds_and_scores(demand(subjects=(subject("检漏"),)), [resource(text="密封件检漏")], [0.5])
    assert bounds[0] < scores[0]


def test_what_is_known_of_a_resource_is_said_exactly():
    """All but numbers and half answered subjects: there a bound is what is looked at closely."""
    asked = demand(
        places=(SEAL,), park="a", ways={"joint": "合作"}, headcount=10, trl_needed=5, subjects=(subject("IC"),)
    )
    sides = [
        resource(1, text="泄漏", places=(GEAR,), park="a", capacity=4, checked_on=TODAY, subjects=(subject("IC"),)),
        resource(2, text="泄漏", places=(DRUG, SEAL), park="b", trl=4, ways={"consult": "咨询"}, completeness=0.4),
        resource(3, text="electronic 泄漏"),
        resource(4, text="IC 泄漏", ways={"joint": "合作"}, trl=9, capacity=40),
    ]
    bounds, scores = bounds_and_scores(asked, sides, [0.9, 0.4, 0.0, 0.2])
    assert bounds - scores == pytest.approx(0, abs=0.001)


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("ic", "electronic", False),
        ("ic", "做ic设计", True),
        ("a", "a3 涂布机", True),
        ("3", "a33", False),
        ("3", "a3", True),
    ],
)
def test_a_latin_word_or_a_number_stands_whole(word, text, expected):
    assert features.stands(word, text) is expected


def test_more_places_than_are_kept_and_more_facts_than_are_looked_at_bound_by_one(monkeypatch):
    asked = demand(places=(SEAL,), park="a")
    many = resource(1, places=(DRUG,) * (PLACES + 1), park="b")
    bounds, scores = bounds_and_scores(asked, [many], [0.5])
    assert bounds[0] > scores[0]
    monkeypatch.setattr("apps.matching.scoring.reach.MANY", 0)
    assert bounds_and_scores(asked, [many], [0.5])[0][0] > bounds[0]
    assert MANY > 0


def test_a_feature_nobody_has_bounded_is_taken_for_one(monkeypatch):
    new = features.Feature("new", "新的", features.always, lambda pair: features.Found(1.0))
    scale = Scale(demand(), EVERY)
    scale.counted.append((new, 50.0))
    scale.total += 50
    assert "new" not in BOUNDS and "new" not in FACTS
    (bound,) = reach(scale, demand(), outlook([resource()], [0.5]))
    assert bound >= scale.score(Pair(demand(), resource(), TextFit(0.5), TODAY))


@settings(deadline=None, max_examples=30)
@given(st.lists(any_facets(), max_size=6), st.lists(st.booleans(), min_size=6, max_size=6))
def test_traits_joined_are_those_of_the_rows_together(sides, stays):
    cut, mask = len(sides) // 2, np.array(stays[: len(sides)], bool)
    parts = [Traits.of(sides[:cut]), Traits.of(sides[cut:])]
    joined = Traits.joined(parts, [mask[:cut], mask[cut:]])
    whole = Traits.of([side for side, kept in zip(sides, mask, strict=True) if kept])
    asked, fused = (
        demand(places=(SEAL,), subjects=(subject("密封"),), park="a"),
        np.full(int(mask.sum()), 0.5, np.float32),
    )
    scale = Scale(asked, EVERY)
    found = [
        reach(scale, asked, Outlook(each, fused, lambda grams: np.ones(len(fused), bool), TODAY)).tolist()
        for each in (joined, whole)
    ]
    assert found[0] == found[1]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.sampled_from(["密封件", "检漏", "密", "通信机"]))
def test_texts_that_hold_a_word_hold_its_characters_and_pairs(texts, word):
    lexical = Lexical.of([terms(text) for text in texts])
    grams = [gram for run, _ in runs(word) for gram in pairs(run) or [run]]
    expected = [all(gram in text for gram in grams) for text in texts]
    assert lexical.holding(grams).tolist() == expected
    assert lexical.holding([]).tolist() == [True] * len(texts)
    assert Lexical.of([Counter()]).holding(grams).tolist() == [False]
