"""What happens to policies later: subscribers are told, and what has run out is ended."""

from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import once, outbox
from apps.policies import services
from apps.policies.models import Policy


@outbox.on("announce_policy", queue="now", atomic=True)
def announce_policy(payload: dict[str, Any]) -> None:
    """Only what is still in force: a publication taken back within its minutes tells nobody."""
    if policy := Policy.objects.in_force().filter(pk=payload["policy"]).first():
        services.announce(policy)


@shared_task(name="policies.expire")
def expire() -> None:
    """Daily; idempotent, what is ended is no longer found."""
    today = timezone.localdate()
    with transaction.atomic():
        if once.claim("policies.expire", today.isoformat()):
            services.expire(on=today, actor=Actor.system())
