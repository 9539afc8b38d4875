"""Public notices: drafted, opened for some working days, closed by the clock, withdrawn with a reason."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import Model, Q

from apps.accounts.actor import Actor
from apps.core import journal, lifecycle, rules, workdays
from apps.core.errors import Defect, Defects
from apps.notices.lifecycle import DRAFT, OPEN
from apps.notices.models import PublicNotice


@dataclass(frozen=True)
class Draft:
    """What staff write of a public notice."""

    title: str
    text: str
    days: int = 5
    contact: str = ""

    def check(self) -> None:
        """Raises Defects, all of them at once."""
        defects = []
        if not self.title.strip():
            defects.append(Defect("title", "请写标题"))
        if not self.text.strip():
            defects.append(Defect("text", "请写正文", "写明公示的事项、对象和依据"))
        if not 1 <= self.days <= PublicNotice.LONGEST:
            defects.append(Defect("days", f"公示期应为 1—{PublicNotice.LONGEST} 个工作日"))
        if defects:
            raise Defects(defects)


@transaction.atomic
def draft(written: Draft, *, actor: Actor, about: Model | None = None) -> PublicNotice:
    """A new draft of the actor's office. Raises PermissionDenied and Defects."""
    rules.require(actor, "create", PublicNotice)
    written.check()
    notice = PublicNotice(organization=actor.organization, created_by=actor.user, **asdict(written))
    if about is not None:
        notice.about = about
    notice.save()
    journal.write(actor, "create", notice, after={"title": notice.title, "days": notice.days})
    return notice


@transaction.atomic
def redraft(notice: PublicNotice, written: Draft, *, actor: Actor) -> PublicNotice:
    """Other words for a draft. Raises PermissionDenied and Defects."""
    rules.require(actor, "edit", notice)
    written.check()
    before = {name: getattr(notice, name) for name in asdict(written)}
    PublicNotice.objects.filter(pk=notice.pk, state=DRAFT).update(**asdict(written))
    notice.refresh_from_db()
    journal.write(actor, "edit", notice, before=before, after=asdict(written))
    return notice


@transaction.atomic
def publish(notice: PublicNotice, *, actor: Actor, today: date) -> PublicNotice:
    """Open the window: it runs from the next working day to the last second of the last one.

    Raises PermissionDenied and Conflict.
    """
    rules.require(actor, "open", notice)
    due = workdays.add(today, notice.days)
    values = {"opens_on": today, "ends_on": due.day, "is_estimate": due.estimate}
    PublicNotice.objects.filter(pk=notice.pk, state=DRAFT).update(**values)
    for name, value in values.items():
        setattr(notice, name, value)
    return lifecycle.move(notice, "open", actor=actor)


@transaction.atomic
def close_over(today: date) -> int:
    """Close every window whose last day has passed; returns how many. Somebody else's closing is not an error."""
    over = list(PublicNotice.objects.over_on(today).select_for_update(skip_locked=True))
    for notice in over:
        lifecycle.move(notice, "close", actor=Actor.system())
    return len(over)


@transaction.atomic
def recount(year: int, today: date) -> int:
    """Count open windows anew that touch a year whose notice came in; none ends before today. Returns how many."""
    touched = Q(opens_on__year=year) | Q(ends_on__year=year) | Q(is_estimate=True)
    moved = 0
    for notice in PublicNotice.objects.filter(touched, state=OPEN).select_for_update():
        due = workdays.add(notice.opens_on, notice.days)
        ends = max(due.day, min(today, notice.ends_on))
        if (ends, due.estimate) == (notice.ends_on, notice.is_estimate):
            continue
        journal.write(
            Actor.system(), "recount", notice, before={"ends_on": str(notice.ends_on)}, after={"ends_on": str(ends)}
        )
        PublicNotice.objects.filter(pk=notice.pk).update(ends_on=ends, is_estimate=due.estimate)
        moved += 1
    return moved
