"""How people get and change their place in an organization."""

from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.models import Membership, Organization, User
from apps.accounts.roles import joinable_roles, role_of
from apps.core import journal, lifecycle, rules
from apps.core.errors import Conflict, Defect, Defects


@transaction.atomic
def ask_to_join(*, organization: Organization, role: str, actor: Actor, note: str = "") -> Membership:
    """A request that the organization's owner or its desk answers.

    Raises Defects (not a role one can ask for there) and Conflict (asked or held already).
    """
    options = joinable_roles(organization.sort)
    if role not in {option.code for option in options}:
        labels = "、".join(option.label for option in options) or "无，请联系该单位"
        raise Defects([Defect("role", f"不能申请成为「{role_of(role).label or role}」", f"可申请的有：{labels}")])
    return request(user=actor.user, organization=organization, role=role, note=note, actor=actor)


@transaction.atomic
def add_member(*, user: User, organization: Organization, role: str, actor: Actor, title: str = "") -> Membership:
    """Give a person a role at once. Raises PermissionDenied, Defects (the role does not exist there) and Conflict."""
    rules.require(actor, "create", Membership(user=user, organization=organization, role=role))
    if organization.sort not in role_of(role).sorts:
        label = organization.get_sort_display()
        raise Defects([Defect("role", f"{label}没有「{role_of(role).label or role}」这一角色", "请换一个角色")])
    membership = request(user=user, organization=organization, role=role, title=title, actor=actor)
    return lifecycle.move(membership, "approve", actor=actor)


def request(
    *, user: User, organization: Organization, role: str, actor: Actor, note: str = "", title: str = ""
) -> Membership:
    """The row both ways in begin with. Raises Conflict when the same or a barred role is held or asked for."""
    membership = Membership(user=user, organization=organization, role=role, note=note[:200], title=title)
    try:
        with transaction.atomic():
            membership.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_why_not(str(error))) from None
    journal.write(actor, "request", membership, after={"user": user.pk, "role": role})
    return membership


def _why_not(error: str) -> str:
    """The broken constraint's own sentence."""
    broken = (rule.violation_error_message for rule in Membership._meta.constraints if rule.name in error)
    return next(broken, "无法加入该单位，请联系平台运营人员")


@transaction.atomic
def switch_membership(*, membership: Membership, actor: Actor) -> Actor:
    """The same person under another of his memberships. Raises PermissionDenied."""
    rules.require(actor, "use", membership)
    Membership.objects.filter(pk=membership.pk).update(used_at=timezone.now())
    chosen = replace(actor, membership=membership)
    journal.write(chosen, "use", membership)
    return chosen
