"""A pair's score: the weighted sum of its features, every part shown. Deterministic, no database, no clock."""

from dataclasses import dataclass

from apps.matching.scoring.facets import Facets, Pair
from apps.matching.scoring.features import BY_SLUG, FEATURES, SAME_SUBJECT, TELLING, Feature, Found, Told
from apps.matching.scoring.gaps import Gap, gaps
from apps.matching.scoring.weights import Weights

VERSION = "features-3"  # raise it when the same facets would score otherwise
DECIMALS = 4
REASONS = 4
STRONG, FAIR = 0.75, 0.5
STRENGTHS = {3: "强", 2: "较强", 1: "中"}
LEVELS = {3: "很契合", 2: "较契合", 1: "可一试"}
LEVEL_FROM = {3: 0.64, 2: 0.54}
EVIDENCE = {3: 2, 2: 1}  # how many reasons of strength 2 or more a level needs; the highest one of them of strength 3
MATTER = {"text", "chain", "subjects", "able", "maturity"}  # a park, a price or a seat is no evidence that it fits


@dataclass(frozen=True)
class Contribution:
    """One feature's part of a score: value × weight / sum of the weights that count."""

    feature: str
    value: float
    weight: float
    part: float


@dataclass(frozen=True)
class Scored:
    """A resource's score for a demand, and what it is made of."""

    resource: int
    score: float
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True)
class Reason:
    """Why, in words: what is compared, how strongly it speaks, and a fact of each side."""

    feature: str
    label: str
    strength: int
    told: Told


@dataclass(frozen=True)
class Explained:
    level: int
    reasons: tuple[Reason, ...]
    gaps: tuple[Gap, ...]


class Scale:
    """One demand's features and what each weighs: what it does not ask for counts nothing."""

    def __init__(self, demand: Facets, weights: Weights) -> None:
        values = weights.values
        self.counted = [(each, values[each.slug]) for each in FEATURES if values.get(each.slug) and each.asks(demand)]
        self.total = sum(weight for _, weight in self.counted)

    def score(self, pair: Pair) -> float:
        """The weighted mean of what the demand asks for."""
        whole = sum(_value(feature, feature.find(pair)) * weight for feature, weight in self.counted)
        return round(whole / self.total, DECIMALS)

    def scored(self, pair: Pair) -> Scored:
        """The same with every part."""
        values = [(feature, _value(feature, feature.find(pair)), weight) for feature, weight in self.counted]
        parts = tuple(
            Contribution(feature.slug, round(value, DECIMALS), weight, round(value * weight / self.total, DECIMALS))
            for feature, value, weight in values
        )
        whole = sum(value * weight for _, value, weight in values)
        return Scored(pair.resource.id, round(whole / self.total, DECIMALS), parts)


def _value(feature: Feature, found: Found | None) -> float:
    return feature.silent if found is None else found.value


def ranking_key(score: float, resource: int) -> tuple[float, int]:
    """Best first, equal ones by id: the order never depends on how rows came."""
    return -score, resource


def explain(pair: Pair, scored: Scored) -> Explained:
    """Reasons, strongest first, what is missing, and the level in words."""
    reasons = _reasons(pair, scored)
    level = _level(scored, reasons) if pair.fit.fused >= SAME_SUBJECT else min(LEVELS)
    return Explained(level, reasons, gaps(pair))


def _reasons(pair: Pair, scored: Scored) -> tuple[Reason, ...]:
    found = []
    for part in sorted(scored.contributions, key=lambda part: (-part.part, part.feature)):
        feature = BY_SLUG[part.feature]
        seen = feature.find(pair)
        if seen is not None and seen.tell is not None and part.value >= TELLING:
            found.append(Reason(feature.slug, feature.label, strength(part.value), seen.tell()))
    return tuple(found[:REASONS])


def strength(value: float) -> int:
    return 3 if value >= STRONG else 2 if value >= FAIR else 1


def _level(scored: Scored, reasons: tuple[Reason, ...]) -> int:
    """A high score alone is not enough: a level also needs reasons about the matter that a person can check."""
    shown = [reason for reason in reasons if reason.feature in MATTER and reason.told.checkable]
    found = [reason.strength for reason in shown if reason.strength > 1]
    strong = len(found) if max(STRENGTHS) in found else min(len(found), 1)
    return next(
        (level for level, least in LEVEL_FROM.items() if scored.score >= least and strong >= EVIDENCE[level]), 1
    )
