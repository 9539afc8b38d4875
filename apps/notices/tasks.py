"""Shells: mails owed, the daily digest, and the windows the clock closes."""

from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from apps.core import once, outbox
from apps.notices import services


@outbox.on("mail_notice", queue="bulk", atomic=False)
def mail_notice(payload: dict[str, Any]) -> None:
    """At least once; a repeat carries the same Message-ID."""
    services.mail_notice(payload["notice"])


@outbox.on("mail_digest", queue="bulk", atomic=False)
def mail_digest(payload: dict[str, Any]) -> None:
    services.mail_digest(payload["digest"])


@outbox.on("recount_public_notices", queue="bulk")
def recount_public_notices(payload: dict[str, Any]) -> None:
    services.recount(payload["year"], timezone.localdate())


@shared_task(name="notices.digest")
def digest() -> None:
    """Once a day: the slot, the digests and the mails owed are one transaction."""
    today = timezone.localdate()
    with transaction.atomic():
        if once.claim("notices.digest", today.isoformat()):
            services.digest(today)


@shared_task(name="notices.nightly")
def nightly() -> None:
    """Close the windows that ended yesterday or before, and forget old notices. Safe to run any number of times."""
    services.close_over(timezone.localdate())
    services.forget()
