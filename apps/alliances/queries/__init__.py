"""Adjectives of alliances and of what stands beside them; `visible_to` is the twin of the rule "view"."""

from apps.alliances.queries.alliance import AllianceQuerySet

__all__ = ["AllianceQuerySet"]
