"""Who may see and judge a suggestion, and who may watch, start and cancel full runs.

The owner sees the suggestions for an own demand at once; the other side is told only when the demand is public.
"""

from typing import Any

from apps.accounts.rules import deals, is_committee, is_operator, is_system
from apps.core import rules
from apps.core.rules import predicate
from apps.listings.lifecycle import PUBLIC_STATES, REVIEWED_STATES


@predicate
def is_asking(actor: Any, match: Any) -> bool:
    """Acts for the demand's organization, and may know of the resource."""
    if match is None:
        return actor.organization_id is not None
    return actor.organization_id == match.demand.organization_id and rules.allowed(actor, "view", match.resource)


@predicate
def is_answering(actor: Any, match: Any) -> bool:
    """Acts for the resource's organization, once the demand is public and open to it."""
    if match is None:
        return actor.organization_id is not None
    return (
        actor.organization_id == match.resource.organization_id
        and match.demand.state in PUBLIC_STATES
        and rules.allowed(actor, "view", match.demand)
    )


@predicate
def is_sent_in(actor: Any, match: Any) -> bool:
    """Staff see nothing of a demand that was never sent in."""
    return match is None or match.demand.state in REVIEWED_STATES


_staff = (is_operator | is_committee) & is_sent_in
_view = is_asking | is_answering | _staff | is_system

RULES = {
    "match.list": _view,
    "match.view": _view,
    "match.judge": ((is_asking | is_answering) & deals) | (is_operator & is_sent_in),
    "matchrun.list": is_operator | is_committee,
    "matchrun.start": is_operator | is_system,
    "matchrun.cancel": is_operator,
}
