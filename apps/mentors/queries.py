"""Adjectives of cards and of what stands behind them; each `visible_to` is the twin of a rule "view"."""

from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from apps.listings.queries import ListingQuerySet
from apps.mentors.lifecycle import ACTIVE, CONFIRMED, GRANTED, OPEN_TERMS, PROPOSED, RECORDED


def looks(actor) -> bool:
    return actor.is_operator or actor.role == "committee"


class MentorQuerySet(ListingQuerySet):
    """Cards of mentors."""

    def visible_to(self, actor):
        seen = super().visible_to(actor)
        if actor.user_id is None:
            return seen
        return self.filter(Q(pk__in=seen.values("pk")) | Q(person_id=actor.user_id))


class BehindCardQuerySet(QuerySet):
    """Consents and steps of the ladder."""

    def visible_to(self, actor):
        if looks(actor):
            return self
        seen = Q(pk__in=[])
        if actor.organization_id is not None:
            seen |= Q(mentor__organization_id=actor.organization_id)
        if actor.user_id is not None:
            seen |= Q(mentor__person_id=actor.user_id)
        return self.filter(seen)


class GradeQuerySet(BehindCardQuerySet):
    def granted_on(self, day: date):
        return self.filter(state=GRANTED, expires_on__gte=day)

    def past(self, day: date):
        return self.filter(state=GRANTED, expires_on__lt=day)


class AppointmentQuerySet(QuerySet):
    def visible_to(self, actor):
        if looks(actor):
            return self
        seen = Q(pk__in=[])
        if actor.organization_id is not None:
            seen |= Q(unit_id=actor.organization_id) | Q(organization_id=actor.organization_id)
        if actor.user_id is not None:
            seen |= Q(mentor__person_id=actor.user_id)
        return self.filter(seen)

    def active(self):
        return self.filter(state=ACTIVE)

    def of(self, organization_id: int | None):
        """Those one organization is a side of."""
        if organization_id is None:
            return self.none()
        return self.filter(Q(unit_id=organization_id) | Q(organization_id=organization_id))

    def past(self, day: date):
        return self.filter(state__in=OPEN_TERMS, until__lt=day)

    def waiting_for(self, actor):
        """Proposed to the actor's unit."""
        if actor.organization_id is None:
            return self.none()
        return self.filter(state=PROPOSED, unit_id=actor.organization_id)


class HourQuerySet(QuerySet):
    def visible_to(self, actor):
        if looks(actor):
            return self
        seen = Q(pk__in=[])
        if actor.organization_id is not None:
            seen |= Q(appointment__unit_id=actor.organization_id)
            seen |= Q(appointment__organization_id=actor.organization_id)
        if actor.user_id is not None:
            seen |= Q(appointment__mentor__person_id=actor.user_id)
        return self.filter(seen)

    def of(self, organization_id: int | None):
        if organization_id is None:
            return self.none()
        return self.filter(Q(appointment__unit_id=organization_id) | Q(appointment__organization_id=organization_id))

    def confirmed(self):
        return self.filter(state=CONFIRMED)

    def waiting_for(self, actor):
        """Written down by the other side, waiting for this one's word."""
        return self.of(actor.organization_id).filter(state=RECORDED).exclude(recorded_by_id=actor.organization_id)

    def total(self) -> Decimal:
        """Hours of these rows, corrections taken in."""
        return self.aggregate(total=Sum("hours"))["total"] or Decimal(0)
