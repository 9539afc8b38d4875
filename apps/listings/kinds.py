"""A kind is a declaration; forms, serializers, importers, filters and pages are built from it.

`Kinds` is the registry of one family (demand, resource): the family's common fields plus a row of kinds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from apps.core.errors import Defect, Defects
from apps.core.registry import Registry
from apps.listings.fields import Check, Field, Problem


@dataclass(frozen=True)
class Cleaned:
    """Typed values of one listing, split by where they are stored, and everything that is wrong with the input."""

    common: dict[str, Any]
    details: dict[str, Any]
    defects: list[Defect]

    def or_raise(self) -> "Cleaned":
        if self.defects:
            raise Defects(self.defects)
        return self


@dataclass(frozen=True)
class Kind:
    """One kind of listing. `shows` are the details a list row carries, `searches` those the search reads."""

    slug: str
    label: str
    details: type[Model]
    fields: Mapping[str, Field]
    icon: str = "file-text"
    hint: str = ""
    shows: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    answers: frozenset[str] = frozenset()
    answered_by: frozenset[str] = frozenset()
    identity: str = ""  # the detail that tells two rows of one organization apart in a spreadsheet
    derived: bool = False

    @property
    def related_name(self) -> str:
        """How a listing reaches its details row."""
        return self.details._meta.get_field("listing").remote_field.get_accessor_name()


@dataclass
class Kinds:
    """A family's kinds in the order of its menu, and the fields every one of them shares."""

    family: str
    common: Mapping[str, Field]
    registry: Registry[Kind] = field(init=False)

    def __post_init__(self) -> None:
        self.registry = Registry(f"{self.family} kind")

    def add(self, kind: Kind) -> Kind:
        """File a kind; raises ValueError when a name is taken or a field name clashes with a common one."""
        if clash := set(kind.fields) & set(self.common):
            raise ValueError(f"{kind.slug}: {sorted(clash)} are common fields of every {self.family}")
        return self.registry.add(kind)

    def __getitem__(self, slug: str) -> Kind:
        return self.registry[slug]

    def __contains__(self, slug: object) -> bool:
        return slug in self.registry

    def __iter__(self):
        return iter(self.registry)

    def labels(self) -> dict[str, str]:
        return {kind.slug: kind.label for kind in self}

    def entered(self) -> list[Kind]:
        """Kinds a person may create; derived ones come from elsewhere."""
        return [kind for kind in self if not kind.derived]

    def fields_of(self, slug: str) -> dict[str, Field]:
        """Every field of a kind by name, common ones first: the columns of its form and its sheet."""
        return {**self.common, **self[slug].fields}

    def clean(self, slug: str, raw: Mapping[str, Any], today: date) -> Cleaned:
        """Clean one flat input for the kind; all defects at once, unknown names included."""
        kind, declared = self[slug], self.fields_of(slug)
        values: dict[str, Any] = {}
        defects = [_unknown(name, declared) for name in raw if name not in declared]
        for name, one in declared.items():
            try:
                values[name] = one.clean(raw.get(name))
            except Problem as problem:
                values[name] = one.empty()
                defects.append(Defect(name, problem.message, problem.remedy))
        if not defects:
            defects = [found for check in kind.checks if (found := check(values, today))]
        common = {name: values[name] for name in self.common}
        return Cleaned(common, {name: values[name] for name in kind.fields}, defects)


def _unknown(name: str, declared: Mapping[str, Field]) -> Defect:
    return Defect(str(name)[:60], f"没有“{str(name)[:40]}”这个字段", f"可用的有：{'、'.join(list(declared)[:12])} 等")
