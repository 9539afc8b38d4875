"""Who may see and move a demand: enterprises write, the centre's desk looks at it."""

from apps.listings.rules import is_staff_looking, listing_rules

WRITERS = frozenset({"enterprise_owner", "enterprise_clerk", "committee", "partner_system"})
RULES = listing_rules("demand", writers=WRITERS, desk="centre_operator") | {"demand.look": is_staff_looking}
