"""What the platform already has: rows of one organization and kind, looked up by what a sheet says of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from apps.listings.kinds import Kind
from apps.listings.models import Listing


class Identity(NamedTuple):
    """What makes two rows the same thing: the owner's number, else the name with the kind's telling detail."""

    number: str
    title: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Existing:
    """A listing as it stands."""

    pk: int
    version: int
    state: str
    values: dict[str, Any]


class Known:
    """Asked once per portion of a sheet; an organization that has nothing yet costs nothing."""

    def __init__(self, model: type[Listing], kind: Kind, organization_id: int) -> None:
        self.model, self.kind = model, kind
        self.rows: QuerySet = model.objects.filter(organization=organization_id, kind=kind.slug)
        self.empty = not self.rows.exists()

    def find(self, wanted: Collection[Identity]) -> dict[Identity, list[Existing]]:
        """The listings behind each identity, oldest first."""
        if self.empty or not wanted:
            return {}
        numbers = {one.number for one in wanted if one.number}
        names = {one.title for one in wanted if not one.number}
        found: dict[Identity, list[Existing]] = defaultdict(list)
        for one in self._read(self.rows.filter(Q(external_id__in=numbers) | Q(title__in=names))):
            for identity in self._identities(one.values):
                found[identity].append(one)
        return found

    def _identities(self, values: dict[str, Any]) -> Iterable[Identity]:
        if values["external_id"]:
            yield Identity(values["external_id"])
        detail = str(values[self.kind.identity]) if self.kind.identity else ""
        yield Identity("", values["title"], detail)

    def _read(self, rows: QuerySet) -> list[Existing]:
        """Every declared value, typed as `Listing.values()` gives them, in two queries."""
        common = [name for name in self.model.kinds.common if name not in {"nodes", "park"}]
        paths = [*common, "park__code", *(f"{self.kind.related_name}__{name}" for name in self.kind.fields)]
        names = [*common, "park", *self.kind.fields]
        read = list(rows.order_by("pk").values_list("pk", "version", "state", *paths))
        nodes = self._nodes([row[0] for row in read])
        found = []
        for pk, version, state, *read_values in read:
            values = dict(zip(names, read_values, strict=True))
            values["park"], values["nodes"] = values["park"] or "", nodes.get(pk, [])
            found.append(Existing(pk, version, state, values))
        return found

    def _nodes(self, ids: list[int]) -> dict[int, list[str]]:
        owner = f"{self.model._meta.model_name}_id"
        links = self.model.nodes.through.objects.filter(**{f"{owner}__in": ids}).order_by("node__code")
        found: dict[int, list[str]] = defaultdict(list)
        for pk, code in links.values_list(owner, "node__code"):
            found[pk].append(code)
        return found
