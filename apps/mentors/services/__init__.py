"""Verbs of mentors: consent, the ladder, appointments, the ledger of hours."""

from apps.mentors.services.appointing import appoint, expire_past, step
from apps.mentors.services.consenting import CONSENTS, CURRENT, agree, link, take_back
from apps.mentors.services.grading import claim
from apps.mentors.services.ledger import confirm, confirm_many, correct, dispute, record

__all__ = [
    "CONSENTS",
    "CURRENT",
    "agree",
    "appoint",
    "claim",
    "confirm",
    "confirm_many",
    "correct",
    "dispute",
    "expire_past",
    "link",
    "record",
    "step",
    "take_back",
]
