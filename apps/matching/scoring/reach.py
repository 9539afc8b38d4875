"""How high resources could score at most, for all of them at once: what cannot reach the best need not be looked at.

No rule is said twice: a bound is the feature's own value for each fact that occurs, or its largest one.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from apps.core.text import fold, pairs, runs
from apps.matching.columns import Choices
from apps.matching.scoring.facets import Facets, Pair, TextFit
from apps.matching.scoring.features import (
    IN_ONE_CLAUSE,
    IN_TEXT,
    SAME_SUBJECT,
    SUBJECTS_ENOUGH,
    Feature,
    named,
    trusted,
)
from apps.matching.scoring.score import DECIMALS, Scale
from apps.matching.scoring.traits import EVERYWHERE, FACTS, NOWHERE, Traits, latin_bits, place, side_of

SLACK = 2 * 10.0**-DECIMALS  # a score is rounded, and a text's closeness comes from products whose last bits vary
MANY = 1_000  # different facts of one feature that are looked at one by one

Values = NDArray[np.float32]
Mask = NDArray[np.bool_]


class Outlook(NamedTuple):
    """All that is known of the resources before any is looked at: their facts, how near about each one's text is.

    `holding` tells which texts hold all of some characters and pairs of characters.
    """

    traits: Traits
    fused: Values
    holding: Callable[[Iterable[str]], Mask]
    today: date


def reach(scale: Scale, demand: Facets, outlook: Outlook) -> Values:
    """Per resource a number its score on the demand's scale does not exceed."""
    whole = np.full(len(outlook.fused), SLACK * scale.total, np.float32)
    for feature, weight in scale.counted:
        whole += np.float32(weight) * _most(feature, demand, outlook)
    return whole / np.float32(scale.total)


def _most(feature: Feature, demand: Facets, outlook: Outlook) -> Values | np.float32:
    if feature.slug in BOUNDS:
        return BOUNDS[feature.slug](feature, demand, outlook)
    if feature.slug in FACTS:
        return _by_fact(feature, demand, outlook)
    return np.float32(1)


def _by_fact(feature: Feature, demand: Facets, outlook: Outlook) -> Values | np.float32:
    facts = outlook.traits.facts[feature.slug]
    if len(facts.words) > MANY:
        return np.float32(1)
    fit = TextFit(0.0)
    found = (feature.find(Pair(demand, side_of(word), fit, outlook.today)) for word in facts.words)
    return _spread(facts, [feature.silent if each is None else each.value for each in found])


def _spread(choices: Choices, values: Iterable[float]) -> Values:
    return np.array([*values, 0.0], np.float32)[choices.numbers]


def text(feature: Feature, demand: Facets, outlook: Outlook) -> Values:
    return outlook.fused


def chain(feature: Feature, demand: Facets, outlook: Outlook) -> Values:
    nearest = cache(partial(_nearest, demand))
    first, *others = zip(outlook.traits.places, outlook.traits.sure, strict=True)
    values = _spread(first[0], map(nearest, first[0].words)) * first[1]
    for places, sure in others:
        np.maximum(values, _spread(places, map(nearest, places.words)) * sure, out=values)
    nowhere = _spread(first[0], [word == NOWHERE for word in first[0].words]) > 0
    return np.where(nowhere, np.float32(feature.silent), values)


def _nearest(demand: Facets, word: str) -> float:
    if word in (NOWHERE, EVERYWHERE):
        return float(word == EVERYWHERE)
    return max(trusted(mine, place(word)) for mine in demand.places)


def able(feature: Feature, demand: Facets, outlook: Outlook) -> Values:
    """Numbers that might be held against each other might be covered."""
    given = outlook.traits.quantities
    shared = _spread(given, [not demand.numbers.keys().isdisjoint(word.split("|")) for word in given.words]) > 0
    return np.where(shared & (outlook.fused > SAME_SUBJECT - SLACK), np.float32(1), np.float32(feature.silent))


def subjects(feature: Feature, demand: Facets, outlook: Outlook) -> Values:
    whole = np.zeros(len(outlook.fused), np.float32)
    for wanted in demand.subjects:
        value = np.zeros(len(whole), np.float32)
        if len(wanted.parts) > 1:
            value[_may_hold(wanted.parts, outlook)] = IN_ONE_CLAUSE
        value[_may_hold([fold(wanted.word)], outlook)] = IN_TEXT
        for worth, rows in outlook.traits.having(partial(named, wanted.key)):
            value[rows] = np.maximum(value[rows], worth)
        whole += value
    return np.minimum(whole / np.float32(min(len(demand.subjects), SUBJECTS_ENOUGH)), np.float32(1))


def _may_hold(words: Iterable[str], outlook: Outlook) -> Mask:
    """Texts that may hold all of these folded words: by their characters and pairs, and a bit for each Latin word."""
    grams: set[str] = set()
    bits = np.uint64(0)
    for word in words:
        bits |= latin_bits(word)
        for run, chinese in runs(word):
            if chinese:
                grams.update(pairs(run) or [run])
    return outlook.holding(grams) & ((outlook.traits.latin & bits) == bits)


BOUNDS: dict[str, Callable[[Feature, Facets, Outlook], Values]] = {
    "text": text,
    "chain": chain,
    "able": able,
    "subjects": subjects,
}
