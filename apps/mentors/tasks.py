"""What runs by the clock: terms and levels that are over."""

from celery import shared_task
from django.utils import timezone

from apps.mentors import services


@shared_task(name="mentors.expire")
def expire() -> None:
    """Idempotent: what has expired is in another state."""
    services.expire_past(timezone.localdate())
