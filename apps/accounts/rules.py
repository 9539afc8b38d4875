"""Who may do what with organizations, memberships, grants and API clients.

Upper floors borrow the first half: the predicates judge whatever has an `organization_id`.
An object of None asks about a model at large: “could there be a row for you?”.
"""

from typing import Any

from apps.accounts.actor import Actor
from apps.accounts.lifecycle import ACTIVE, VERIFIED
from apps.accounts.roles import PUBLIC_SORTS, role_of
from apps.core.rules import predicate


@predicate
def everybody(actor: Actor, obj: Any) -> bool:
    return True


@predicate
def is_system(actor: Actor, obj: Any) -> bool:
    return actor.is_system


@predicate
def is_authenticated(actor: Actor, obj: Any) -> bool:
    return actor.is_authenticated


@predicate
def is_staff_side(actor: Actor, obj: Any) -> bool:
    return actor.is_staff_side


@predicate
def is_operator(actor: Actor, obj: Any) -> bool:
    return actor.is_operator


@predicate
def is_committee(actor: Actor, obj: Any) -> bool:
    return actor.has_role("committee")


@predicate
def is_security_admin(actor: Actor, obj: Any) -> bool:
    return actor.has_role("security_admin")


@predicate
def is_system_admin(actor: Actor, obj: Any) -> bool:
    return actor.has_role("system_admin")


@predicate
def is_member(actor: Actor, obj: Any) -> bool:
    """Acts for the organization the object belongs to (at large: for any organization)."""
    return actor.organization_id is not None and (obj is None or actor.organization_id == owner_id(obj))


@predicate
def is_outsider(actor: Actor, obj: Any) -> bool:
    """Not the organization's own hand: nobody verifies himself."""
    return obj is None or actor.organization_id != owner_id(obj)


@predicate
def is_desk(actor: Actor, obj: Any) -> bool:
    """Serves the side the object's organization is on: centre for enterprises, office for universities."""
    return bool(actor.serves) if obj is None else owner_of(obj).sort in actor.serves


@predicate
def speaks(actor: Actor, obj: Any) -> bool:
    """The role admits members and keeps keys; say `is_member & speaks`."""
    return actor.role_row.speaks


@predicate
def edits(actor: Actor, obj: Any) -> bool:
    """The role keeps the profile; say `is_member & edits`."""
    return actor.role_row.edits


@predicate
def deals(actor: Actor, obj: Any) -> bool:
    """The role posts listings and answers for its organization; say `is_member & deals`."""
    return actor.role_row.deals


@predicate
def owner_is_verified(actor: Actor, obj: Any) -> bool:
    return obj is None or owner_of(obj).state == VERIFIED


def owner_id(obj: Any) -> int:
    """The organization something belongs to, by key; an organization belongs to itself."""
    return obj.organization_id if hasattr(obj, "organization_id") else obj.pk


def owner_of(obj: Any) -> Any:
    return obj.organization if hasattr(obj, "organization_id") else obj


@predicate
def is_public(actor: Actor, obj: Any) -> bool:
    """Of a verified organization of a sort that has a page."""
    return obj is None or (owner_of(obj).state == VERIFIED and owner_of(obj).sort in PUBLIC_SORTS)


@predicate
def is_self(actor: Actor, obj: Any) -> bool:
    """The object is the actor's own account, or tied to it."""
    return actor.user_id is not None and (obj is None or actor.user_id == person_id(obj))


@predicate
def is_other(actor: Actor, obj: Any) -> bool:
    """Somebody else's: nobody admits himself."""
    return obj is None or actor.user_id != person_id(obj)


def person_id(obj: Any) -> int | None:
    return obj.user_id if hasattr(obj, "user_id") else obj.pk


@predicate
def is_active(actor: Actor, membership: Any) -> bool:
    return membership is None or membership.state == ACTIVE


@predicate
def role_is_given_inside(actor: Actor, membership: Any) -> bool:
    return membership is None or role_of(membership.role).by_owner


@predicate
def is_giver(actor: Actor, grant: Any) -> bool:
    return actor.user_id is not None and (grant is None or grant.given_by_id == actor.user_id)


@predicate
def is_granted(actor: Actor, grant: Any) -> bool:
    """The grant reaches the actor, as the person named or through the organization named; an ended one still shows."""
    if not actor.is_authenticated or grant is None:
        return actor.is_authenticated
    return grant.user_id == actor.user_id or (
        grant.organization_id is not None and grant.organization_id == actor.organization_id
    )


@predicate
def is_invited(actor: Actor, invitation: Any) -> bool:
    """The account of the address it was sent to; that he holds the link is the service's to check."""
    return actor.user_id is not None and (invitation is None or actor.user.email == invitation.email)


sees = is_public | is_member | is_staff_side | is_system  # its twin is `queries.seen`
keeps = (is_member & edits) | is_desk | is_system
_admits = (is_member & speaks & owner_is_verified & role_is_given_inside) | is_desk | is_system
_keeps_keys = (is_member & speaks) | is_security_admin | is_system
_invites = (is_member & speaks) | is_system

RULES = {
    "organization.list": everybody,
    "organization.view": sees,
    "organization.create": is_desk | is_system,
    "organization.edit": keeps,
    "organization.contact": is_member | is_desk | is_committee | is_system,
    "organization.verify": (is_desk & is_outsider) | is_system,
    "organization.return": (is_desk & is_outsider) | is_system,
    "organization.resubmit": (is_member & edits) | is_system,
    "organization.suspend": (is_desk & is_outsider) | is_system,
    "organization.restore": (is_desk & is_outsider) | is_system,
    "membership.view": is_self | is_member | is_desk | is_security_admin | is_system,
    "membership.create": _admits,
    "membership.approve": _admits & is_other,
    "membership.refuse": _admits & is_other,
    "membership.end": is_self | (is_member & speaks) | is_desk | is_system,
    "membership.use": is_self & is_active,
    "invitation.view": _invites,
    "invitation.create": (is_member & speaks & owner_is_verified & role_is_given_inside) | is_system,
    "invitation.accept": is_invited,
    "invitation.resend": (_invites & owner_is_verified) | is_system,
    "invitation.revoke": _invites,
    "user.view": is_self | is_security_admin | is_system,
    "user.edit": is_self,
    "grant.view": is_granted | is_giver | is_security_admin | is_system,
    "apiclient.view": _keeps_keys,
    "apiclient.create": _keeps_keys & (owner_is_verified | is_system),
    "apiclient.revoke": _keeps_keys,
}
