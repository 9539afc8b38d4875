"""The kinds of demand; this order is the menu's order."""

from apps.demands.kinds.challenge import ChallengeDetails
from apps.demands.kinds.talent import TalentDetails

__all__ = ["ChallengeDetails", "TalentDetails"]
