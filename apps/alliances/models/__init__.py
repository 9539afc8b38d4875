"""Alliances with the details of their kinds, and what stands beside one."""

from apps.alliances.alliance import Alliance, AllianceDetails
from apps.alliances.kinds import InnovationAllianceDetails, SectorAllianceDetails

__all__ = ["Alliance", "AllianceDetails", "InnovationAllianceDetails", "SectorAllianceDetails"]
