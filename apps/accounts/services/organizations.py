"""Entering, keeping and showing organizations."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import IntegrityError, transaction

from apps.accounts import identifiers
from apps.accounts.actor import Actor
from apps.accounts.models import Organization
from apps.accounts.services.editing import edit
from apps.core import journal, lifecycle, rules, text
from apps.core.errors import Conflict, Defect, Defects

# What a profile form may write; name, sort and codes are what an operator verified.
PROFILE_FIELDS = frozenset(
    "short_name park district address intro website contact_name contact_phone contact_email".split()
)
NORMALIZERS = {
    "uscc": identifiers.normalize_uscc,
    "institution_code": identifiers.normalize_institution_code,
}


@transaction.atomic
def create_organization(
    *, sort: str, name: str, actor: Actor, code: str = "", verified: bool = False, is_demo: bool = False, **values: Any
) -> Organization:
    """An organization entered by its desk or by the machine; `verified` also passes it at once.

    Raises PermissionDenied and Defects (unsound or taken codes).
    """
    organization = Organization(sort=sort, name=text.normalize(name), is_demo=is_demo, **values)
    rules.require(actor, "create", organization)
    enter(organization, code=code, actor=actor)
    return lifecycle.move(organization, "verify", actor=actor) if verified else organization


def enter(organization: Organization, *, actor: Actor, code: str = "") -> Organization:
    """Check the codes, give the organization its own and write it down. Raises Defects."""
    organization.uscc = identifiers.normalize_uscc(organization.uscc or "") or None
    organization.institution_code = identifiers.normalize_institution_code(organization.institution_code or "") or None
    if defects := code_defects(organization):
        raise Defects(defects)
    organization.code = code or organization.institution_code or organization.uscc or f"org-{uuid.uuid4().hex[:12]}"
    try:
        with transaction.atomic():
            organization.save(force_insert=True)
    except IntegrityError:
        taken = f"单位代码「{organization.code}」、信用代码或学校标识码已登记在另一家单位名下"
        raise Defects([Defect("code", taken, "请核对代码，或申请加入该单位")]) from None
    journal.write(actor, "create", organization, after={"code": organization.code, "sort": organization.sort})
    return organization


def code_defects(organization: Organization, due: Collection[str] = ()) -> list[Defect]:
    """What is wrong with the credit code and the school code, each if given or `due`."""
    found = []
    if organization.uscc or "uscc" in due:
        found.append(identifiers.uscc_defect(organization.uscc, demo=organization.is_demo))
    if organization.institution_code or "institution_code" in due:
        found.append(identifiers.institution_code_defect(organization.institution_code))
    return [defect for defect in found if defect]


def set_uscc(*, organization: Organization, uscc: str, actor: Actor) -> Organization:
    """Supply the credit code an operator will verify by; a verified one stays.

    Raises PermissionDenied, Conflict (verified already) and Defects (unsound, or another organization's).
    """
    return set_codes(organization=organization, codes={"uscc": uscc}, actor=actor)


@transaction.atomic
def set_codes(*, organization: Organization, codes: dict[str, str], actor: Actor) -> Organization:
    """Supply the credit code, the school code or both: all of them or, with every defect told, none.

    Raises PermissionDenied, Conflict (verified already) and Defects (unsound, or another organization's).
    """
    rules.require(actor, "edit", organization)
    if organization.is_verified:
        raise Conflict("单位已通过核验，代码不能自行修改；如有变更请联系平台运营人员")
    before = {name: getattr(organization, name) for name in codes}
    for name, value in codes.items():
        setattr(organization, name, NORMALIZERS[name](value))
    defects = code_defects(organization, codes) or _taken(organization, codes)
    if defects:
        raise Defects(defects)
    try:
        with transaction.atomic():
            organization.save(update_fields=list(codes))
    except IntegrityError:  # another one entered it a moment ago
        raise Defects(_taken(organization, codes)) from None
    after = {name: getattr(organization, name) for name in codes}
    journal.write(actor, "set_codes", organization, before=before, after=after)
    return organization


def _taken(organization: Organization, names: Iterable[str]) -> list[Defect]:
    others, found = Organization.objects.exclude(pk=organization.pk), []
    for name in names:
        if others.filter(**{name: getattr(organization, name)}).exists():
            label = Organization._meta.get_field(name).verbose_name
            message = f"这个{label}已登记在另一家单位名下"
            found.append(Defect(name, message, "请申请加入该单位，或联系平台运营人员"))
    return found


def update_profile(*, organization: Organization, data: dict[str, Any], version: int, actor: Actor) -> Organization:
    """Write the profile; it counts as confirmed today. Raises PermissionDenied and Stale."""
    return edit(organization, data=data, version=version, actor=actor, allowed=PROFILE_FIELDS)


@transaction.atomic
def reveal_contact(*, organization: Organization, actor: Actor, reason: str) -> dict[str, str]:
    """The unmasked contact, against a reason and a line in the journal. Raises PermissionDenied and Defects."""
    rules.require(actor, "contact", organization)
    if not reason.strip():
        raise Defects([Defect("reason", "查看联系方式需要写明用途", "例如：核验资料、回访需求")])
    journal.write(actor, "reveal_contact", organization, note=reason.strip())
    return {name: getattr(organization, name) for name in ("contact_name", "contact_phone", "contact_email")}
