"""Adjectives for university profiles, enrolment and research platforms."""

from datetime import date

from django.db.models import Max, Q, QuerySet

from apps.accounts.actor import Actor
from apps.accounts.lifecycle import ACTIVE
from apps.accounts.queries import FRESH_FOR, seen


class UniversityProfileQuerySet(QuerySet):
    def fresh(self, on: date) -> "UniversityProfileQuerySet":
        return self.filter(checked_at__date__gte=on - FRESH_FOR)

    def with_liaison(self) -> "UniversityProfileQuerySet":
        """Both a lead department and a liaison officer are named. [S1-3]"""
        rows = self.exclude(lead_department="")
        return rows.filter(
            organization__memberships__role="liaison", organization__memberships__state=ACTIVE
        ).distinct()

    def visible_to(self, actor: Actor) -> "UniversityProfileQuerySet":
        return self.filter(seen(actor, "organization__"))

    def for_list(self) -> "UniversityProfileQuerySet":
        """With what a row of the directory shows, in a fixed number of queries."""
        return self.select_related("organization__park").prefetch_related("nodes")


class MajorEnrolmentQuerySet(QuerySet):
    def of_year(self, year: int | None) -> "MajorEnrolmentQuerySet":
        """One year's rows; without a year, the latest reported one's."""
        return self.filter(year=self.aggregate(last=Max("year"))["last"] if year is None else year)

    def visible_to(self, actor: Actor) -> "MajorEnrolmentQuerySet":
        if actor.is_system or actor.is_staff_side:
            return self
        return self.filter(organization=actor.organization_id)


class ResearchPlatformQuerySet(QuerySet):
    def visible_to(self, actor: Actor) -> "ResearchPlatformQuerySet":
        return self.filter(seen(actor, "organization__"))


class PlatformFundingQuerySet(QuerySet):
    def visible_to(self, actor: Actor) -> "PlatformFundingQuerySet":
        if actor.is_system or actor.has_role("committee"):
            return self
        own = Q(platform__organization=actor.organization_id)
        return self.filter(own | Q(platform__organization__sort__in=actor.serves))
