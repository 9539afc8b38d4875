"""Which nodes a text speaks of, and what else people call a thing: read from one compiled index per process."""

from contextvars import ContextVar
from dataclasses import dataclass

from django.db.models import Count, Max

from apps.core import context
from apps.taxonomy.matcher import Matcher, fold
from apps.taxonomy.models import Node, Term


@dataclass(frozen=True, slots=True)
class Hit:
    """`text[start:end]` is `term` in the words of the text; a shared term gives one hit a node."""

    node: Node
    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Index:
    """The tree's terms, compiled; shared between threads and only read."""

    version: tuple[int, int]
    matcher: Matcher[Node]
    terms: dict[int, tuple[str, ...]]


_index = Index((0, 0), Matcher(()), {})
_checked: ContextVar[context.RequestContext | None] = ContextVar("tree_checked", default=None)


def index() -> Index:
    """The index of the tree as it stands: one small query a request says whether the last one still holds."""
    global _index
    request = context.current()
    if not request.request_id or _checked.get() is not request:
        version = _version()
        if _index.version != version:
            _index = _compile(version)
        _checked.set(request)
    return _index


def _version() -> tuple[int, int]:
    """`load_tree` writes every term anew when anything changed, so the newest key and the count are a version."""
    row = Term.objects.aggregate(newest=Max("pk"), count=Count("pk"))
    return (row["newest"] or 0, row["count"])


def _compile(version: tuple[int, int]) -> Index:
    rows = list(Term.objects.filter(node__active=True).select_related("node__industry", "node__parent").order_by("pk"))
    nodes = {row.node_id: row.node for row in rows}  # one object a node, so that values compare by identity
    terms: dict[int, list[str]] = {key: [] for key in nodes}
    for row in rows:
        terms[row.node_id].append(row.text)
    matcher = Matcher((row.text, nodes[row.node_id]) for row in rows)
    return Index(version, matcher, {key: tuple(found) for key, found in terms.items()})


def find_nodes(text: str, among: Index | None = None) -> list[Hit]:
    """The nodes a text names, in the order of the text, the longest term at each place.

    `among` is an index taken before, so that many texts are read by one state of the tree.
    """
    spans = (among or index()).matcher.find(text)
    return [Hit(node, text[span.start : span.end], span.start, span.end) for span in spans for node in span.values]


def synonyms(term: str) -> list[str]:
    """Every other term of the nodes that `term` names, in the tree's order; empty when it names none."""
    held = index()
    own = fold(term)[0].strip()
    found = (other for node in held.matcher.exact(term) for other in held.terms[node.pk])
    return list(dict.fromkeys(other for other in found if fold(other)[0] != own))


def aliases(term: str) -> set[str]:
    """`synonyms` as a set."""
    return set(synonyms(term))
