"""The steps of the ladder of industrial teachers; this order is the menu's order."""
# ruff: noqa: I001

from apps.mentors.kinds.professor import ProfessorDetails
from apps.mentors.kinds.lecturer import LecturerDetails
from apps.mentors.kinds.assistant import AssistantDetails

__all__ = ["AssistantDetails", "LecturerDetails", "ProfessorDetails"]
