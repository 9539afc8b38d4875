"""The industry tree and the skills as this process knows them: read once, read again when their tables change."""

import threading
from dataclasses import dataclass

from django.db.models import Count, Max

from apps.core import text
from apps.demands.inference.source import Source
from apps.demands.inference.terms import TermMatcher, nodes
from apps.matching.scoring import Place, Subject
from apps.taxonomy.models import Node, Skill, Term

SKILL = "技能"


@dataclass(frozen=True)
class Tree:
    """Places by node code, and matchers for the words that stand for nodes and skills."""

    places: dict[str, Place]
    skills: dict[str, str]  # any folded name of a skill → its common name
    find_terms: TermMatcher
    find_skills: TermMatcher

    def places_in(self, prose: str) -> tuple[Place, ...]:
        """Where a text stands, best first, each with the word that says so."""
        source = Source(prose)
        hits = self.find_terms(source.text)
        words: dict[str, str] = {}
        for hit in hits:
            for code, _ in hit.entries:
                words.setdefault(code, source.quote(hit.start, hit.end))
        found = [each.value for each in nodes(source, hits, ())]
        return tuple(worded(self.places[code], words[code]) for code in found if code in self.places)

    def skills_in(self, prose: str) -> tuple[Subject, ...]:
        """Skills a text names, in its order."""
        names = [name for hit in self.find_skills(text.fold(prose)) for _, name in hit.entries]
        return tuple(Subject(text.fold(name), name, SKILL) for name in dict.fromkeys(names))

    def subject(self, word: str, label: str) -> Subject:
        """A word somebody typed, under the common name of the skill it means."""
        folded = text.fold(word)
        return Subject(text.fold(self.skills.get(folded, word)), word, label)


def worded(place: Place, word: str) -> Place:
    return Place(**{**vars(place), "word": word})


_lock = threading.Lock()
_known: tuple[tuple, Tree] | None = None


def tree() -> Tree:
    """The tree as the tables stand; words of the domain are taught to the segmenter on the way."""
    global _known
    stamp = (_stamp(Node), _stamp(Term), _stamp(Skill))
    with _lock:
        if _known is None or _known[0] != stamp:
            _known = (stamp, _load())
        return _known[1]


def _stamp(model) -> tuple:
    return tuple(model.objects.aggregate(rows=Count("pk"), last=Max("pk")).values())


def _load() -> Tree:
    rows = list(Node.objects.select_related("industry", "parent"))
    terms = [(row.text, row.node.code, row.node.name) for row in Term.objects.select_related("node").order_by("pk")]
    terms += [(row.name, row.code, row.name) for row in rows]
    skills = [(name, row.code, row.name) for row in Skill.objects.order_by("pk") for name in (row.name, *row.aliases)]
    text.add_words(word for word, _, _ in (*terms, *skills))
    names = {text.fold(name): common for name, _, common in skills}
    return Tree({row.code: place_of(row) for row in rows}, names, TermMatcher(terms), TermMatcher(skills))


def place_of(node: Node) -> Place:
    """A node under its track; a track is its own."""
    track = node.parent or node
    return Place(node.code, node.name, track.code, track.name, node.industry.code, node.industry.name)
