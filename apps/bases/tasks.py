"""The clock's work on bases."""

from celery import shared_task
from django.utils import timezone

from apps.bases import services


@shared_task(name="bases.snapshot")
def snapshot() -> None:
    """Nightly; the service claims the night, so a second scheduler finds nothing to do."""
    today = timezone.localdate()
    if services.snapshot(day=today):
        services.forget(today=today)
