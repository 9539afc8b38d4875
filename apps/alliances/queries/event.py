"""Adjectives of events and of places at them; `visible_to` is the twin of the rule "view"."""

from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.alliances.lifecycle.event import ATTENDED, LIVING, TAKEN, WAITING
from apps.alliances.rules.event import HOSTS
from apps.listings.lifecycle import PUBLISHED
from apps.listings.queries import ListingQuerySet


class EventQuerySet(ListingQuerySet):
    """Roadshows, forums, contests, job fairs."""

    def coming(self, now: datetime):
        return self.filter(state=PUBLISHED, ends__gt=now)

    def with_seats(self):
        """With how many hold a seat and how many wait: one query however many rows."""
        counted = {name: self._count(states) for name, states in (("seats_taken", TAKEN), ("seats_waited", {WAITING}))}
        return self.annotate(**counted)

    def with_card(self):
        return super().with_card().with_seats()

    def _count(self, states) -> Coalesce:
        rows = self.model._meta.get_field("registrations").related_model.objects
        found = rows.filter(event=OuterRef("pk"), state__in=states).order_by().values("event")
        return Coalesce(Subquery(found.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


class RegistrationQuerySet(QuerySet):
    """Places asked for, held and given back."""

    def visible_to(self, actor):
        seen = Q(pk__in=[])
        if actor.user_id is not None:
            seen |= Q(user_id=actor.user_id)
        if actor.organization_id is not None and actor.role in HOSTS:
            seen |= Q(event__organization_id=actor.organization_id)
        return self.filter(seen)

    def of(self, actor):
        """The actor's own."""
        return self.filter(user_id=actor.user_id) if actor.user_id is not None else self.none()

    def living(self):
        return self.filter(state__in=LIVING)

    def taken(self):
        return self.filter(state__in=TAKEN)

    def waiting(self):
        """In the order of the queue."""
        return self.filter(state=WAITING).order_by("pk")

    def attended(self):
        return self.filter(state=ATTENDED)
