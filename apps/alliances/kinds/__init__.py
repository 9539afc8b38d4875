"""The kinds of alliance; this order is the menu's order."""

from apps.alliances.kinds.innovation import InnovationAllianceDetails
from apps.alliances.kinds.sector import SectorAllianceDetails

__all__ = ["InnovationAllianceDetails", "SectorAllianceDetails"]
