"""Policies, their versions, items, guides, and who wants to hear of them."""

from apps.policies.models.guide import Guide
from apps.policies.models.item import PolicyItem
from apps.policies.models.policy import Policy, PolicyText
from apps.policies.models.subscription import Subscription

__all__ = ["Guide", "Policy", "PolicyItem", "PolicyText", "Subscription"]
