"""Adjectives of suggestions; `visible_to` is the twin of the rule "view"."""

from typing import Any

from django.db.models import Q, QuerySet

from apps.demands.models import Demand
from apps.listings.lifecycle import MATCHED_STATES, PUBLIC_STATES, PUBLISHED, REVIEWED_STATES
from apps.resources.models import Resource


class MatchQuerySet(QuerySet):
    """Suggestions."""

    def current(self) -> "MatchQuerySet":
        """Those of the last run whose two sides still stand."""
        return self.filter(retired_at=None, resource__state=PUBLISHED, demand__state__in=MATCHED_STATES)

    def of_demand(self, demand: Demand) -> "MatchQuerySet":
        return self.filter(demand=demand).order_by("rank", "resource_id")

    def of_resource(self, resource: Resource) -> "MatchQuerySet":
        return self.filter(resource=resource).order_by("-score", "demand_id")

    def visible_to(self, actor: Any) -> "MatchQuerySet":
        if actor.is_system:
            return self
        seen = Q(pk__in=[])
        if actor.organization_id is not None:
            demands, resources = Demand.objects.visible_to(actor), Resource.objects.visible_to(actor)
            seen |= Q(demand__organization=actor.organization_id, resource__in=resources)
            answering = Q(resource__organization=actor.organization_id, demand__in=demands)
            seen |= answering & Q(demand__state__in=PUBLIC_STATES)
        if actor.is_operator or actor.has_role("committee"):
            seen |= Q(demand__state__in=REVIEWED_STATES)
        return self.filter(seen)

    def with_card(self) -> "MatchQuerySet":
        """With what a card shows of the resource."""
        return self.select_related("run", "demand", "resource__organization", "resource__park").prefetch_related(
            "resource__nodes", *(f"resource__{name}" for name in Resource.details_names())
        )


class RunQuerySet(QuerySet):
    """Runs of one demand."""

    def last_of(self, demand: Demand) -> Any:
        """The latest run of a demand, None before the first."""
        return self.filter(demand=demand).order_by("-started_at", "-pk").first()
