"""What runs by the clock."""

from celery import shared_task
from django.utils import timezone

from apps.alliances.services import reminding


@shared_task(name="alliances.remind")
def remind() -> None:
    """Every morning; the service claims the day, so a second scheduler finds nothing to do."""
    reminding.remind(today=timezone.localdate())
