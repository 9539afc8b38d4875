"""Who keeps an alliance: its secretariat — the centre, an enterprise or a university — writes, the committee publishes.

The centre is the secretariat of most alliances, so the second look is the committee's: nobody publishes his own.
"""

from apps.listings.rules import has_role, listing_rules

WRITERS = frozenset(
    {"centre_operator", "enterprise_owner", "enterprise_clerk", "lead_department", "liaison", "partner_system"}
)
is_writer = has_role(WRITERS)

ALLIANCE = listing_rules("alliance", writers=WRITERS, desk="committee")
