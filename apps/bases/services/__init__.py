"""Verbs of bases beside those every listing has: decide a level, build together, report a year, keep the nights."""

from apps.bases.services.figures import Entry, declare, years_open
from apps.bases.services.levels import change_level, standing_of
from apps.bases.services.partners import answer, invite
from apps.bases.services.snapshots import TRACKED, forget, snapshot

__all__ = [
    "TRACKED",
    "Entry",
    "answer",
    "change_level",
    "declare",
    "forget",
    "invite",
    "snapshot",
    "standing_of",
    "years_open",
]
