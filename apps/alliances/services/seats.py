"""An organization takes a seat: it asks, or is asked; the secretariat gives roles. The database decides of two."""

from django.db import IntegrityError, transaction

from apps.accounts.actor import Actor
from apps.accounts.models import Organization
from apps.alliances.lifecycle.membership import INVITED
from apps.alliances.models import Alliance, AllianceMember
from apps.alliances.services import telling
from apps.core import journal, lifecycle, rules
from apps.core.errors import Conflict, Defect, Defects

LONGEST = 1000
ROLES = dict(AllianceMember.Role.choices)
LEADERS_ARE = "enterprise"


@transaction.atomic
def join(*, alliance: Alliance, actor: Actor, reason: str) -> AllianceMember:
    """Ask for a seat. Raises PermissionDenied, Defects (no reason) and Conflict (a living seat is there). [S1-14]"""
    rules.require(actor, "join", alliance)
    if not reason.strip():
        raise Defects([Defect("reason", "还没有写申请理由", "一两句话：做什么、能为联盟做什么")])
    seat = AllianceMember(alliance=alliance, organization=actor.organization, reason=reason, created_by=actor.user)
    _take(seat, "join", actor)
    telling.asked(seat, actor)
    return seat


@transaction.atomic
def invite(
    *, alliance: Alliance, organization: Organization, actor: Actor, role: str = "member", reason: str = ""
) -> AllianceMember:
    """Offer a seat; it stands on the page once accepted. Raises PermissionDenied, Defects and Conflict. [S1-14]"""
    rules.require(actor, "invite", alliance)
    if organization.pk == alliance.organization_id:
        raise Defects([Defect("organization", "秘书处不用邀请自己", "请选另一家单位")])
    if not Organization.objects.public().filter(pk=organization.pk).exists():
        raise Defects([Defect("organization", "这家单位还没有通过核验", "核验后再邀请")])
    _check_role(role, organization)
    seat = AllianceMember(
        alliance=alliance, organization=organization, role=role, reason=reason, created_by=actor.user, state=INVITED
    )
    _take(seat, "invite", actor)
    telling.invited(seat, actor)
    return seat


@transaction.atomic
def answer(*, seat: AllianceMember, move: str, actor: Actor, note: str = "") -> AllianceMember:
    """Any move of a seat; what is added on resubmission is kept with the reason.

    Raises LookupError, PermissionDenied, Conflict and Defects.
    """
    lifecycle.move(seat, move, actor=actor, note=note)
    if move == "resubmit":
        seat.reason = f"{seat.reason}\n{note.strip()}"[-LONGEST:]
        AllianceMember.objects.filter(pk=seat.pk).update(reason=seat.reason)
    return seat


@transaction.atomic
def assign(*, seat: AllianceMember, role: str, actor: Actor) -> AllianceMember:
    """Give a living seat its role. Raises PermissionDenied, Defects and Conflict (there is a chain leader already)."""
    rules.require(actor, "assign", seat)
    _check_role(role, seat.organization)
    before = seat.role
    try:
        with transaction.atomic():
            AllianceMember.objects.living().filter(pk=seat.pk).update(role=role)
    except IntegrityError as error:
        raise _worded(error) from error
    seat.role = role
    journal.write(actor, "assign", seat, before={"role": before}, after={"role": role})
    return seat


def _take(seat: AllianceMember, verb: str, actor: Actor) -> None:
    """Save a new seat, turning a second living one into a sentence."""
    seat.reason = seat.reason.strip()[:LONGEST]
    try:
        with transaction.atomic():
            seat.save()
    except IntegrityError as error:
        raise _worded(error) from error
    journal.write(actor, verb, seat, after={"state": seat.state, "role": seat.role})


def _worded(error: IntegrityError) -> Exception:
    if "alliance_one_seat" in str(error):
        return Conflict("这家单位已经是成员，或已有一份在办的申请或邀请；请刷新页面看最新状态")
    if "alliance_one_leader" in str(error):
        return Conflict("联盟已经有一家链主（或已向一家发出链主邀请），请先改它的角色")
    return error


def _check_role(role: str, organization: Organization) -> None:
    if role not in ROLES:
        raise Defects([Defect("role", f"没有「{role[:20]}」这个角色", f"可选：{'、'.join(ROLES.values())}")])
    if role == AllianceMember.Role.LEADER and organization.sort != LEADERS_ARE:
        raise Defects([Defect("role", "链主只能是企业", "高校和机构请选理事或成员")])
