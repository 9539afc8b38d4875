"""The kinds of alliance and of event; this order is the menu's order."""
# ruff: noqa: I001

from apps.alliances.kinds.sector import SectorAllianceDetails
from apps.alliances.kinds.innovation import InnovationAllianceDetails
from apps.alliances.kinds.roadshow import RoadshowDetails
from apps.alliances.kinds.forum import ForumDetails
from apps.alliances.kinds.contest import ContestDetails
from apps.alliances.kinds.job_fair import JobFairDetails

__all__ = [
    "ContestDetails",
    "ForumDetails",
    "InnovationAllianceDetails",
    "JobFairDetails",
    "RoadshowDetails",
    "SectorAllianceDetails",
]
