"""The filters beside a list: each option with its count under all other filters, and the chips of those in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, F, Func, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.listings.fields import Choice, Flag, Picks
from apps.listings.filters import Active, Closed
from apps.listings.kinds import Kind
from apps.listings.models import Listing
from apps.listings.queries import FRESH

OPEN = frozenset({"node", "organization", "lever", "department"})
MOST = 12  # options shown of one facet


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int | None
    selected: bool


@dataclass(frozen=True)
class Facet:
    """One group of options under the name of its parameter."""

    name: str
    label: str
    options: list[Option]
    single: bool = False
    own: bool = False

    @property
    def chosen(self) -> bool:
        return any(option.selected for option in self.options)

    @property
    def open(self) -> bool:
        return self.chosen or self.own or self.name in OPEN


@dataclass(frozen=True)
class Chip:
    """Words and an address: a filter in force and the list without it."""

    label: str
    url: str


class Facets:
    """All facets of one list: `listed(params)` gives the rows under some parameters."""

    def __init__(
        self, params: QueryDict, listed, kind: Kind | None, active: Iterable[Active], own: Mapping[str, Closed]
    ) -> None:
        self.params, self.listed, self.kind, self.own = params, listed, kind, own
        self.active = [one for one in active if one.name not in {"q", "kind"}]

    def all(self) -> list[Facet]:
        """Open lists are grouped one by one; all closed ones are counted in a single query, with the total."""
        closed = self._closed()
        self.total, counts = self._tally(closed)
        found = [self._counted(name, one.label, closed[name], counts[name]) for name, one in self.own.items()]
        found += [self._industry(), self._organization(), self._park()]
        found.append(self._counted("fresh", _("核实时间"), closed["fresh"], counts["fresh"]))
        for name in self.kind.filters if self.kind else ():
            label = self.kind.fields[name].label
            there = name in closed
            found.append(self._counted(name, label, closed[name], counts[name]) if there else self._detail(name))
        return [facet for facet in found if facet.options]

    def _closed(self) -> dict[str, dict[str, tuple[str, Q]]]:
        """Facet → option → (words, condition), for those whose options are known beforehand."""
        since = Q(checked_at__date__gte=timezone.localdate() - FRESH)
        found = {name: dict(one.options) for name, one in self.own.items()}
        found["fresh"] = {"1": (_("90 天内核实过"), since)}
        for name in self.kind.filters if self.kind else ():
            declared, path = self.kind.fields[name], f"{self.kind.related_name}__{name}"
            if isinstance(declared, Flag):
                found[name] = {"true": (declared.label, Q(**{path: True}))}
            elif isinstance(declared, Choice):
                found[name] = {code: (words, Q(**{path: code})) for code, words in declared.options.items()}
            elif isinstance(declared, Picks):
                has = f"{path}__contains"
                found[name] = {code: (words, Q(**{has: [code]})) for code, words in declared.options.items()}
        return found

    def _tally(self, closed: dict[str, dict[str, tuple[str, Q]]]) -> tuple[int, dict[str, dict[str, int]]]:
        """The total and the counts of every closed option; a facet with a choice of its own is counted without it."""
        plain = [name for name in closed if not self.params.getlist(name)]
        total, counts = self._count(self.listed(self.params), {name: closed[name] for name in plain})
        for name in closed.keys() - set(plain):
            counts |= self._count(self._rows(name), {name: closed[name]})[1]
        return total, counts

    def _count(self, rows: QuerySet, closed: dict) -> tuple[int, dict[str, dict[str, int]]]:
        places = [(name, code, one[1]) for name, options in closed.items() for code, one in options.items()]
        wanted = {f"c{place}": Count("pk", filter=condition) for place, (_name, _code, condition) in enumerate(places)}
        found = rows.order_by().aggregate(total=Count("pk"), **wanted)
        counts: dict[str, dict[str, int]] = {name: {} for name in closed}
        for place, (name, code, _condition) in enumerate(places):
            counts[name][code] = found[f"c{place}"]
        return found["total"], counts

    def _counted(self, name: str, label: str, options: dict[str, tuple[str, Q]], counts: dict[str, int]) -> Facet:
        known = [(code, words, counts[code]) for code, (words, _condition) in options.items() if counts[code]]
        options = self._options(name, sorted(known, key=lambda row: -row[2]))
        return Facet(name, label, options, own=name in self.own)

    def _rows(self, name: str) -> QuerySet[Listing]:
        """Rows under every filter but this one."""
        others = self.params.copy()
        others.pop(name, None)
        return self.listed(others).order_by()

    def ways_out(self) -> list[Chip]:
        """What giving up one filter would bring, for a list that came out empty."""
        found = []
        for name, label in dict((one.name, one.label) for one in self.active[:8]).items():
            rest = self.params.copy()
            rest.pop(name, None)
            if count := self.listed(rest).count():
                found.append(Chip(_("去掉「%s」（%d 条）") % (label, count), "?" + rest.urlencode()))
        return found[:3]

    def _options(self, name: str, counted: Iterable[tuple[str, str, int]]) -> list[Option]:
        chosen = set(self.params.getlist(name))
        rows = [Option(str(value), label, count, str(value) in chosen) for value, label, count in counted]
        there = {option.value for option in rows}
        lost = [one for one in self.active if one.name == name and one.value not in there]
        rows += [Option(one.value, one.text, 0, True) for one in lost]
        kept = [option for place, option in enumerate(rows) if place < MOST or option.selected]
        return sorted(kept, key=lambda option: not option.selected)

    def _grouped(self, name: str, label: str, value: str, words: str, single: bool = False) -> Facet:
        rows = self._rows(name).exclude(**{f"{value}__isnull": True}).values_list(value, words)
        counted = rows.annotate(n=Count("pk", distinct=True)).order_by("-n", words)
        return Facet(name, label, self._options(name, counted), single)

    def _industry(self) -> Facet:
        return self._grouped("node", _("产业"), "nodes__industry__code", "nodes__industry__name")

    def _organization(self) -> Facet:
        code, words = "organization__code", "organization__name"
        return self._grouped("organization", _("所在单位"), code, words, single=True)

    def _park(self) -> Facet:
        return self._grouped("park", _("园区"), "park__code", "park__name")

    def _detail(self, name: str) -> Facet:
        """A filter of the kind with an open list, grouped by the typed column itself."""
        declared, path = self.kind.fields[name], f"{self.kind.related_name}__{name}"
        several = isinstance(self.kind.details._meta.get_field(name), ArrayField)
        value = Func(F(path), function="unnest") if several else F(path)
        rows = self._rows(name).annotate(value=value).values_list("value")
        tally = rows.annotate(n=Count("pk")).order_by("-n", "value")
        labels = declared.choices()
        counted = [(code, labels.get(code, code), n) for code, n in tally if code]
        return Facet(name, declared.label, self._options(name, counted))


def chips(facets: Iterable[Facet], active: Iterable[Active], params: QueryDict) -> list[Chip]:
    """One per value in force, in the words of its facet where it has one."""
    words = {(facet.name, option.value): option.label for facet in facets for option in facet.options}
    return [Chip(words.get((one.name, one.value), one.text), without(params, one.name, one.value)) for one in active]


def without(params: QueryDict, name: str, value: str) -> str:
    """The address with one value of one parameter gone, at its first page."""
    rest = params.copy()
    rest.pop("page", None)
    kept = [one for one in rest.getlist(name) if one != value]
    rest.setlist(name, kept) if kept else rest.pop(name, None)
    return "?" + rest.urlencode()
