"""The public search box: one table of public rows, fed through the outbox, found by grams.

A row that stops being public leaves the table in the same way it came, so neither a hit nor a count can leak.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.apps import apps
from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When

from apps.core import outbox, text
from apps.core.models import SearchDocument

MAX_QUERY = 100  # characters


@dataclass(frozen=True)
class Document:
    """What a public row says about itself."""

    title: str
    body: str
    url: str
    kind: str
    kind_label: str
    organization: str = ""


Source = Callable[[Model], Document | None]
sources: dict[str, Source] = {}
expanders: list[Callable[[str], Iterable[str]]] = []


def add(model: type[Model], document: Source) -> None:
    """Declare how rows of `model` become documents; None means “not public”."""
    sources[model._meta.label_lower] = document


def refresh(record: Model) -> None:
    """Owe the table a fresh look at `record`; call it in the transaction that changed the record."""
    payload = {"about": record._meta.label_lower, "id": record.pk}
    outbox.put("refresh_search", payload, key=f"{payload['about']}:{payload['id']}")


def index(about: str, pk: int) -> bool:
    """Write, update or remove one row's document; True when it is public now."""
    record = apps.get_model(about)._base_manager.filter(pk=pk).first()
    document = sources[about](record) if record is not None else None
    if document is None:
        SearchDocument.objects.filter(about=about, about_id=str(pk)).delete()
        return False
    SearchDocument.objects.update_or_create(about=about, about_id=str(pk), defaults=_columns(document))
    return True


def _columns(document: Document) -> dict:
    return {
        "kind": document.kind,
        "kind_label": document.kind_label,
        "title": document.title[:300],
        "body": document.body,
        "url": document.url,
        "organization": document.organization,
        "title_grams": text.grams(document.title),
        "grams": text.grams(document.title, document.organization, document.body),
    }


def alternatives(phrase: str) -> list[str]:
    """The phrase itself, then its aliases as the apps below know them."""
    found = [phrase]
    for expand in expanders:
        found += [alias for alias in expand(phrase) if alias not in found]
    return found


def condition(query: str, column: str = "grams") -> Q:
    """Every blank-separated phrase must be there, itself or one of its aliases."""
    phrases = text.normalize(query)[:MAX_QUERY].split()[:8]
    parts = [reduce(or_, [_holds(alias, column) for alias in alternatives(phrase)[:12]]) for phrase in phrases]
    return reduce(and_, parts, Q())


def _holds(phrase: str, column: str) -> Q:
    wanted = text.query_grams(phrase)
    return Q(**{f"{column}__contains": wanted}) if wanted else Q(pk__in=[])


def find(query: str, kind: str | None = None) -> QuerySet[SearchDocument]:
    """Public rows for `query`: hits in the title first, then the freshest."""
    rows = SearchDocument.objects.filter(condition(query))
    if kind:
        rows = rows.filter(kind=kind)
    if not query.strip():
        return rows.none()
    in_title = Case(When(condition(query, "title_grams"), then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.annotate(place=in_title).order_by("place", "-updated_at", "id")
