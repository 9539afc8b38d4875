"""Where in the industry tree a text stands and which skills it names, as this process knows the tree."""

import threading
from collections import defaultdict
from dataclasses import dataclass, replace
from hashlib import sha256

from django.db.models import Count, Max

from apps.core import text
from apps.matching.scoring import Place, Subject
from apps.taxonomy.matcher import Matcher
from apps.taxonomy.models import Node, Skill, Term
from apps.taxonomy.services import Hit, Index, find_nodes, index

SKILL = "技能"
PLACES = 3  # a text about more is about none
NEAR_BEST = 0.4  # of the best place's weight
SURE_IN_TITLE, SURE_IN_TEXT = 0.95, 0.8  # a declared place is 1
REPEATED = 0.3  # what a word said again adds


@dataclass(frozen=True)
class Tree:
    """One version of the tree: `stamp` changes with its tables, `name` with what stands in them."""

    stamp: tuple
    name: str
    nodes: Index
    skills: Matcher[str]  # every name of a skill → its common name

    def places_in(self, prose: str, title: str = "") -> tuple[Place, ...]:
        """Where a text stands, best first, each with the word that says so; a word of the title is surer."""
        hits = find_nodes(prose, self.nodes)
        weights = _weights(hits)
        first = {hit.node.code: hit for hit in reversed(hits)}
        ranked = sorted(weights, key=lambda code: (-weights[code], code))[:PLACES]
        shares = {code: weights[code] / weights[ranked[0]] for code in ranked}
        return tuple(_read(first[code], shares[code], title) for code in ranked if shares[code] >= NEAR_BEST)

    def skills_in(self, prose: str) -> tuple[Subject, ...]:
        """Skills a text names, in its order and its words; nobody asked for them, so nobody need miss them."""
        found: dict[str, Subject] = {}
        for span in self.skills.find(prose):
            for name in span.values:
                said = prose[span.start : span.end]
                found.setdefault(name, Subject(text.fold(name), said, SKILL, missed=False))
        return tuple(found.values())

    def subject(self, word: str, label: str, *, missed: bool = True) -> Subject:
        """A word somebody typed, under the common name of the skill it means."""
        common = self.skills.exact(word)
        return Subject(text.fold(common[0] if common else word), word, label, missed)


def _read(hit: Hit, share: float, title: str) -> Place:
    known = place_of(hit.node)
    sure = share * (SURE_IN_TITLE if text.fold(hit.term) in text.fold(title) else SURE_IN_TEXT)
    return replace(known, word=hit.term, sure=round(sure, 4))


def _weights(hits: list[Hit]) -> dict[str, float]:
    """Longer words say more, a word of several nodes says less of each, a precise node more than its track."""
    sharing: dict[tuple[int, int], int] = defaultdict(int)
    for hit in hits:
        sharing[hit.start, hit.end] += 1
    found: dict[str, float] = defaultdict(float)
    said: set[tuple[str, str]] = set()
    for hit in hits:
        again = REPEATED if (hit.node.code, hit.term) in said else 1.0
        said.add((hit.node.code, hit.term))
        precise = 1.0 if hit.node.level == Node.NODE else 0.7
        found[hit.node.code] += again * precise * min(len(hit.term), 5) / sharing[hit.start, hit.end]
    return found


_lock = threading.Lock()
_known: Tree | None = None


def tree() -> Tree:
    """The tree as the tables stand; words of the domain are taught to the segmenter on the way."""
    global _known
    stamp = (*_stamp(Term), *_stamp(Skill))
    with _lock:
        if _known is None or _known.stamp != stamp:
            _known = _load(stamp)
        return _known


def _stamp(model) -> tuple:
    return tuple(model.objects.aggregate(rows=Count("pk"), last=Max("pk")).values())


def _load(stamp: tuple) -> Tree:
    terms = list(Term.objects.filter(node__active=True).order_by("pk").values_list("node__code", "node__name", "text"))
    rows = [(name, row.name) for row in Skill.objects.active().order_by("pk") for name in (row.name, *row.aliases)]
    text.add_words([*(term for *_, term in terms), *(name for name, _ in rows)])
    return Tree(stamp, sha256(repr((terms, rows)).encode("utf-8", "replace")).hexdigest()[:16], index(), Matcher(rows))


def place_of(node: Node) -> Place:
    """A node under its track; a track is its own."""
    track = node.parent or node
    return Place(node.code, node.name, track.code, track.name, node.industry.code, node.industry.name)
