"""Resources and the details of their kinds."""

from apps.resources.kinds import ExpertsDetails, InstrumentDetails, LabDetails, MentorCardDetails
from apps.resources.resource import Resource, ResourceDetails

__all__ = ["ExpertsDetails", "InstrumentDetails", "LabDetails", "MentorCardDetails", "Resource", "ResourceDetails"]
