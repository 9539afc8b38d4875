"""Adjectives of alliances."""

from apps.listings.queries import ListingQuerySet


class AllianceQuerySet(ListingQuerySet):
    """Alliances."""
