"""The secretariat: persons members may turn to, and words to all of them at once."""

from django.db import IntegrityError, transaction

from apps.accounts.actor import Actor
from apps.accounts.models import Membership
from apps.alliances.models import Alliance, Announcement, Secretary
from apps.alliances.services import telling
from apps.core import journal, rules
from apps.core.errors import Conflict, Defect, Defects


@transaction.atomic
def announce(*, alliance: Alliance, title: str, text: str, actor: Actor) -> Announcement:
    """Tell every member organization, and keep what was said. Raises PermissionDenied and Defects. [S1-14]"""
    rules.require(actor, "announce", alliance)
    given = {"title": (title, 60, "标题"), "text": (text, 2000, "内容")}
    missing = [
        Defect(name, f"还没有写{label}", "写给全体成员") for name, (said, _, label) in given.items() if not said.strip()
    ]
    if missing:
        raise Defects(missing)
    row = Announcement(alliance=alliance, sent_by=actor.user)
    row.title, row.text = (said.strip()[:longest] for said, longest, _ in given.values())
    row.reached = alliance.seats.approved().count()
    row.save()
    journal.write(actor, "announce", alliance, after={"title": row.title, "reached": row.reached})
    telling.announced(row, actor)
    return row


@transaction.atomic
def appoint_secretary(*, alliance: Alliance, membership: Membership, actor: Actor, duty: str = "") -> Secretary:
    """Name a person of the secretariat. Raises PermissionDenied, Defects (of another house) and Conflict (named)."""
    rules.require(actor, "admit", alliance)
    if membership.organization_id != alliance.organization_id or not membership.active:
        raise Defects([Defect("membership", "联系人应是秘书处单位的在册人员", "请从列表里选")])
    row = Secretary(alliance=alliance, membership=membership, duty=duty.strip()[:60])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "alliance_secretary_once" not in str(error):
            raise
        raise Conflict("这个人已经在联系人里") from error
    journal.write(actor, "appoint_secretary", alliance, after={"membership": membership.pk, "duty": row.duty})
    return row


@transaction.atomic
def dismiss_secretary(*, row: Secretary, actor: Actor) -> None:
    """Take a person off the list. Raises PermissionDenied."""
    rules.require(actor, "dismiss", row)
    journal.write(actor, "dismiss_secretary", row.alliance, before={"membership": row.membership_id})
    row.delete()
