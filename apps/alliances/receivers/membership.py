"""The side that did not act hears of a seat's move."""

from django.dispatch import receiver

from apps.alliances.models import AllianceMember
from apps.alliances.services import telling
from apps.core.lifecycle import moved


@receiver(moved, sender=AllianceMember)
def on_seat_moved(record, move, actor, **_) -> None:
    telling.moved(record, move, actor)
