"""Verbs of dealing: propose, write down, broker, and what the clock does."""

from apps.cooperation.services.brokering import RULE, ask, assign, brokers, case_of, desk_of, unwatch, watch
from apps.cooperation.services.clock import tick
from apps.cooperation.services.deadlines import all_days, answer_days, recount
from apps.cooperation.services.effects import follow, follow_case, give_up
from apps.cooperation.services.papering import confirm, generate, make_pdf
from apps.cooperation.services.proposing import AT_ONCE, propose, propose_to_several
from apps.cooperation.services.recording import (
    add_milestone,
    add_outcome,
    note,
    open_now,
    plan,
    rate,
    reach,
    remind,
)

__all__ = [
    "AT_ONCE",
    "RULE",
    "add_milestone",
    "add_outcome",
    "all_days",
    "answer_days",
    "ask",
    "assign",
    "brokers",
    "case_of",
    "confirm",
    "desk_of",
    "follow",
    "follow_case",
    "generate",
    "give_up",
    "make_pdf",
    "note",
    "open_now",
    "plan",
    "propose",
    "propose_to_several",
    "rate",
    "reach",
    "recount",
    "remind",
    "tick",
    "unwatch",
    "watch",
]
