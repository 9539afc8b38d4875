"""The kinds of demand; this order is the menu's order."""
# ruff: noqa: I001

from apps.demands.kinds.challenge import ChallengeDetails
from apps.demands.kinds.talent import TalentDetails
from apps.demands.kinds.mentor import MentorWantedDetails

__all__ = ["ChallengeDetails", "MentorWantedDetails", "TalentDetails"]
