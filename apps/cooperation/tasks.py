"""Shells: the beat rings, one service runs; a calendar was entered, stored due dates are counted anew."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from apps.cooperation import services
from apps.core import outbox


@shared_task(name="cooperation.tick")
def tick() -> None:
    """Idempotent: each stage is a row that is claimed once."""
    services.tick(today=timezone.localdate())


@outbox.on("recount_deadlines", queue="bulk")
def recount_deadlines(payload: dict[str, Any]) -> None:
    services.recount()
