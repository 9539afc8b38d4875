"""Adjectives for enterprise profiles."""

from datetime import date

from django.db.models import QuerySet

from apps.accounts.actor import Actor
from apps.accounts.queries import FRESH_FOR, seen


class EnterpriseProfileQuerySet(QuerySet):
    def certified(self) -> "EnterpriseProfileQuerySet":
        """产教融合型企业 in force. [S1-17]"""
        return self.filter(integration=self.model.Integration.CERTIFIED)

    def chain_leaders(self) -> "EnterpriseProfileQuerySet":
        """链主企业. [S1-14]"""
        return self.filter(chain_leader_of__isnull=False)

    def fresh(self, on: date) -> "EnterpriseProfileQuerySet":
        return self.filter(checked_at__date__gte=on - FRESH_FOR)

    def visible_to(self, actor: Actor) -> "EnterpriseProfileQuerySet":
        return self.filter(seen(actor, "organization__"))

    def for_list(self) -> "EnterpriseProfileQuerySet":
        """With what a row of the directory shows, in a fixed number of queries."""
        return self.select_related("organization__park", "chain_leader_of").prefetch_related("nodes")
