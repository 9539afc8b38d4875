"""Who may see and move a resource: universities and institutes write, the office's desk looks at it.

A derived resource follows a record of its own and is moved by the machine alone.
"""

from apps.accounts.rules import is_system
from apps.core.rules import predicate
from apps.listings.rules import listing_rules

WRITERS = frozenset({"lead_department", "liaison", "lab_manager", "partner_system"})


@predicate
def is_derived(actor, resource) -> bool:
    return resource is not None and resource.kind_row.derived


RULES = listing_rules("resource", writers=WRITERS, desk="office_operator")
for _verb in ("edit", "submit", "return", "close", "withdraw", "reopen", "undo", "confirm"):
    RULES[f"resource.{_verb}"] &= ~is_derived
for _verb in ("submit", "withdraw", "reopen"):
    RULES[f"resource.{_verb}"] |= is_system & is_derived
