"""The kinds of resource; this order is the menu's order."""
# ruff: noqa: I001

from apps.resources.kinds.instrument import InstrumentDetails
from apps.resources.kinds.lab import LabDetails
from apps.resources.kinds.experts import ExpertsDetails
from apps.resources.kinds.mentor import MentorCardDetails

__all__ = ["ExpertsDetails", "InstrumentDetails", "LabDetails", "MentorCardDetails"]
