"""Consent on record: given by the person, or on paper through his unit; taken back at once and for everybody."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.models import Membership
from apps.core import files, journal, lifecycle, rules, search
from apps.core.errors import Conflict, Defect, Defects
from apps.mentors.models import Consent, Mentor

CONSENTS = {
    "2026-11": (
        "本人同意临港新片区产教融合信息服务平台在“双师型导师库”公开本人的姓名、所在单位、职务、职称、专长与经历、"
        "可授课程和双师等级，用于供需匹配、聘任和课时登记。联系方式不公开。本人可以随时撤回同意，撤回后平台立即停止公开；"
        "撤回不影响撤回前已经依法进行的处理。"
    )
}
CURRENT = "2026-11"
PAPER = "consent"


@transaction.atomic
def agree(mentor: Mentor, *, actor: Actor, paper: UploadedFile | None = None) -> Consent:
    """Note the person's consent: his own word, or a signed paper his unit brings. Raises PermissionDenied, Defects.

    Said twice it stays the first.
    """
    rules.require(actor, "agree", mentor)
    Mentor.objects.select_for_update().get(pk=mentor.pk)
    if standing := mentor.consents.filter(taken_back_at=None).first():
        return standing
    himself = actor.user_id is not None and actor.user_id == mentor.person_id
    if not himself and paper is None:
        raise Defects([Defect("file", "由单位登记时要上传本人签字的同意书", "请上传扫描件，或由本人登录确认")])
    consent = Consent(mentor=mentor, version=CURRENT, text=CONSENTS[CURRENT], given_at=timezone.now())
    consent.way, consent.noted_by = Consent.SELF if himself else Consent.PAPER, actor.user
    consent.save()
    if paper is not None and not himself:
        files.attach(consent, paper, actor=actor, purpose=PAPER)
    _set(mentor, consent.given_at)
    journal.write(actor, "agree", mentor, after={"version": CURRENT, "way": consent.way})
    return consent


@transaction.atomic
def take_back(mentor: Mentor, *, actor: Actor) -> Mentor:
    """The card is hidden at once, from every list and search; said twice is once. Raises PermissionDenied."""
    rules.require(actor, "take_back", mentor)
    mentor = Mentor.objects.select_for_update().get(pk=mentor.pk)
    if mentor.state in mentor.lifecycle.by_name["hide"].sources:
        lifecycle.move(mentor, "hide", actor=Actor.system(via=actor.via), note="本人撤回同意")
        search.index(mentor._meta.label_lower, mentor.pk)  # now, not when the bell rings
    standing = mentor.consents.filter(taken_back_at=None)
    if standing.update(taken_back_at=timezone.now(), taken_back_by=actor.user):
        journal.write(actor, "take_back", mentor)
    _set(mentor, None)
    return mentor


def _set(mentor: Mentor, moment) -> None:
    mentor.consented_at = moment
    Mentor.objects.filter(pk=mentor.pk).update(consented_at=moment)


def require_consent(mentor: Mentor) -> None:
    """Raises Conflict for a card nobody has consented to."""
    if not Mentor.objects.filter(pk=mentor.pk, consented_at__isnull=False).exists():
        raise Conflict("还没有本人同意公开的记录，不能送审或发布；请本人登录确认，或由单位上传签字的同意书")


@transaction.atomic
def link(mentor: Mentor, *, membership: Membership, actor: Actor) -> Mentor:
    """Say which colleague's account is this person, so that he sees his card. Raises PermissionDenied and Defects."""
    rules.require(actor, "link", mentor)
    if membership.organization_id != mentor.organization_id or not membership.user.is_active:
        raise Defects([Defect("person", "只能关联本单位在任成员的账号", "请先在“成员”里加上他")])
    Mentor.objects.filter(pk=mentor.pk).update(person=membership.user)
    mentor.person = membership.user
    journal.write(actor, "link", mentor)
    return mentor
