"""What a list can be narrowed by: one FilterSet per family, for portal and API alike, read off its kinds.

A detail filter takes what the field itself takes (code or label) and refuses the rest in the field's own words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from apps.accounts.models import Organization
from apps.listings.common import NODES, PARKS
from apps.listings.fields import Field, Problem, Tags, Text
from apps.listings.kinds import Kind
from apps.listings.models import Listing
from apps.taxonomy.models import Industry, Node

FRESH = [("90", "90 天内核实过")]
TOO_MANY = 50  # values of one filter
UNKNOWN = "没有这一项，请从列表中选"


def industries_and_nodes() -> list[tuple[str, str]]:
    """Every code `node` takes: an industry or a track stands for all below it."""
    return [*Industry.objects.order_by("order").values_list("code", "name"), *NODES.names().items()]


def lookup_of(field: Field) -> str:
    """How a cleaned value is looked for in the column of its field."""
    if isinstance(field, Tags):
        return "overlap"
    return "icontains" if isinstance(field, Text) else "in"


class DetailField(forms.MultipleChoiceField):
    """Values of a detail, cleaned by the field of each kind that has it: {kind: values}, empty for no filter."""

    def __init__(self, *, declared: dict[str, Field], **options: Any) -> None:
        self.declared = declared
        super().__init__(**options)

    def clean(self, value: list[str] | None) -> dict[str, list[Any]]:
        given = [one for one in value or [] if one.strip()]
        if len(given) > TOO_MANY:
            raise ValidationError(f"最多选 {TOO_MANY} 项")
        taken, problems = {}, []
        for slug, field in self.declared.items() if given else ():
            try:
                if values := [one for raw in given for one in _as_list(field.clean(raw)) if one not in ("", None)]:
                    taken[slug] = values
            except Problem as problem:
                problems.append(f"{problem.message}，{problem.remedy}")
        if given and not taken:
            # as a parameter: a message is itself a format, and what was typed may hold a per cent sign
            raise ValidationError("%(problem)s", params={"problem": problems[0] if problems else UNKNOWN})
        return taken


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class DetailFilter(django_filters.MultipleChoiceFilter):
    field_class = DetailField


def by_details(queryset: QuerySet, name: str, value: str) -> QuerySet:
    """Rows of the kinds that have this detail with one of these values."""
    found = Q(pk__in=[])
    for slug, values in value.items():
        kind = queryset.model.kinds[slug]
        lookup = lookup_of(kind.fields[name])
        wanted = [values] if lookup in {"in", "overlap"} else values
        for one in wanted:
            found |= Q(kind=slug, **{f"{kind.related_name}__{name}__{lookup}": one})
    return queryset.filter(found)


def detail_filters(model: type[Listing]) -> dict[str, DetailFilter]:
    """One filter for every name in some kind's `filters`."""
    declared: dict[str, dict[str, Field]] = {}
    for kind in model.kinds:
        for name in kind.filters:
            declared.setdefault(name, {})[kind.slug] = kind.fields[name]
    return {name: _detail_filter(name, fields) for name, fields in declared.items()}


def _detail_filter(name: str, fields: dict[str, Field]) -> DetailFilter:
    label = next(iter(fields.values())).label
    given = {"declared": fields, "choices": lambda: _choices(fields.values())}
    return DetailFilter(field_name=name, label=label, method=by_details, **given)


def _choices(fields: Iterable[Field]) -> list[tuple[str, str]]:
    merged: dict[str, str] = {}
    for field in fields:
        merged |= field.choices()
    return list(merged.items())


class FilterForm(forms.Form):
    """Knows the rows it narrows, so that an organization nobody here may know of is simply unknown."""

    rows: QuerySet

    def clean_organization(self) -> str:
        code = self.cleaned_data["organization"]
        known = not code or Organization.objects.public().filter(code=code).exists()
        if not known and not self.rows.filter(organization__code=code).exists():
            raise ValidationError("没有代码为「%(code)s」的单位", params={"code": code[:40]})
        return code


@dataclass(frozen=True)
class Active:
    """One value the list is narrowed by, in words."""

    name: str
    label: str
    value: str
    text: str


@dataclass(frozen=True)
class Closed:
    """A filter of one family with a few known options: code → (words, condition)."""

    label: str
    options: Mapping[str, tuple[str, Q]]


class ListingFilter(django_filters.FilterSet):
    """The filters every family has; a family's own class names its model, and what it has `closed` beside them."""

    closed: Mapping[str, Closed] = {}

    q = django_filters.CharFilter(method="search", max_length=100, label="关键词")
    node = django_filters.MultipleChoiceFilter(choices=industries_and_nodes, method="on_chain", label="产业链环节")
    park = django_filters.MultipleChoiceFilter(
        choices=lambda: list(PARKS.names().items()), method="in_park", label="园区"
    )
    organization = django_filters.CharFilter(field_name="organization__code", max_length=40, label="单位")
    fresh = django_filters.ChoiceFilter(choices=FRESH, method="checked_lately", label="核实时间", empty_label="不限")

    class Meta:
        form = FilterForm

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        model = cls._meta.model
        own = {name: _closed_filter(name, one) for name, one in cls.closed.items()}
        return {**super().get_filters(), **own, **(_filters_of(model) if model else {})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, one in detail_filters(self._meta.model).items():
            if name not in self.filters:  # a kind that was filed after this class was made
                one.parent, one.model = self, self._meta.model
                self.filters[name] = one

    @property
    def form(self) -> FilterForm:
        form = super().form
        form.rows = self.queryset
        return form

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.search(value)

    def on_chain(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        nodes = Node.objects.filter(Q(code__in=value) | Q(parent__code__in=value) | Q(industry__code__in=value))
        through = queryset.model.nodes.through
        owner = queryset.model._meta.model_name
        return queryset.filter(pk__in=through.objects.filter(node__in=nodes).values(owner))

    def in_park(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(park__code__in=value)

    def on_condition(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        wanted = Q(pk__in=[])
        for code in value:
            wanted |= self.closed[name].options[code][1]
        return queryset.filter(wanted) if value else queryset

    def checked_lately(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.fresh(timezone.localdate())

    @property
    def chosen_kind(self) -> Kind | None:
        """The kind the list is narrowed to, if it is one."""
        return self._meta.model.kinds.registry.get(self.data.get("kind", ""))

    def detail_fields(self) -> list[forms.BoundField]:
        """The filters of the chosen kind, in its order; none while all kinds are shown."""
        kind = self.chosen_kind
        return [self.form[name] for name in kind.filters] if kind else []

    def active(self) -> list[Active]:
        """What the list is narrowed by, one entry a value: for chips, and for the second sheet of an export."""
        wrong = self.errors
        return [
            Active(name, one.label, value, dict(getattr(one.field, "choices", ())).get(value, value))
            for name, one in self.filters.items()
            if name not in wrong
            for value in self.data.getlist(name)
            if value.strip()
        ]

    def described(self) -> str:
        """The same as lines of text; 「全部」 when nothing narrows the list."""
        return "\n".join(f"{one.label}：{one.text}" for one in self.active()) or "全部"


def _closed_filter(name: str, one: Closed) -> django_filters.Filter:
    choices = [(code, words) for code, (words, _) in one.options.items()]
    return django_filters.MultipleChoiceFilter(field_name=name, choices=choices, method="on_condition", label=one.label)


def _filters_of(model: type[Model]) -> dict[str, django_filters.Filter]:
    """Kind and state from the family's own tables, then the details of its kinds."""
    states = [(state.value, state.label) for state in model.lifecycle.states]
    return {
        "kind": django_filters.ChoiceFilter(
            field_name="kind", choices=lambda: list(model.kinds.labels().items()), label="类别", empty_label="全部类别"
        ),
        "state": django_filters.MultipleChoiceFilter(field_name="state", choices=states, label="状态"),
        **detail_filters(model),
    }
