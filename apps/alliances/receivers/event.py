"""What follows when an event is shown, changed or called off."""

from django.dispatch import receiver
from django.utils import timezone

from apps.alliances.event import Event
from apps.alliances.services import event_telling as telling
from apps.alliances.services import hosting, registering
from apps.core import journal
from apps.core.errors import Conflict
from apps.core.lifecycle import changed, moved
from apps.listings.lifecycle import CLOSED, PUBLISHED, SUBMITTED, WITHDRAWN

ARRANGED = frozenset({"starts", "ends", "mode", "place", "link"})


@receiver(moved, sender=Event)
def on_event_moved(record, move, actor, **_) -> None:
    if move.target in {SUBMITTED, PUBLISHED}:
        hosting.require_ready(record)
    if move.target == WITHDRAWN and registering.is_wanted(record):
        raise Conflict("已经有人报名，不能收回；确实不办了，请重新发布后取消活动，说明会发给每个人")
    if move.target == CLOSED:
        note = journal.of(record).filter(verb=move.name).first().note
        registering.call_off(record, actor=actor, note=note)


@receiver(changed, sender=Event)
def on_event_changed(record, fields, **_) -> None:
    wanted = registering.is_wanted(record)
    if wanted or record.state == PUBLISHED:
        hosting.require_ready(record)
    if "cap" in fields:
        registering.resize(record, now=timezone.now())
    if wanted and ARRANGED & set(fields):
        telling.rearranged(record, record.registrations.living().select_related("user"))
