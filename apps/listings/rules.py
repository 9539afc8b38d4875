"""Who may see and move a listing; each family says which desk it belongs to and which roles write it."""

from apps.accounts.rules import everybody, is_desk, is_operator, is_system
from apps.core.rules import allowed, predicate
from apps.listings.lifecycle import EDITABLE_STATES, PUBLIC_STATES, REVIEWED_STATES

PUBLIC, MATCHED, COMMITTEE = "public", "matched", "committee"


@predicate
def is_public(actor, listing) -> bool:
    return listing is not None and listing.state in PUBLIC_STATES and listing.visibility == PUBLIC


@predicate
def is_owner_member(actor, listing) -> bool:
    return (
        listing is not None and actor.organization_id is not None and actor.organization_id == listing.organization_id
    )


@predicate
def is_staff_looking(actor, listing) -> bool:
    """Operators and the committee see everything that has once been sent in."""
    looks = actor.is_operator or actor.role == "committee"
    return looks and listing is not None and listing.state in REVIEWED_STATES


@predicate
def is_granted(actor, listing) -> bool:
    return listing is not None and listing.state in PUBLIC_STATES and listing.is_granted_to(actor)


@predicate
def is_editable(actor, listing) -> bool:
    return listing is not None and listing.state in EDITABLE_STATES


@predicate
def knows_contact(actor, listing) -> bool:
    return listing is not None and listing.reveals_contact_to(actor)


@predicate
def may_import(actor, batch) -> bool:
    """The family's own rule decides who brings sheets of it."""
    return batch is not None and allowed(actor, "import", batch.model)


def has_role(codes: frozenset[str]):
    """A predicate: the active membership has one of these roles, whosever the row is."""

    @predicate(f"has_role:{'|'.join(sorted(codes))}")
    def holds(actor, listing) -> bool:
        return actor.role in codes

    return holds


def listing_rules(model: str, *, writers: frozenset[str], desk: str = "") -> dict:
    """The rules of one family: `writers` create and run their own rows, `desk` is the operator who looks at them.

    Without a desk of its own a family is looked at by the operators of its owner's side, as brokers are found.
    """
    is_writer = has_role(writers)
    at_desk = has_role(frozenset({desk})) if desk else is_operator & is_desk
    own = is_owner_member & is_writer
    view = is_public | is_owner_member | is_staff_looking | is_granted
    table = {
        "list": everybody,
        "create": is_writer,
        "import": is_writer,
        "view": view,
        "view_contact": own | at_desk | (is_granted & knows_contact),
        "edit": own & is_editable,
        "submit": own,
        "publish": at_desk | is_system,
        "return": at_desk,
        "review": at_desk,
        "close": own | at_desk,
        "withdraw": own,
        "amend": is_system,
        "reopen": own,
        "undo": own | at_desk,
        "confirm": own,
    }
    return {f"{model}.{verb}": rule for verb, rule in table.items()}


RULES = {
    "importbatch.view": is_owner_member & may_import,
    "importbatch.edit": is_owner_member & may_import,
}
