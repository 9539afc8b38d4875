"""Shells: the beat rings, a calendar was entered, a paper wants its PDF; one service runs."""

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


@outbox.on("paper_pdf")
def paper_pdf(payload: dict[str, Any]) -> None:
    """A second or less; whoever generated the paper waits for it."""
    services.make_pdf(payload["id"])
