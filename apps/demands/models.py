"""Demands and the details of their kinds."""

from apps.demands.demand import Demand, DemandDetails
from apps.demands.kinds import ChallengeDetails, MentorWantedDetails, TalentDetails

__all__ = ["ChallengeDetails", "Demand", "DemandDetails", "MentorWantedDetails", "TalentDetails"]
