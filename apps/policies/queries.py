"""Adjectives for policies and what hangs on them."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from apps.accounts.actor import Actor
from apps.core import text
from apps.policies.lifecycle import PUBLIC_STATES, PUBLISHED


def _everything(actor: Actor) -> bool:
    return actor.is_system or actor.is_staff_side


class PolicyQuerySet(QuerySet):
    def public(self) -> "PolicyQuerySet":
        return self.filter(state__in=PUBLIC_STATES)

    def in_force(self) -> "PolicyQuerySet":
        return self.filter(state=PUBLISHED)

    def valid_on(self, day: date) -> "PolicyQuerySet":
        """Begun, and not yet run out."""
        return (
            self.in_force()
            .filter(Q(valid_from=None) | Q(valid_from__lte=day))
            .filter(Q(valid_until=None) | Q(valid_until__gte=day))
        )

    def run_out(self, day: date) -> "PolicyQuerySet":
        return self.in_force().filter(valid_until__lt=day)

    def without_guide(self) -> "PolicyQuerySet":
        """Published and owing the public a guide, the most urgent first."""
        return self.in_force().filter(guide=None).order_by("guide_due", "pk")

    def visible_to(self, actor: Actor) -> "PolicyQuerySet":
        return self if _everything(actor) else self.public()

    def for_list(self) -> "PolicyQuerySet":
        return self.annotate(item_count=Count("items", distinct=True)).select_related("guide")

    def search(self, words: str) -> "PolicyQuerySet":
        rows = self
        for word in text.normalize(words).split()[:8]:
            found = Q(title__icontains=word) | Q(number__icontains=word) | Q(summary__icontains=word)
            rows = rows.filter(found | Q(items__title__icontains=word))
        return rows.distinct() if rows is not self else rows


class PartQuerySet(QuerySet):
    """Of what belongs to a policy: items, guides, versions."""

    def in_force(self) -> "PartQuerySet":
        return self.filter(policy__state=PUBLISHED)

    def valid_on(self, day: date) -> "PartQuerySet":
        began = Q(policy__valid_from=None) | Q(policy__valid_from__lte=day)
        return self.in_force().filter(began).filter(Q(policy__valid_until=None) | Q(policy__valid_until__gte=day))

    def visible_to(self, actor: Actor) -> "PartQuerySet":
        return self if _everything(actor) else self.filter(policy__state__in=PUBLIC_STATES)


class SubscriptionQuerySet(QuerySet):
    def visible_to(self, actor: Actor) -> "SubscriptionQuerySet":
        return self.filter(user=actor.user_id) if actor.user_id else self.none()

    def wanting(self, department: str, levers: list[str]) -> "SubscriptionQuerySet":
        """Those whom a policy of this department and these levers concerns."""
        return self.filter(Q(department="") | Q(department=department)).filter(Q(lever="") | Q(lever__in=levers))
