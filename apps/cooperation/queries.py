"""Adjectives of dealings, cases and their deadlines; `visible_to` is the twin of the rule "view"."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from apps.cooperation.lifecycle import DONE, LIVE, PROPOSED, WAITING


class DealingQuerySet(QuerySet):
    """Dealings."""

    def live(self) -> "DealingQuerySet":
        return self.filter(state__in=LIVE)

    def answered(self) -> "DealingQuerySet":
        return self.exclude(answered_at=None)

    def agreed(self) -> "DealingQuerySet":
        return self.exclude(agreed_at=None)

    def done(self) -> "DealingQuerySet":
        return self.filter(state=DONE)

    def of(self, organization: Any) -> "DealingQuerySet":
        """Those an organization is a party of."""
        return self.filter(Q(asker=organization) | Q(answerer=organization))

    def awaiting(self, actor: Any) -> "DealingQuerySet":
        """Those the actor's organization has to answer."""
        asked = Q(proposed_by="asker", answerer=actor.organization_id)
        return self.filter(asked | Q(proposed_by="answerer", asker=actor.organization_id), state=PROPOSED)

    def silent(self) -> "DealingQuerySet":
        """Those the clock has handed to the broker, still unanswered."""
        return self.filter(state=PROPOSED).exclude(handed_over_at=None)

    def visible_to(self, actor: Any) -> "DealingQuerySet":
        if actor.is_system or actor.is_operator:
            return self
        return self.of(actor.organization_id) if actor.organization_id else self.none()

    def supervised_by(self, actor: Any) -> "DealingQuerySet":
        """Rows of the board: the twin of "supervise"; the committee sees that people deal, not what they write."""
        return self if actor.is_operator or actor.has_role("committee") else self.none()

    def with_card(self) -> "DealingQuerySet":
        """With what a list row shows: one query however many rows."""
        return self.select_related("demand", "resource", "asker", "answerer", "broker__user")


class CaseQuerySet(QuerySet):
    """Demands in their brokers' hands."""

    def waiting(self) -> "CaseQuerySet":
        return self.filter(state__in=WAITING)

    def visible_to(self, actor: Any) -> "CaseQuerySet":
        if actor.is_system or actor.is_operator or actor.has_role("committee"):
            return self
        return self.filter(organization=actor.organization_id) if actor.organization_id else self.none()

    def with_card(self) -> "CaseQuerySet":
        return self.select_related("demand", "organization", "broker__user")


class DeadlineQuerySet(QuerySet):
    """What the clock still has to do."""

    def open(self) -> "DeadlineQuerySet":
        return self.filter(done_at=None)

    def past(self, today: date) -> "DeadlineQuerySet":
        """Open ones whose last day is over."""
        return self.open().filter(due_on__lt=today)
