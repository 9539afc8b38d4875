"""Adjectives for users, organizations, memberships, grants and API clients."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Now

from apps.accounts.actor import Actor
from apps.accounts.lifecycle import ACTIVE, INVITED, REGISTERED, REQUESTED, SUSPENDED, VERIFIED
from apps.accounts.roles import PUBLIC_SORTS

FRESH_FOR = timedelta(days=180)


def seen(actor: Actor, prefix: str = "") -> Q:
    """Rows of an organization one may see: public ones, one's own, all for staff; the twin of `rules.sees`.

    `prefix` leads from the row to its organization: "organization__".
    """
    if actor.is_system or actor.is_staff_side:
        return Q()
    public = Q(**{f"{prefix}state": VERIFIED, f"{prefix}sort__in": sorted(PUBLIC_SORTS)})
    return public | Q(**{f"{prefix}pk": actor.organization_id}) if actor.organization_id else public


class UserQuerySet(QuerySet):
    def named(self, login: str) -> "UserQuerySet":
        """Whose (normalised) e-mail or phone this is."""
        return self.filter(email=login) if "@" in login else self.filter(phone=login)

    def visible_to(self, actor: Actor) -> "UserQuerySet":
        if actor.is_system or actor.has_role("security_admin"):
            return self
        return self.filter(pk=actor.user_id)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Django asks for `get_by_natural_key`; it lives in the base. Accounts are opened by services only."""


class OrganizationQuerySet(QuerySet):
    def verified(self) -> "OrganizationQuerySet":
        return self.filter(state=VERIFIED)

    def public(self) -> "OrganizationQuerySet":
        return self.verified().filter(sort__in=PUBLIC_SORTS)

    def waiting(self) -> "OrganizationQuerySet":
        """Longest first: the operator's list."""
        return self.filter(state=REGISTERED).order_by("state_at", "pk")

    def of_sort(self, *sorts: str) -> "OrganizationQuerySet":
        return self.filter(sort__in=sorts)

    def served_by(self, actor: Actor) -> "OrganizationQuerySet":
        """Those whose desk the actor is."""
        return self.filter(sort__in=actor.serves)

    def fresh(self, on: date) -> "OrganizationQuerySet":
        """Profile confirmed within half a year."""
        return self.filter(checked_at__date__gte=on - FRESH_FOR)

    def visible_to(self, actor: Actor) -> "OrganizationQuerySet":
        return self.filter(seen(actor))


class MembershipQuerySet(QuerySet):
    def active(self) -> "MembershipQuerySet":
        return self.filter(state=ACTIVE)

    def requested(self) -> "MembershipQuerySet":
        return self.filter(state=REQUESTED)

    def usable(self) -> "MembershipQuerySet":
        """Those a person can act with: in office, in an organization that is not suspended."""
        return self.active().exclude(organization__state=SUSPENDED).filter(user__is_active=True)

    def with_role(self, *roles: str) -> "MembershipQuerySet":
        return self.filter(role__in=roles)

    def visible_to(self, actor: Actor) -> "MembershipQuerySet":
        if actor.is_system or actor.has_role("security_admin"):
            return self
        if not actor.is_authenticated:
            return self.none()
        return self.filter(
            Q(user=actor.user_id) | Q(organization=actor.organization_id) | Q(organization__sort__in=actor.serves)
        )


class InvitationQuerySet(QuerySet):
    def open(self) -> "InvitationQuerySet":
        """Unanswered, in time or not."""
        return self.filter(state=INVITED)

    def visible_to(self, actor: Actor) -> "InvitationQuerySet":
        """Those of the organization the actor speaks for: the twin of "invitation.view"."""
        if actor.is_system:
            return self
        return self.filter(organization=actor.organization_id) if actor.role_row.speaks else self.none()


class GrantQuerySet(QuerySet):
    def active(self) -> "GrantQuerySet":
        """Neither revoked nor past their time, by the database's clock."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=Now()), revoked_at__isnull=True)

    def about(self, subject: Model | type[Model]) -> "GrantQuerySet":
        """Concerning one record, or any record of a model."""
        found = self.filter(content_type=ContentType.objects.get_for_model(subject))
        return found if isinstance(subject, type) else found.filter(object_id=subject.pk)

    def at_least(self, level: int) -> "GrantQuerySet":
        return self.filter(level__gte=level)

    def reaching(self, actor: Actor) -> "GrantQuerySet":
        """Given to the actor's organization or to the person."""
        reach = Q()
        if actor.organization_id is not None:
            reach |= Q(organization=actor.organization_id)
        if actor.user_id is not None:
            reach |= Q(user=actor.user_id)
        return self.filter(reach) if reach else self.none()

    def subjects(self, actor: Actor, model: type[Model], level: int) -> QuerySet[Any]:
        """Keys of the rows of `model` the actor may see to `level`, for `Q(pk__in=…)` in a `visible_to`."""
        return self.active().about(model).reaching(actor).at_least(level).values("object_id")

    def reach(self, actor: Actor, subject: Model, level: int) -> bool:
        """Whether the actor may see this one record to `level`: the twin of `subjects` for a rule."""
        return self.active().about(subject).reaching(actor).at_least(level).exists()

    def visible_to(self, actor: Actor) -> "GrantQuerySet":
        if actor.is_system or actor.has_role("security_admin"):
            return self
        if not actor.is_authenticated:
            return self.none()
        return (self.reaching(actor) | self.filter(given_by=actor.user_id)).distinct()


class ApiClientQuerySet(QuerySet):
    def live(self) -> "ApiClientQuerySet":
        """Neither revoked nor expired, with a service account that can still act."""
        in_time = Q(expires_at__isnull=True) | Q(expires_at__gt=Now())
        return (
            self.filter(in_time, revoked_at__isnull=True, membership__state=ACTIVE)
            .filter(membership__user__is_active=True)
            .exclude(organization__state=SUSPENDED)
        )

    def visible_to(self, actor: Actor) -> "ApiClientQuerySet":
        if actor.is_system or actor.has_role("security_admin"):
            return self
        return self.filter(organization=actor.organization_id) if actor.role_row.speaks else self.none()
