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
    row = entry(actor, verb, about._meta.label_lower)
    row.about_id, row.about_text = str(about.pk), str(about)[:200]
    row.before, row.after, row.note, row.reason = before or {}, after or {}, note, reason
    row.save(force_insert=True)
    return row


def entry(actor: Any, verb: str, about: str) -> JournalEntry:
    """Who did `verb` to a row of `about`, when and from where, not saved: also the mould of a set-wise insert."""
    request = context.current()
    return JournalEntry(
        request_id=request.request_id,
        address=request.address or None,
        via=actor.via,
        user_id=actor.user_id,
        user_name=actor.user_name,
        organization_id=actor.organization_id,
        organization_name=actor.organization_name,
        role=actor.role,
        verb=verb,
        about=about,
    )


def of(about: models.Model) -> QuerySet[JournalEntry]:
    """What happened to `about`, newest first."""
    return JournalEntry.objects.filter(about=about._meta.label_lower, about_id=str(about.pk))
