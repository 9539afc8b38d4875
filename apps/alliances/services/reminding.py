"""One working day before it starts, everybody who has a seat is reminded."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from apps.alliances.event import Event
from apps.alliances.services import event_telling as telling
from apps.core import once, workdays
from apps.listings.lifecycle import PUBLISHED

FURTHEST = timedelta(days=16)  # no feast is longer


def remind(*, today: date) -> int:
    """Once a day, however many schedulers ask; returns how many people were told."""
    if not once.claim("alliances.remind", today.isoformat()):
        return 0
    return sum(telling.reminded(event, seated(event)) for event in due(today))


def due(today: date) -> list[Event]:
    """Events whose last working day before is today."""
    since = timezone.make_aware(datetime.combine(today + timedelta(days=1), time()))
    coming = Event.objects.filter(state=PUBLISHED, starts__gte=since, starts__lt=since + FURTHEST)
    return [one for one in coming if workdays.add(timezone.localtime(one.starts).date(), -1).day == today]


def seated(event: Event):
    return event.registrations.taken().select_related("user")
