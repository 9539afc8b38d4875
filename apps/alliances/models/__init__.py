"""Alliances with the details of their kinds, and what stands beside one."""

from apps.alliances.alliance import Alliance, AllianceDetails
from apps.alliances.event import Event, EventDetails
from apps.alliances.kinds import (
    ContestDetails,
    ForumDetails,
    InnovationAllianceDetails,
    JobFairDetails,
    RoadshowDetails,
    SectorAllianceDetails,
)
from apps.alliances.models.event import Registration
from apps.alliances.models.membership import AllianceMember, Announcement, Secretary, SharedItem
from apps.alliances.models.survey import Answer, Question, Reply, Survey

__all__ = [
    "Alliance",
    "AllianceDetails",
    "AllianceMember",
    "Announcement",
    "Answer",
    "ContestDetails",
    "Event",
    "EventDetails",
    "ForumDetails",
    "InnovationAllianceDetails",
    "JobFairDetails",
    "Question",
    "Registration",
    "Reply",
    "RoadshowDetails",
    "Secretary",
    "SectorAllianceDetails",
    "SharedItem",
    "Survey",
]
