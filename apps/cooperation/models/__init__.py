"""Dealings with what happens in them, demands in their brokers' hands, and the clock's deadlines."""

from apps.cooperation import privacy  # noqa: F401  tags the columns
from apps.cooperation.models.case import Case
from apps.cooperation.models.deadline import Deadline
from apps.cooperation.models.dealing import Dealing
from apps.cooperation.models.records import Confirmation, Milestone, Note, Outcome, Paper, Rating

__all__ = ["Case", "Confirmation", "Deadline", "Dealing", "Milestone", "Note", "Outcome", "Paper", "Rating"]
