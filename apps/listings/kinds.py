"""A kind is a declaration; forms, serializers, importers, filters and pages are built from it.

`Kinds` is the registry of one family (demand, resource): the family's common fields plus a row of kinds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Model

from apps.core.errors import Defect, Defects
from apps.core.registry import Registry
from apps.listings.fields import Check, Field, Problem, is_blank


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
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what sheets of this kind call a common field
    composes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # a common text left empty: made of details
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
        kind = self[slug]
        extra = {
            name: replace(self.common[name], aliases=self.common[name].aliases + more)
            for name, more in kind.aliases.items()
        }
        return {**self.common, **extra, **kind.fields}

    def clean(self, slug: str, raw: Mapping[str, Any], today: date) -> Cleaned:
        """Clean one flat input for the kind; all defects at once, unknown names included."""
        return self.cleaner(slug, today)(raw)

    def cleaner(self, slug: str, today: date) -> "Cleaner":
        """For many inputs of one kind: what `clean` does, remembering the short values it has met."""
        return Cleaner(self[slug], tuple(self.common), self.fields_of(slug), today)

    def merged(self, slug: str, before: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
        """The input that changes `before` by `data`."""
        return self.cleaner(slug, date.min).merged(before, data)


SHORT, REMEMBERED = 40, 5_000  # characters of a value worth remembering; how many of one field


class Cleaner:
    """Cleans inputs of one kind, one after the other, by the fields it declares."""

    def __init__(self, kind: Kind, common: tuple[str, ...], declared: Mapping[str, Field], today: date) -> None:
        self.kind, self.common, self.declared, self.today = kind, common, declared, today
        self.known: dict[str, dict[str | None, Any]] = {name: {} for name in declared}
        last = sorted(declared, key=lambda name: name in kind.composes)  # a composed text comes after its parts
        self.steps = [(name, declared[name], self.known[name]) for name in last]

    def __call__(self, raw: Mapping[str, Any]) -> Cleaned:
        values: dict[str, Any] = {}
        defects = [_unknown(name, self.declared) for name in sorted(raw.keys() - self.declared.keys(), key=str)]
        for name, one, known in self.steps:
            given = raw.get(name)
            if name in self.kind.composes and is_blank(given):
                given = composed(self.declared, name, self.kind.composes[name], values)
            if (given is None or type(given) is str) and given in known:
                values[name] = known[given]
                continue
            try:
                values[name] = self._learn(one, known, given)
            except Problem as problem:
                values[name] = one.empty()
                defects.append(Defect(name, problem.message, problem.remedy))
        if not defects:
            defects = [found for check in self.kind.checks if (found := check(values, self.today))]
        common = {name: values[name] for name in self.common}
        return Cleaned(common, {name: values[name] for name in self.kind.fields}, defects)

    def merged(self, before: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
        """The input that changes `before` by `data`; a text the platform composed is composed anew."""
        stale = [
            name
            for name, parts in self.kind.composes.items()
            if before[name] == (data.get(name) or before[name]) == composed(self.declared, name, parts, before)
        ]
        return {**before, **data, **dict.fromkeys(stale)}

    def value(self, name: str, raw: Any) -> Any:
        """The clean value of one field. Raises Problem."""
        known = self.known[name]
        return known[raw] if type(raw) is str and raw in known else self._learn(self.declared[name], known, raw)

    @staticmethod
    def _learn(one: Field, known: dict[str | None, Any], raw: Any) -> Any:
        """Only nothing and short strings are remembered, so that 1, 1.0 and True stay apart."""
        value = one.clean(raw)
        if raw is None or (type(raw) is str and len(raw) <= SHORT and len(known) < REMEMBERED):
            known[raw] = value
        return value


def composed(declared: Mapping[str, Field], name: str, parts: Iterable[str], values: Mapping[str, Any]) -> str:
    """A text out of labelled details, cut to what its field takes."""
    lines = [f"{declared[part].label}：{declared[part].show(values[part])}" for part in parts if values.get(part)]
    return "\n".join(lines)[: declared[name].max]


def _unknown(name: str, declared: Mapping[str, Field]) -> Defect:
    return Defect(str(name)[:60], f"没有“{str(name)[:40]}”这个字段", f"可用的有：{'、'.join(list(declared)[:12])} 等")
