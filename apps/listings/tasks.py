"""The long steps of an import, done by the worker; each is safe to run any number of times."""

from typing import Any

from celery import shared_task

from apps.core import outbox
from apps.listings import importer, services


@outbox.on("stage_import", queue="bulk", atomic=False)
def stage_import(payload: dict[str, Any]) -> None:
    importer.run(payload["job"])


@outbox.on("apply_import", queue="bulk", atomic=False)
def apply_import(payload: dict[str, Any]) -> None:
    importer.run(payload["job"])


@outbox.on("settle_import", queue="bulk", atomic=False)
def settle_import(payload: dict[str, Any]) -> None:
    importer.settle(payload["batch"], payload["membership"])


@shared_task(name="listings.forget")
def forget() -> None:
    """Daily: sheets and unsaved words older than thirty days."""
    importer.forget()
    services.forget_drafts()
