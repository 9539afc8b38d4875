"""Verbs of policies."""

from apps.policies.services.checkup import Answer, Checkup, Finding, check, prefilled
from apps.policies.services.editing import create, expire, require_ready, revise, rewrite, save, settle
from apps.policies.services.guides import guide_data, save_guide
from apps.policies.services.items import Tried, save_item, try_item
from apps.policies.services.subscribing import announce, subscribe, unsubscribe
from apps.policies.services.vocabulary import criteria_of, formula_of, vocabulary

__all__ = [
    "Answer", "Checkup", "Finding", "Tried", "announce", "check", "create", "criteria_of", "expire", "formula_of",
    "guide_data", "prefilled", "require_ready", "revise", "rewrite", "save", "save_guide", "save_item", "settle",
    "subscribe", "try_item", "unsubscribe", "vocabulary",
]  # fmt: skip
