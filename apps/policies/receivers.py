"""What follows a policy's moves."""

from django.dispatch import receiver
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import changes, outbox
from apps.core.lifecycle import moved
from apps.policies import services
from apps.policies.lifecycle import PUBLIC_STATES, UNDO
from apps.policies.models import Policy


@receiver(moved, sender=Policy)
def on_policy_moved(record, move, **_) -> None:
    if move.name == "publish":
        services.require_ready(record)
        services.settle(policy=record, on=timezone.localdate(), actor=Actor.system("web"))
        # Told only when it can no longer be taken back.
        outbox.put("announce_policy", {"policy": record.pk}, key=f"policy:{record.pk}", delay=UNDO)


@receiver(moved, sender=Policy)
def note_leaving(record, **_) -> None:
    """A publication that is taken back: readers who come back hear of it."""
    if record.came_from in PUBLIC_STATES and record.state not in PUBLIC_STATES:
        changes.bury(record)
