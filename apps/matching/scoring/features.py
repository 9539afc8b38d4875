"""Each feature looks at one thing and gives a number in [0, 1] with, on demand, a sentence naming a fact of each side.

`asks` tells whether the demand says anything about it: a feature it does not ask for weighs nothing. Of a resource
that is silent the feature's `silent` value is taken: not knowing is neither a yes nor a no.
"""

import string
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from apps.core.text import fold, wan
from apps.matching.scoring.clauses import as_written, clauses, cut, quote, quote_both
from apps.matching.scoring.facets import Facets, Pair, Place, Subject
from apps.matching.scoring.numbers import Compared, compared
from apps.matching.scoring.phrases import names, phrases

HALF_LIFE = 90  # days after which a word that something still holds is worth half
HOURS_ENOUGH = 40
SUBJECTS_ENOUGH = 3
SAME, AS_PART, IN_TEXT, IN_ONE_CLAUSE = 1.0, 0.8, 0.7, 0.5  # how far a subject is answered
LATIN = (frozenset(string.ascii_lowercase), frozenset(string.digits))
WORDS = 3  # as many shared words as a sentence bears
QUOTES = 2
TELLING = 0.3  # below this a feature is no reason
SAME_SUBJECT = 0.5  # text score from which numbers of both sides may be held against each other


@dataclass(frozen=True)
class Told:
    """One reason in words: the sentence, a fact of each side, the words to point at."""

    sentence: str
    demand: str
    resource: str
    words: tuple[str, ...] = ()
    checkable: bool = True  # whether the two facts show it

    @property
    def text(self) -> str:
        """All in one line; what is the same on both sides stands in the sentence already."""
        if self.demand == self.resource:
            return self.sentence
        return f"{self.sentence}。需求：{self.demand} / 资源：{self.resource}"


@dataclass(frozen=True)
class Found:
    """What a feature saw; without `tell` it counts but is no reason."""

    value: float
    tell: Callable[[], Told] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Feature:
    """One thing to look at."""

    slug: str
    label: str
    asks: Callable[[Facets], bool]
    find: Callable[[Pair], Found | None]
    silent: float = 0.5


# -- text


def text(pair: Pair) -> Found:
    """Meaning and shared words together; without words to show, a reason only where the meaning is not far."""
    if pair.fit.fused >= TELLING:
        return Found(pair.fit.fused, lambda: _tell_text(pair, _phrases(pair)))
    found = _phrases(pair)
    return Found(pair.fit.fused, (lambda: _tell_text(pair, found)) if found else None)


def _phrases(pair: Pair) -> dict[str, float]:
    return phrases(pair.fit.shared, pair.demand, pair.resource) if pair.fit.shared else {}


def _tell_text(pair: Pair, found: dict[str, float]) -> Told:
    """The words that two clauses have in common come first, then the weightiest of the rest."""
    mine, theirs = pair.demand, pair.resource
    if not found:
        named = any(names(each.term) for each in pair.fit.shared)
        near = "用词不同，意思相近" if pair.fit.fused >= SAME_SUBJECT else "整体上有些接近，没有共同的专门说法"
        return Told(near, mine.title, theirs.title, checkable=named)
    quoted = quote_both(mine.sayings, theirs.sayings, found)
    named = list(dict.fromkeys([*quoted.words, *found]))[:WORDS]
    shown = tuple(as_written(word, theirs.text) for word in named)
    return Told(f"两边都写到“{'”“'.join(shown)}”", quoted.demand, quoted.resource, shown)


# -- industry chain


def chain(pair: Pair) -> Found | None:
    """Distance in the industry tree: the nearest two of all places of both sides."""
    if not pair.resource.places:
        return None
    pairs = [(mine, theirs) for mine in pair.demand.places for theirs in pair.resource.places]
    mine, theirs = max(pairs, key=lambda both: (trusted(*both), both[0].code, both[1].code))
    value = trusted(mine, theirs)
    return Found(value, (lambda: _tell_chain(mine, theirs)) if value else None)


def trusted(mine: Place, theirs: Place) -> float:
    """How near two readings are, as far as both can be trusted."""
    return nearness(mine, theirs) * mine.sure * theirs.sure


def nearness(mine: Place, theirs: Place) -> float:
    """Same node 1, a node and its track .8, same track .6, same industry .3."""
    if mine.code == theirs.code:
        return 1.0
    if mine.track == theirs.track:
        return 0.8 if mine.track in {mine.code, theirs.code} else 0.6
    return 0.3 if mine.industry == theirs.industry else 0.0


def _tell_chain(mine: Place, theirs: Place) -> Told:
    if mine.code == theirs.code:
        relation = f"同在“{mine.name}”环节（{mine.industry_name}）"
    elif mine.track == theirs.track:
        relation = f"同在“{mine.track_name}”赛道（{mine.industry_name}）"
    else:
        relation = f"同属{mine.industry_name}产业，环节不同"
    return Told(relation, _named(mine), _named(theirs), _pointed(mine, theirs))


def _named(place: Place) -> str:
    return f"{place.word}（{place.name}）" if place.word and place.word != place.name else place.name


def _pointed(*places: Place) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.word for place in places if place.word))


# -- skills, majors, disciplines


@dataclass(frozen=True)
class Hit:
    """A wanted subject and what of the resource answers it: its own word for it, or words of its text."""

    wanted: Subject
    value: float
    have: str = ""
    parts: tuple[str, ...] = ()


def subjects(pair: Pair) -> Found:
    """The share of wanted skills, majors and disciplines the resource names; three are plenty."""
    hits = [hit for wanted in pair.demand.subjects if (hit := answer(wanted, pair.resource))]
    enough = min(len(pair.demand.subjects), SUBJECTS_ENOUGH)
    value = min(1.0, sum(hit.value for hit in hits) / enough)
    return Found(value, (lambda: _tell_subjects(hits, pair.resource)) if hits else None)


def answer(wanted: Subject, resource: Facets) -> Hit | None:
    """Named as a subject: 1; as part of one: .8; somewhere in the text: .7; all its words in one clause: .5."""
    value, word = max(
        ((named(wanted.key, have.key), have.word) for have in resource.subjects), key=_value, default=(0, "")
    )
    if value:
        return Hit(wanted, value, word)
    if stands(whole := fold(wanted.word), resource.folded):
        return Hit(wanted, IN_TEXT, parts=(whole,))
    if scattered(wanted, resource) and _in_one_clause(wanted.parts, resource):
        return Hit(wanted, IN_ONE_CLAUSE, parts=wanted.parts)
    return None


def named(wanted: str, have: str) -> float:
    """How far one subject answers another, by their keys."""
    if wanted == have:
        return SAME
    return AS_PART if stands(wanted, have) or stands(have, wanted) else 0.0


def _value(found: tuple[float, str]) -> float:
    return found[0]


def stands(word: str, folded: str) -> bool:
    """Whether a text holds a word; a Latin one not inside another (IC is not in electronic)."""
    at = folded.find(word)
    while at >= 0:
        if not (_is_within(folded, at) or _is_within(folded, at + len(word))):
            return True
        at = folded.find(word, at + 1)
    return False


def _is_within(folded: str, at: int) -> bool:
    """Whether a Latin word or a number goes on here; A3 is a word and a number."""
    return 0 < at < len(folded) and any({folded[at - 1], folded[at]} <= signs for signs in LATIN)


def scattered(wanted: Subject, resource: Facets) -> bool:
    """Whether every word of a longer name stands somewhere in the text: too little for a yes, too much for a no."""
    return len(wanted.parts) > 1 and all(stands(part, resource.folded) for part in wanted.parts)


def _in_one_clause(parts: tuple[str, ...], resource: Facets) -> bool:
    return any(all(stands(part, clause) for part in parts) for clause in map(fold, clauses(resource.text)))


def _tell_subjects(hits: list[Hit], resource: Facets) -> Told:
    best = sorted(hits, key=lambda hit: (-hit.value, hit.wanted.label, hit.wanted.key))[:3]
    wanted = tuple(hit.wanted.word for hit in best)
    labels = "与".join(dict.fromkeys(hit.wanted.label for hit in best))
    answers = ["、".join(dict.fromkeys(hit.have for hit in best if hit.have))]
    parts = [part for hit in best for part in hit.parts]
    for _ in range(QUOTES):
        if parts:
            answers.append(quote(resource.title, resource.text, parts))
            parts = [part for part in parts if part not in fold(answers[-1])]
    relation = "对得上" if best[-1].value > 0.5 else "相近"
    return Told(
        f"{labels}{relation}：{'、'.join(wanted)}",
        "、".join(wanted),
        "；".join(dict.fromkeys(filter(None, answers))),
        wanted,
    )


# -- numbers with units


def able(pair: Pair) -> Found | None:
    """Of the quantities both sides give, how many the resource covers; of texts about two things they say nothing."""
    both = held(pair)
    if not both:
        return None
    covered = [each for each in both if each.covered]
    value = len(covered) / len(both)
    return Found(value, (lambda: _tell_able(covered[0])) if covered else None)


def held(pair: Pair) -> list[Compared]:
    """Numbers of both sides that can be held against each other."""
    return list(compared(pair.demand.numbers, pair.resource.numbers)) if pair.fit.fused >= SAME_SUBJECT else []


def _tell_able(found: Compared) -> Told:
    wanted, offered = found.wanted.measure.shown, found.offered.measure.shown
    mine, theirs = (cut(said.clause, [said.measure.shown.lower()]) for said in (found.wanted, found.offered))
    return Told(f"{found.quantity}够用：需求 {wanted}，资源 {offered}", mine, theirs, (wanted, offered))


# -- ways of working, places, people, maturity, money, dates


def ways(pair: Pair) -> Found | None:
    """The way the demand wants to work together, among those the resource offers."""
    if not pair.resource.ways:
        return None
    common = [code for code in pair.demand.ways if code in pair.resource.ways]
    if not common:
        return Found(0.0)
    wanted, offered = pair.demand.ways[common[0]], pair.resource.ways
    return Found(1.0, lambda: Told(f"合作方式一致：{offered[common[0]]}", wanted, "、".join(offered.values())))


def park(pair: Pair) -> Found | None:
    if not pair.resource.park:
        return None
    if pair.resource.park != pair.demand.park:
        return Found(0.2)
    name = pair.demand.park_name
    return Found(1.0, lambda: Told(f"都在{name}", name, pair.resource.park_name))


def room(pair: Pair) -> Found | None:
    """How many of the people fit in at once."""
    wanted, offered = pair.demand.headcount, pair.resource.capacity
    if wanted is None or offered is None:
        return None
    if offered < wanted:
        return Found(offered / wanted)
    return Found(1.0, lambda: Told(f"一次容得下 {wanted} 人", f"{wanted} 人", f"可同时接待 {offered} 人"))


def maturity(pair: Pair) -> Found | None:
    """From where the demand stands (0) to where it should get to (1)."""
    now, needed, offered = pair.demand.trl_now or 1, pair.demand.trl_needed, pair.resource.trl
    if needed is None or offered is None:
        return None
    if offered < needed:
        return Found(max(0.0, (offered - now) / (needed - now)) if needed > now else 0.0)
    return Found(1.0, lambda: Told("技术成熟度够用", f"要达到 {needed} 级", f"已达 {offered} 级"))


def money(pair: Pair) -> Found | None:
    """How many hours the budget buys; a working week is plenty."""
    hours = hours_bought(pair)
    if hours is None:
        return None
    value = min(1.0, hours / HOURS_ENOUGH)
    if value < 1:
        return Found(value)
    budget, price = wan(pair.demand.budget or 0), pair.resource.price_per_hour or Decimal(0)
    week = wan(round(price * HOURS_ENOUGH / 10_000, 2))
    sentence = f"机时费在预算之内：{HOURS_ENOUGH} 小时约 {week}"
    return Found(1.0, lambda: Told(sentence, f"拟投入 {budget}", f"{price:.0f} 元/时"))


def hours_bought(pair: Pair) -> int | None:
    budget, price = pair.demand.budget, pair.resource.price_per_hour
    if budget is None or not price:
        return None
    return int(budget * Decimal(10_000) / price)


def freshness(pair: Pair) -> Found | None:
    """Halves with every HALF_LIFE since somebody vouched for it. It counts, but is no reason."""
    if pair.resource.checked_on is None:
        return None
    return Found(0.5 ** (max(0, (pair.today - pair.resource.checked_on).days) / HALF_LIFE))


def completeness(pair: Pair) -> Found:
    return Found(pair.resource.completeness)


def always(demand: Facets) -> bool:
    return True


FEATURES: tuple[Feature, ...] = (
    Feature("text", "内容相近", always, text),
    Feature("chain", "产业链相近", lambda demand: bool(demand.places), chain, silent=0.3),
    Feature("subjects", "专业技能对口", lambda demand: bool(demand.subjects), subjects),
    Feature("able", "能力够用", lambda demand: bool(demand.numbers), able),
    Feature("ways", "合作方式合适", lambda demand: bool(demand.ways), ways),
    Feature("park", "园区相近", lambda demand: bool(demand.park), park),
    Feature("room", "容量够用", lambda demand: demand.headcount is not None, room),
    Feature("maturity", "成熟度合适", lambda demand: demand.trl_needed is not None, maturity),
    Feature("money", "预算合适", lambda demand: demand.budget is not None, money),
    Feature("freshness", "资料新鲜", always, freshness),
    Feature("completeness", "资料完整", always, completeness),
)
BY_SLUG = {feature.slug: feature for feature in FEATURES}
