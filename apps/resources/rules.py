"""Who may see and move a resource: universities and institutes write, the office's desk looks at it."""

from apps.listings.rules import listing_rules

WRITERS = frozenset({"lead_department", "liaison", "lab_manager", "partner_system"})
RULES = listing_rules("resource", writers=WRITERS, desk="office_operator")
