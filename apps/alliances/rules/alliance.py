"""Who keeps an alliance: its secretariat — the centre, an enterprise or a university — writes, the committee publishes.

The centre is the secretariat of most alliances, so the second look is the committee's: nobody publishes his own.
A verified organization asks for a seat or is invited to one; each side says yes for itself only.
"""

from apps.accounts.lifecycle import VERIFIED
from apps.core.rules import predicate
from apps.listings.lifecycle import PUBLISHED
from apps.listings.rules import has_role, is_owner_member, listing_rules

JOINERS = frozenset({"enterprise_owner", "enterprise_clerk", "lead_department", "liaison", "partner_system"})
WRITERS = JOINERS | {"centre_operator"}
is_writer, speaks_for_a_seat = has_role(WRITERS), has_role(JOINERS)


@predicate
def is_verified(actor, alliance) -> bool:
    """Acts for an organization whose papers were looked at."""
    return actor.organization is not None and actor.organization.state == VERIFIED


@predicate
def is_published(actor, alliance) -> bool:
    return alliance is not None and alliance.state == PUBLISHED


@predicate
def is_member(actor, alliance) -> bool:
    return alliance is not None and alliance.has_member(actor.organization_id)


_LISTING = listing_rules("alliance", writers=WRITERS, desk="committee")
_keeps = is_owner_member & is_writer

ALLIANCE = {
    **_LISTING,
    "alliance.view_contact": is_member | _LISTING["alliance.view_contact"],
    "alliance.join": is_published & _LISTING["alliance.view"] & speaks_for_a_seat & is_verified & ~is_owner_member,
    "alliance.invite": _keeps & is_published,
    "alliance.admit": _keeps,
    "alliance.announce": _keeps & is_published,
    "alliance.inner": is_owner_member | is_member,
    "alliance.share": is_published & speaks_for_a_seat & is_member,
}
