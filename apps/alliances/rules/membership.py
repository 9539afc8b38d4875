"""Who moves a seat, who fills the shelf, who reads what the secretariat says to its members."""

from apps.accounts.lifecycle import VERIFIED
from apps.accounts.roles import PUBLIC_SORTS
from apps.alliances.lifecycle.membership import APPROVED
from apps.alliances.rules.alliance import is_writer, speaks_for_a_seat
from apps.core.rules import allowed, predicate
from apps.listings.lifecycle import PUBLISHED
from apps.listings.rules import is_owner_member


@predicate
def is_secretariat(actor, row) -> bool:
    return (
        row is not None and actor.organization_id is not None and actor.organization_id == row.alliance.organization_id
    )


@predicate
def is_seat_public(actor, seat) -> bool:
    """A member whose organization has a page of its own."""
    unit = seat.organization if seat else None
    return unit is not None and seat.state == APPROVED and unit.state == VERIFIED and unit.sort in PUBLIC_SORTS


@predicate
def looks(actor, row) -> bool:
    return actor.is_operator or actor.role == "committee"


@predicate
def sees_alliance(actor, row) -> bool:
    return row is not None and allowed(actor, "view", row.alliance)


@predicate
def is_open(actor, row) -> bool:
    """Nobody joins an alliance that is not public any more."""
    return row is not None and row.alliance.state == PUBLISHED


@predicate
def is_alliance_member(actor, row) -> bool:
    return row is not None and row.alliance.has_member(actor.organization_id)


@predicate
def stands(actor, share) -> bool:
    """On the shelf of an alliance one sees, by an organization that is still a member."""
    seat = share.seat if share else None
    return seat is not None and share.taken_back_at is None and seat.state == APPROVED and sees_alliance(actor, seat)


@predicate
def is_sharer(actor, share) -> bool:
    return (
        share is not None and actor.organization_id is not None and actor.organization_id == share.seat.organization_id
    )


@predicate
def keeps_shelf(actor, share) -> bool:
    return share is not None and is_secretariat(actor, share.seat)


_office, _own = is_secretariat & is_writer, is_owner_member & speaks_for_a_seat

MEMBERSHIP = {
    "alliancemember.view": is_owner_member | is_secretariat | (sees_alliance & (is_seat_public | looks)),
    "alliancemember.approve": _office & is_open,
    "alliancemember.send_back": _office,
    "alliancemember.remove": _office,
    "alliancemember.revoke": _office,
    "alliancemember.assign": _office,
    "alliancemember.resubmit": _own & is_open,
    "alliancemember.withdraw": _own,
    "alliancemember.accept": _own & is_open,
    "alliancemember.decline": _own,
    "alliancemember.leave": _own,
    "shareditem.view": stands | is_sharer,
    "shareditem.take_back": (is_sharer & speaks_for_a_seat) | (keeps_shelf & is_writer),
    "announcement.view": is_secretariat | is_alliance_member,
    "secretary.view": is_secretariat | is_alliance_member,
    "secretary.dismiss": _office,
}
