"""Hard constraints: which resources may be suggested for a demand at all, and which filter shut one out.

They stand in the order in which a person would ask; the run keeps how many each left, and “why not X” names the
first that X fails. Each is said twice, side by side: in SQL for one pair, as a mask over the index's columns for all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np
from django.core import checks
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from apps.demands.models import Demand
from apps.listings.lifecycle import PUBLISHED
from apps.listings.rules import MATCHED, PUBLIC
from apps.matching.columns import Columns
from apps.resources.models import Resource

UNUSABLE = {"status": ("idle", "scrapped"), "sharing": ("none",)}  # details that shut a resource out, where it has them


Mask = NDArray[np.bool_]


class Asking(Protocol):
    """What constraints ask of a demand: the row itself, or what a run kept of it."""

    kind: str
    state: str
    organization_id: int


@dataclass(frozen=True)
class Constraint:
    """One filter; `mask` is `condition` over columns, `failed` says to the demand's owner why a resource fails it."""

    name: str
    label: str
    condition: Callable[[Asking, date], Q]
    mask: Callable[[Asking, date, Columns], Mask]
    failed: Callable[[Demand, Resource], str]


def answering_kinds(demand_kind: str) -> list[str]:
    """Kinds of resource that answer a kind of demand, declared from either side."""
    answered_by = Demand.kinds[demand_kind].answered_by
    return [kind.slug for kind in Resource.kinds if kind.slug in answered_by or demand_kind in kind.answers]


def asking_kinds(resource_kind: str) -> list[str]:
    """Kinds of demand that a kind of resource answers: the same relation read from the other end."""
    return [kind.slug for kind in Demand.kinds if resource_kind in answering_kinds(kind.slug)]


@checks.register("matching")
def kinds_pair_with_known_kinds(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """A kind that answers nothing real would never match, and nobody would notice."""
    demands, resources = ({kind.slug for kind in family} for family in (Demand.kinds, Resource.kinds))
    named = [(kind.slug, name) for kind in Resource.kinds for name in kind.answers - demands]
    named += [(kind.slug, name) for kind in Demand.kinds for name in kind.answered_by - resources]
    return [checks.Error(f"kind {kind!r} pairs with unknown kind {name!r}", id="matching.E001") for kind, name in named]


def _open_to(demand: Asking) -> list[str]:
    """A resource for matched parties only is not uncovered by a demand nobody has looked at yet."""
    return [PUBLIC, MATCHED] if demand.state == PUBLISHED else [PUBLIC]


def is_usable(resource: Resource) -> bool:
    """Whether no detail shuts it out; the twin of `_usable` for one row."""
    fields = resource.kind_row.fields
    return not any(getattr(resource.details, name) in values for name, values in UNUSABLE.items() if name in fields)


def _usable(demand: Asking, today: date) -> Q:
    shut = Q(pk__in=[])
    for kind in Resource.kinds:
        for name, values in UNUSABLE.items():
            if name in kind.fields:
                shut |= Q(**{f"{kind.related_name}__{name}__in": values})
    return ~shut


CONSTRAINTS: tuple[Constraint, ...] = (
    Constraint(
        "published",
        "已发布",
        lambda demand, today: Q(state=PUBLISHED),
        lambda demand, today, columns: columns.published,
        lambda demand, resource: f"「{resource.title}」现在是「{resource.state_now.label}」，发布后才会推荐",
    ),
    Constraint(
        "kind",
        "类别能回应",
        lambda demand, today: Q(kind__in=answering_kinds(demand.kind)),
        lambda demand, today, columns: columns.kinds.among(answering_kinds(demand.kind)),
        lambda demand, resource: f"{resource.kind_row.label}不回应{demand.kind_row.label}类需求",
    ),
    Constraint(
        "visible",
        "对您开放",
        lambda demand, today: Q(visibility__in=_open_to(demand)),
        lambda demand, today, columns: columns.visibilities.among(_open_to(demand)),
        lambda demand, resource: "对方限定了可见范围，您的需求发布后或由专员协助才能看到",
    ),
    Constraint(
        "valid",
        "在有效期内",
        lambda demand, today: Q(valid_until=None) | Q(valid_until__gte=today),
        lambda demand, today, columns: columns.days >= today.toordinal(),
        lambda demand, resource: f"对方的有效期到 {resource.valid_until:%Y-%m-%d} 为止，已经过期",
    ),
    Constraint(
        "usable",
        "可以使用",
        _usable,
        lambda demand, today, columns: columns.usable,
        lambda demand, resource: "对方已停用、报废或不对外共享",
    ),
    Constraint(
        "other",
        "不是本单位",
        lambda demand, today: ~Q(organization=demand.organization_id),
        lambda demand, today, columns: columns.organizations != demand.organization_id,
        lambda demand, resource: "这是您本单位的资源",
    ),
)


def allowed(demand: Demand, today: date) -> QuerySet[Resource]:
    """Resources that pass every constraint."""
    passed = Resource.objects.all()
    for constraint in CONSTRAINTS:
        passed = passed.filter(constraint.condition(demand, today))
    return passed


def masked(demand: Asking, today: date, columns: Columns) -> tuple[Mask, list[dict[str, str | int]]]:
    """`allowed` over the index's columns instead of the tables, and how many are left after each constraint."""
    passed, steps = np.ones(len(columns.published), bool), []
    for each in CONSTRAINTS:
        passed &= each.mask(demand, today, columns)
        steps.append({"name": each.name, "label": each.label, "left": int(passed.sum())})
    return passed, steps


def first_failed(demand: Demand, resource: Resource, today: date) -> Constraint | None:
    """The first constraint a resource does not pass, None when it passes all."""
    row = Resource.objects.filter(pk=resource.pk)
    return next((each for each in CONSTRAINTS if not row.filter(each.condition(demand, today)).exists()), None)
