"""Dates that follow a listing's moves, and publication without review where the setting allows it."""

from django.conf import settings
from django.dispatch import receiver
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import lifecycle
from apps.core.lifecycle import moved
from apps.listings.models import Listing

STAMPS = {"submit": ("submitted_at",), "publish": ("published_at", "checked_at"), "amend": ("submitted_at",)}


@receiver(moved)
def stamp(sender, record, move, **_) -> None:
    """Note when it was sent in and when it was published."""
    if not issubclass(sender, Listing) or move.name not in STAMPS:
        return
    values = dict.fromkeys(STAMPS[move.name], timezone.now())
    for name, value in values.items():
        setattr(record, name, value)
    sender.objects.filter(pk=record.pk).update(**values)


@receiver(moved)
def publish_at_once(sender, record, move, actor, **_) -> None:
    """`PUBLISH_WITHOUT_REVIEW`: verified organizations need no second look. Off unless a setting says otherwise."""
    if not (settings.PUBLISH_WITHOUT_REVIEW and issubclass(sender, Listing)):
        return
    if move.name in {"submit", "amend"} and record.organization.is_verified:
        lifecycle.move(record, "publish", actor=Actor.system(via=actor.via), note="按设置免审发布")
