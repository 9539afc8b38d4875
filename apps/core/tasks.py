"""The one Celery task the dispatcher rings, and the handlers of core's own topics."""

import time
from typing import Any

from celery import shared_task
from django.db import InterfaceError, OperationalError, connection

from apps.core import files, outbox, search

PATIENCE = (1, 2, 4, 8, 16)  # seconds between looks for a database that is gone


@shared_task(name="core.deliver")
def deliver(event_id: str) -> None:
    """Safe to run any number of times: the event row is locked, and done once.

    Without a database the bell is held: dropping it would burn a whole queue within a second and leave each event to
    its lease.
    """
    for seconds in PATIENCE:
        try:
            outbox.deliver(event_id)
            return
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(seconds)
    outbox.deliver(event_id)


@outbox.on("refresh_search")
def refresh_search(payload: dict[str, Any]) -> None:
    """With others that wait: a person's matches share this queue and must not stand behind each row of a batch."""
    for each in [payload, *outbox.gather("refresh_search", limit=50)]:
        search.index(each["about"], each["id"])


@shared_task(name="core.sweep_outbox")
def sweep_outbox() -> None:
    outbox.sweep()


@shared_task(name="core.sweep_files")
def sweep_files() -> None:
    files.sweep()
