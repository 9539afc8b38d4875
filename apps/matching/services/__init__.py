"""Verbs of matching."""

from apps.matching.services.judging import WhyNot, judge, why_not
from apps.matching.services.matching import match, replay
from apps.matching.services.running import (
    FULL_RUN,
    cancel_full_run,
    encode_missing,
    is_provisional,
    match_all,
    match_demand,
    match_resources,
    redo_lexical,
    refresh_index,
    rematch,
    start_full_run,
    warm,
)

__all__ = [
    "FULL_RUN",
    "WhyNot",
    "cancel_full_run",
    "encode_missing",
    "is_provisional",
    "judge",
    "match",
    "match_all",
    "match_demand",
    "match_resources",
    "redo_lexical",
    "refresh_index",
    "rematch",
    "replay",
    "start_full_run",
    "warm",
    "why_not",
]
