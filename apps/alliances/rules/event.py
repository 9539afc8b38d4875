"""Who holds an event, who comes, and who may know who comes.

Names of those who come are the organizer's alone; each knows of himself. Everybody else sees numbers.
"""

from apps.accounts.rules import is_authenticated, is_self, is_system
from apps.core.rules import predicate
from apps.listings.rules import has_role, is_owner_member, listing_rules

HOSTS = frozenset(
    {
        "enterprise_owner",
        "enterprise_clerk",
        "lead_department",
        "liaison",
        "centre_operator",
        "office_operator",
        "committee",
        "partner_system",
    }
)
is_host = has_role(HOSTS)
at_desk = has_role(frozenset({"centre_operator"}))


@predicate
def is_organizer(actor, row) -> bool:
    """Of the organization that holds the event."""
    return row is not None and actor.organization_id is not None and actor.organization_id == row.event.organization_id


_LISTING = listing_rules("event", writers=HOSTS, desk="centre_operator")
_keeps = is_owner_member & is_host
_organizes = is_organizer & is_host

EVENT = {
    **_LISTING,
    "event.cancel": _keeps | at_desk,
    "event.keep": _keeps,
    "event.register": is_authenticated & _LISTING["event.view"],
    "registration.view": is_self | _organizes,
    "registration.cancel": is_self,
    "registration.check_in": _organizes,
    "registration.remove": _organizes,
    "registration.seat": is_system,
    "registration.call_off": is_system,
}
