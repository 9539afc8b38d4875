"""What follows a decision or an answer: the level held is remembered, and those it concerns are told."""

from django.dispatch import receiver

from apps.bases.lifecycle import HELD
from apps.bases.models import Partner, Standing
from apps.bases.services import telling
from apps.core.lifecycle import moved


@receiver(moved, sender=Standing)
def on_level_moved(record, move, actor, **_) -> None:
    """So that a base that has mended comes back to where it was; its carrier and builders hear of it."""
    if record.state in HELD:
        record.held = record.state
        Standing.objects.filter(pk=record.pk).update(held=record.state)
    telling.decided(record, move, actor)


@receiver(moved, sender=Partner)
def on_partner_moved(record, move, actor, **_) -> None:
    """The side that did not act is told."""
    telling.answered(record, move, actor)
