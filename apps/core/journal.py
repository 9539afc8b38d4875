"""The journal: one row per change, in the transaction of the change."""

from typing import Any

from django.db import connection, models
from django.db.models import QuerySet

from apps.core import context
from apps.core.models import JournalEntry


def write(
    actor: Any,
    verb: str,
    about: models.Model,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
    reason: str = "",
) -> JournalEntry:
    """Note that `actor` did `verb` to `about`. Raises RuntimeError outside a transaction, where a note could lie."""
    if not connection.in_atomic_block:
        raise RuntimeError("journal.write belongs inside the transaction of the change it notes")
    request = context.current()
    return JournalEntry.objects.create(
        request_id=request.request_id,
        address=request.address or None,
        via=actor.via,
        user_id=actor.user_id,
        user_name=actor.user_name,
        organization_id=actor.organization_id,
        organization_name=actor.organization_name,
        role=actor.role,
        verb=verb,
        about=about._meta.label_lower,
        about_id=str(about.pk),
        about_text=str(about)[:200],
        before=before or {},
        after=after or {},
        note=note,
        reason=reason,
    )


def of(about: models.Model) -> QuerySet[JournalEntry]:
    """What happened to `about`, newest first."""
    return JournalEntry.objects.filter(about=about._meta.label_lower, about_id=str(about.pk))
