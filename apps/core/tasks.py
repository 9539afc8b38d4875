"""The one Celery task the dispatcher rings, and the handlers of core's own topics."""

from typing import Any

from celery import shared_task

from apps.core import outbox, search


@shared_task(name="core.deliver")
def deliver(event_id: str) -> None:
    """Safe to run any number of times: the event row is locked, and done once."""
    outbox.deliver(event_id)


@outbox.on("refresh_search")
def refresh_search(payload: dict[str, Any]) -> None:
    search.index(payload["about"], payload["id"])


@shared_task(name="core.sweep_outbox")
def sweep_outbox() -> None:
    outbox.sweep()
