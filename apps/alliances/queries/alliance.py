"""Adjectives of alliances."""

from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from apps.alliances.lifecycle.membership import APPROVED
from apps.listings.queries import ListingQuerySet


class AllianceQuerySet(ListingQuerySet):
    """Alliances."""

    def with_company(self):
        """With how many members each has and who leads its chain: what a row of a list says of them."""
        seats = self.model._meta.get_field("seats").related_model.objects.filter(
            alliance=OuterRef("pk"), state=APPROVED
        )
        count = seats.order_by().values("alliance").annotate(n=Count("pk")).values("n")
        leader = seats.order_by().filter(role="leader").values("organization__name")
        return self.annotate(members=Coalesce(Subquery(count), 0), leader=Coalesce(Subquery(leader[:1]), Value("")))

    def with_card(self):
        return super().with_card().with_company()
