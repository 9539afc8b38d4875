"""What follows a policy's moves."""

from django.dispatch import receiver
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import outbox
from apps.core.lifecycle import moved
from apps.policies import services
from apps.policies.lifecycle import UNDO
from apps.policies.models import Policy


@receiver(moved, sender=Policy)
def on_policy_moved(record, move, **_) -> None:
    if move.name == "publish":
        services.require_ready(record)
        services.settle(policy=record, on=timezone.localdate(), actor=Actor.system("web"))
        # Told only when it can no longer be taken back.
        outbox.put("announce_policy", {"policy": record.pk}, key=f"policy:{record.pk}", delay=UNDO)
