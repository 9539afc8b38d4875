"""Whom to tell: an organization's writers, its desk, a role; and what may be handed to `tell`."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from apps.accounts.models import Membership, Organization, User
from apps.accounts.roles import ROLES

WRITERS = tuple(role.code for role in ROLES.values() if role.deals or role.edits)


def writers(*organizations: Organization | int) -> QuerySet[Membership]:
    """Those who answer for the organizations, in office now."""
    return Membership.objects.usable().filter(organization__in=organizations, role__in=WRITERS)


def desk_of(organization: Organization) -> QuerySet[Membership]:
    """The operators who serve the organization's side."""
    return Membership.objects.usable().with_role(organization.sort_row.desk)


def with_role(*roles: str) -> QuerySet[Membership]:
    return Membership.objects.usable().with_role(*roles)


def addressed(people: Any) -> set[tuple[int, int | None]]:
    """(user, organization) of everybody meant; an organization means its writers. Raises TypeError for the rest."""
    organizations: list[int] = []
    found: set[tuple[int, int | None]] = set()
    for one in _flat(people):
        if isinstance(one, Organization):
            organizations.append(one.pk)
        else:
            found.add(_address(one))
    if organizations:
        found |= set(writers(*organizations).values_list("user_id", "organization_id"))
    return found


def _flat(people: Any) -> Iterable[Any]:
    many = isinstance(people, Iterable) and not isinstance(people, str)
    return people if many else [people]


def _address(one: Any) -> tuple[int, int | None]:
    """A membership (or an actor, who has one) is told as such; a user as the person, whatever hat he wears."""
    if isinstance(one, User):
        return one.pk, None
    if isinstance(one, Membership):
        return one.user_id, one.organization_id
    if getattr(one, "user_id", None) and hasattr(one, "membership"):
        return one.user_id, one.organization_id
    raise TypeError(f"cannot tell {one!r}: give users, memberships, organizations or actors")
