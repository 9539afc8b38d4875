"""What an event must have before it is shown, and which alliance holds it."""

from django.db import transaction

from apps.accounts.actor import Actor
from apps.alliances.event import Event
from apps.alliances.models import Alliance
from apps.core import journal, rules
from apps.core.errors import Conflict

NEEDED = {"starts": "开始时间", "ends": "结束时间", "mode": "形式"}


def lacking(event: Event) -> list[str]:
    """Labels of what is still missing before anybody may be invited."""
    found = [label for name, label in NEEDED.items() if not getattr(event, name)]
    if event.mode in {"onsite", "both"} and not event.place:
        found.append("地点")
    if event.mode == "online" and not event.link:
        found.append("线上参加链接")
    return found


def require_ready(event: Event) -> None:
    """Raises Conflict with everything that is missing."""
    if missing := lacking(event):
        raise Conflict(f"还缺{'、'.join(missing)}，补上再送审")


@transaction.atomic
def lend_name(event: Event, alliance: Alliance | None, *, actor: Actor) -> Event:
    """Say that an alliance holds the event: its secretariat does. Raises PermissionDenied and Conflict."""
    rules.require(actor, "edit", event)
    if alliance is not None and alliance.organization_id != event.organization_id:
        raise Conflict("只有联盟的秘书处单位可以用联盟的名义办活动")
    event.alliance = alliance
    Event.objects.filter(pk=event.pk).update(alliance=alliance)
    journal.write(actor, "lend_name", event, after={"alliance": alliance.title if alliance else ""})
    return event
