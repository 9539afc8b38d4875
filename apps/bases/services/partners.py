"""Who builds a base together: the carrier asks, the organization asked answers for itself."""

from django.db import IntegrityError, transaction

from apps.accounts.actor import Actor
from apps.accounts.models import Organization
from apps.bases.models import Base, Partner
from apps.bases.services import telling
from apps.core import journal, lifecycle, rules
from apps.core.errors import Defect, Defects


@transaction.atomic
def invite(*, base: Base, organization: Organization, role: str, actor: Actor, contribution: str = "") -> Partner:
    """Ask an organization to stand on the base's page. Raises PermissionDenied and Defects (itself, asked already)."""
    rules.require(actor, "invite", base)
    if role not in Partner.Role.values:
        known = "、".join(Partner.Role.labels)
        raise Defects([Defect("role", f"没有「{role[:20]}」这个角色", f"可选：{known}")])
    if organization.pk == base.organization_id:
        raise Defects([Defect("organization", "承建单位不用邀请自己", "请选另一家单位")])
    partner = Partner(base=base, organization=organization, role=role, contribution=contribution.strip()[:200])
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError as error:
        if "base_partner_once" not in str(error):
            raise
        message = f"已邀请过{organization.name}"
        raise Defects([Defect("organization", message, "谢绝或退出过的，请在列表里再次邀请")]) from error
    journal.write(actor, "invite", base, after={"organization": organization.name, "role": role})
    telling.invited(partner, actor)
    return partner


def answer(*, partner: Partner, move: str, actor: Actor, note: str = "") -> Partner:
    """Agree, decline, leave, ask again. Raises LookupError, PermissionDenied, Conflict and Defects."""
    return lifecycle.move(partner, move, actor=actor, note=note)
