"""Adjectives of bases and of what stands beside them; `visible_to` is the twin of the rule "view"."""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from apps.bases.lifecycle import AGREED, INVITED
from apps.listings.queries import ListingQuerySet


class BaseQuerySet(ListingQuerySet):
    """Bases and consortia."""

    def waiting_for_desk(self, actor):
        return self.awaiting_review().filter(organization__sort__in=actor.serves)

    def at_level(self, *levels: str):
        return self.filter(standing__state__in=levels)


class BesideBaseQuerySet(QuerySet):
    """Rows that are seen as their base is seen."""

    def visible_to(self, actor):
        return self.filter(base__in=self._bases().visible_to(actor))

    def _bases(self):
        return self.model._meta.get_field("base").related_model.objects.all()


class PartnerQuerySet(BesideBaseQuerySet):
    """Organizations asked to build a base together."""

    def agreed(self):
        return self.filter(state=AGREED)

    def waiting_for(self, actor):
        """Invitations this actor's organization has not answered."""
        if actor.organization_id is None:
            return self.none()
        return self.filter(organization=actor.organization_id, state=INVITED)

    def visible_to(self, actor):
        seen = Q(base__in=self._bases().visible_to(actor))
        if not (actor.is_operator or actor.role == "committee"):
            seen &= Q(state=AGREED)
        if actor.organization_id:
            seen |= Q(organization=actor.organization_id) | Q(base__organization=actor.organization_id)
        return self.filter(seen)


class YearlyFigureQuerySet(BesideBaseQuerySet):
    """What carriers declared, year by year."""

    def latest(self):
        """Per base and indicator the newest year only."""
        same = self.model.objects.filter(base=OuterRef("base"), indicator=OuterRef("indicator"))
        return self.filter(year=Subquery(same.order_by("-year").values("year")[:1]))


class SnapshotQuerySet(QuerySet):
    """What the nights have written down."""

    def known(self):
        return self.exclude(value=None)
