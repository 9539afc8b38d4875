"""Who keeps a base, who gives it a level, who answers an invitation.

Carriers — enterprises and universities — write; the operators of the carrier's side look at what they send in, the
centre at an enterprise's and the office at a university's; a level is the committee's alone. A base that holds a level
cannot be withdrawn or closed: it has to exit first.
"""

from apps.accounts.rules import is_committee, is_system
from apps.bases.lifecycle import AGREED, DEMONSTRATION, IN_FORCE, NURTURING
from apps.core.rules import allowed, predicate
from apps.listings.lifecycle import PUBLISHED, WITHDRAWN
from apps.listings.rules import has_role, is_owner_member, listing_rules

WRITERS = frozenset({"enterprise_owner", "enterprise_clerk", "lead_department", "liaison", "partner_system"})
is_writer = has_role(WRITERS)


@predicate
def holds_a_level(actor, base) -> bool:
    return base is not None and base.level.value in IN_FORCE


@predicate
def is_kept(actor, base) -> bool:
    """Not taken back by its owner."""
    return base is not None and base.state != WITHDRAWN


@predicate
def sees_base(actor, row) -> bool:
    return row is not None and allowed(actor, "view", row.base)


@predicate
def is_published(actor, row) -> bool:
    return row is not None and row.base.state == PUBLISHED


def held(level: str):
    """A predicate: the level the base had before it was asked to mend."""

    @predicate(f"held:{level}")
    def was(actor, standing) -> bool:
        return standing is not None and standing.held == level

    return was


@predicate
def is_agreed(actor, partner) -> bool:
    return partner is not None and partner.state == AGREED


@predicate
def looks(actor, row) -> bool:
    """Operators and the committee see invitations too, of bases they see."""
    return actor.is_operator or actor.role == "committee"


@predicate
def is_invited(actor, partner) -> bool:
    return (
        partner is not None and actor.organization_id is not None and actor.organization_id == partner.organization_id
    )


@predicate
def is_carrier(actor, row) -> bool:
    return row is not None and actor.organization_id is not None and actor.organization_id == row.base.organization_id


_LISTING = listing_rules("base", writers=WRITERS)
_decides = is_committee & sees_base
_own = is_owner_member & is_writer & is_kept

RULES = {
    **_LISTING,
    "base.withdraw": _LISTING["base.withdraw"] & ~holds_a_level,
    "base.close": _LISTING["base.close"] & ~holds_a_level,
    "base.declare": _own,
    "base.invite": _own,
    "base.decide": is_committee,
    "standing.view": sees_base,
    "standing.award": _decides & is_published,
    "standing.upgrade": _decides & is_published,
    "standing.rectify": _decides,
    "standing.restore": _decides & held(NURTURING),
    "standing.restore_demonstration": _decides & held(DEMONSTRATION),
    "standing.exit": _decides,
    "levelchange.view": sees_base,
    "levelchange.attach": _decides,
    "yearlyfigure.view": sees_base,
    "partner.view": is_carrier | is_invited | (sees_base & (is_agreed | looks)),
    "partner.agree": (is_invited & is_writer) | is_system,
    "partner.decline": is_invited & is_writer,
    "partner.leave": (is_invited | is_carrier) & is_writer,
    "partner.invite": is_carrier & is_writer,
}
