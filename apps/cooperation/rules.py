"""Who may see and move a dealing or a case. Parties are the two organizations; operators broker; the committee looks.

`dealing.asker_id` and `answerer_id` are columns of the dealing, so no predicate needs the listings behind it.
"""

from typing import Any

from apps.accounts.rules import is_authenticated, is_committee, is_operator, is_system
from apps.cooperation.lifecycle import LIVE, UNDER_WAY
from apps.core.rules import predicate

ASKER, ANSWERER = "asker", "answerer"


def side_of(actor: Any, dealing: Any) -> str:
    """Which party the actor acts for: asker, answerer, or neither."""
    if actor.organization_id is None:
        return ""
    sides = {dealing.asker_id: ASKER, dealing.answerer_id: ANSWERER}
    return sides.get(actor.organization_id, "")


@predicate
def deals(actor: Any, obj: Any) -> bool:
    """The role answers for its organization; the committee does for demands of its own."""
    return actor.role_row.deals or actor.has_role("committee")


@predicate
def is_party(actor: Any, dealing: Any) -> bool:
    return dealing is not None and bool(side_of(actor, dealing))


@predicate
def is_asked(actor: Any, dealing: Any) -> bool:
    """Acts for the side that has to answer."""
    return dealing is not None and side_of(actor, dealing) == dealing.awaited


@predicate
def is_proposing(actor: Any, dealing: Any) -> bool:
    return dealing is not None and side_of(actor, dealing) == dealing.proposed_by


@predicate
def is_asker(actor: Any, dealing: Any) -> bool:
    return dealing is not None and side_of(actor, dealing) == ASKER


@predicate
def was_silent(actor: Any, dealing: Any) -> bool:
    """The clock has handed it to the broker."""
    return dealing is not None and dealing.handed_over_at is not None


def in_state(states: frozenset[str], name: str):
    """A predicate: the dealing stands in one of these states."""

    @predicate(f"in_state:{name}")
    def stands(actor: Any, dealing: Any) -> bool:
        return dealing is not None and dealing.state in states

    return stands


@predicate
def owns_demand(actor: Any, case: Any) -> bool:
    return case is not None and actor.organization_id is not None and actor.organization_id == case.organization_id


is_live, is_under_way = in_state(LIVE, "live"), in_state(UNDER_WAY, "under_way")
_hand = is_party & deals
_looks = is_operator | is_committee

RULES = {
    "dealing.list": is_authenticated,
    # What the parties write to each other is theirs and the brokers': the committee sees rows of the board only.
    "dealing.view": is_party | is_operator | is_system,
    "dealing.propose": deals | is_operator,
    "dealing.supervise": _looks,
    "dealing.accept": is_asked & deals,
    "dealing.decline": is_asked & deals,
    "dealing.withdraw": (is_proposing & deals) | is_system,
    "dealing.lapse": is_operator & was_silent,
    "dealing.negotiate": _hand,
    "dealing.agree": _hand,
    "dealing.renegotiate": _hand,
    "dealing.start": is_system,
    "dealing.deliver": is_asker & deals,
    "dealing.finish": is_system,
    "dealing.end": _hand | is_operator,
    "dealing.note": _hand | is_operator,
    "dealing.step": _hand | is_operator,
    "dealing.milestone": _hand,
    "dealing.reach": _hand,
    "dealing.paper": _hand,
    "dealing.confirm": _hand,
    "dealing.outcome": _hand,
    "dealing.rate": _hand,
    "dealing.attach": (_hand & is_under_way) | (is_operator & is_live) | is_system,
    "dealing.remind": is_operator,
    "dealing.assign": is_operator,
    "case.list": _looks,
    "case.view": owns_demand | _looks | is_system,
    "case.ask": (owns_demand & deals) | is_operator,
    "case.overdue": is_system,
    "case.take": is_operator,
    "case.deal": is_system,
    "case.close": is_operator | is_system,
    "case.watch": is_system,
    "case.assign": is_operator,
}
