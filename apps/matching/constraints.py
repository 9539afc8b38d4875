"""Hard constraints in SQL: which resources may be suggested for a demand at all, and which filter shut one out.

They stand in the order in which a person would ask; the run keeps how many each left, and “why not X” names the
first that X fails.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import checks
from django.db.models import Count, Q, QuerySet

from apps.demands.models import Demand
from apps.listings.lifecycle import PUBLISHED
from apps.listings.rules import MATCHED, PUBLIC
from apps.resources.models import Resource

UNUSABLE = {"status": ("idle", "scrapped"), "sharing": ("none",)}  # details that shut a resource out, where it has them


@dataclass(frozen=True)
class Constraint:
    """One filter; `failed` says to the demand's owner why a resource did not pass it."""

    name: str
    label: str
    condition: Callable[[Demand, date], Q]
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


def _visible(demand: Demand, today: date) -> Q:
    """A resource for matched parties only is not uncovered by a demand nobody has looked at yet."""
    return Q(visibility__in=[PUBLIC, MATCHED] if demand.state == PUBLISHED else [PUBLIC])


def _usable(demand: Demand, today: date) -> Q:
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
        lambda demand, resource: f"「{resource.title}」现在是「{resource.state_now.label}」，发布后才会推荐",
    ),
    Constraint(
        "kind",
        "类别能回应",
        lambda demand, today: Q(kind__in=answering_kinds(demand.kind)),
        lambda demand, resource: f"{resource.kind_row.label}不回应{demand.kind_row.label}类需求",
    ),
    Constraint(
        "visible",
        "对您开放",
        _visible,
        lambda demand, resource: "对方限定了可见范围，您的需求发布后或由专员协助才能看到",
    ),
    Constraint(
        "valid",
        "在有效期内",
        lambda demand, today: Q(valid_until=None) | Q(valid_until__gte=today),
        lambda demand, resource: f"对方的有效期到 {resource.valid_until:%Y-%m-%d} 为止，已经过期",
    ),
    Constraint(
        "usable",
        "可以使用",
        _usable,
        lambda demand, resource: "对方已停用、报废或不对外共享",
    ),
    Constraint(
        "other",
        "不是本单位",
        lambda demand, today: ~Q(organization=demand.organization_id),
        lambda demand, resource: "这是您本单位的资源",
    ),
)


def allowed(demand: Demand, today: date) -> QuerySet[Resource]:
    """Resources that pass every constraint."""
    passed = Resource.objects.all()
    for constraint in CONSTRAINTS:
        passed = passed.filter(constraint.condition(demand, today))
    return passed


def counts(demand: Demand, today: date) -> list[dict[str, str | int]]:
    """How many are left after each constraint, in one query."""
    so_far, numbers = Q(), {}
    for constraint in CONSTRAINTS:
        so_far &= constraint.condition(demand, today)
        numbers[f"left_{constraint.name}"] = Count("pk", filter=so_far)
    left = Resource.objects.aggregate(**numbers)
    return [{"name": each.name, "label": each.label, "left": left[f"left_{each.name}"]} for each in CONSTRAINTS]


def first_failed(demand: Demand, resource: Resource, today: date) -> Constraint | None:
    """The first constraint a resource does not pass, None when it passes all."""
    row = Resource.objects.filter(pk=resource.pk)
    return next((each for each in CONSTRAINTS if not row.filter(each.condition(demand, today)).exists()), None)
