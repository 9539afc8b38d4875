"""Adjectives of listings; `visible_to` is the twin of the rule "view"."""

from datetime import date, timedelta

from django.apps import apps
from django.db.models import Manager, Q, QuerySet

from apps.accounts.models import Grant
from apps.core import rules, search
from apps.listings.lifecycle import MATCHED_STATES, PUBLIC_STATES, PUBLISHED, REVIEWED_STATES, SUBMITTED
from apps.listings.rules import PUBLIC

FRESH = timedelta(days=90)


class ListingQuerySet(QuerySet):
    """Rows of one family."""

    def published(self):
        return self.filter(state=PUBLISHED)

    def public(self):
        return self.filter(state=PUBLISHED, visibility=PUBLIC)

    def awaiting_review(self):
        return self.filter(state=SUBMITTED)

    def waiting_for_desk(self, actor):
        """What this operator's desk has to look at; a family without a desk of its own is shared out by side."""
        return self.awaiting_review()

    def matched(self):
        """Rows the machine may read: sent in or published."""
        return self.filter(state__in=MATCHED_STATES)

    def owned_by(self, actor):
        return self.filter(organization_id=actor.organization_id) if actor.organization_id else self.none()

    def open_on(self, day: date):
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day))

    def fresh(self, day: date):
        return self.filter(checked_at__date__gte=day - FRESH)

    def stale(self, day: date):
        return self.exclude(checked_at__date__gte=day - FRESH)

    def search(self, query: str):
        """Rows holding every phrase of `query`, or one of its aliases."""
        return self.filter(search.condition(query)) if query.strip() else self

    def visible_to(self, actor):
        """What this actor may know of: the twin of RULES["view"]."""
        seen = Q(state__in=PUBLIC_STATES, visibility=PUBLIC)
        if actor.organization_id:
            seen |= Q(organization_id=actor.organization_id)
        if actor.is_operator or actor.role == "committee":
            seen |= Q(state__in=REVIEWED_STATES)
        if actor.is_authenticated:
            seen |= Q(state__in=PUBLIC_STATES, pk__in=Grant.objects.subjects(actor, self.model, Grant.Level.VIEW))
        return self.filter(seen)

    def with_card(self):
        """With what a list row or an API item shows: two queries however many rows."""
        joined = self.select_related("organization", "park", *self.model.details_names())
        return joined.prefetch_related("nodes")


class ImportBatchQuerySet(QuerySet):
    """Uploaded sheets."""

    def visible_to(self, actor):
        """Those of the actor's organization, of families the actor may import: the twin of "importbatch.view"."""
        if actor.organization_id is None:
            return self.none()
        families = self.filter(organization_id=actor.organization_id).order_by().values_list("family", flat=True)
        mine = [family for family in families.distinct() if rules.allowed(actor, "import", apps.get_model(family))]
        return self.filter(organization_id=actor.organization_id, family__in=mine)


class ImportBatchManager(Manager.from_queryset(ImportBatchQuerySet)):
    """Leaves the file, which may have 20 MB, in the table until somebody asks for it."""

    def get_queryset(self):
        return super().get_queryset().defer("content")
