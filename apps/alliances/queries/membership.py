"""Adjectives of what stands beside an alliance: seats, the shelf, what its secretariat said to its members."""

from django.db.models import Q, QuerySet

from apps.accounts.lifecycle import VERIFIED
from apps.accounts.roles import PUBLIC_SORTS
from apps.alliances.lifecycle.membership import APPROVED, INVITED, LIVING, REQUESTED, RETURNED


class SeatQuerySet(QuerySet):
    """Organizations that asked, were invited, are or were members."""

    def approved(self):
        return self.filter(state=APPROVED)

    def living(self):
        return self.filter(state__in=LIVING)

    def of(self, organization_id: int | None):
        return self.none() if organization_id is None else self.filter(organization=organization_id)

    def to_approve(self, actor):
        """Asked for, waiting for this actor's secretariat."""
        if actor.organization_id is None:
            return self.none()
        return self.filter(alliance__organization=actor.organization_id, state=REQUESTED)

    def to_answer(self, actor):
        """Waiting for this actor's organization: an invitation, or a request that came back."""
        return self.of(actor.organization_id).filter(state__in=(INVITED, RETURNED))

    def visible_to(self, actor):
        """Everybody: members with a page of their own, of alliances he sees; the two sides and the staff: all."""
        alliances = self.model._meta.get_field("alliance").related_model.objects.visible_to(actor)
        seen = Q(alliance__in=alliances)
        if not (actor.is_operator or actor.role == "committee"):
            seen &= Q(state=APPROVED, organization__state=VERIFIED, organization__sort__in=PUBLIC_SORTS)
        if actor.organization_id:
            seen |= Q(organization=actor.organization_id) | Q(alliance__organization=actor.organization_id)
        return self.filter(seen)


class ShareQuerySet(QuerySet):
    """What members put on the shelf."""

    def standing(self):
        """Not taken back, of organizations that are members now."""
        return self.filter(taken_back_at=None, seat__state=APPROVED)

    def visible_to(self, actor):
        """As its alliance is seen; whether the thing itself may be seen is its own family's to say."""
        alliances = self.model._meta.get_field("seat").related_model._meta.get_field("alliance").related_model
        seen = Q(seat__alliance__in=alliances.objects.visible_to(actor), taken_back_at=None, seat__state=APPROVED)
        if actor.organization_id:
            seen |= Q(seat__organization=actor.organization_id)
        return self.filter(seen)


class InnerQuerySet(QuerySet):
    """What only the alliance itself reads: its secretariat, and its members."""

    def visible_to(self, actor):
        if actor.organization_id is None:
            return self.none()
        alliances = self.model._meta.get_field("alliance").related_model
        seats = alliances._meta.get_field("seats").related_model.objects.approved().of(actor.organization_id)
        own = Q(alliance__organization=actor.organization_id)
        return self.filter(own | Q(alliance__in=seats.values("alliance")))
