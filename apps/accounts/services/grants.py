"""Writing down, and taking back, who may see more.

The caller has asked its own rule: whether a match or an acceptance opens a contact is an upper floor's decision.
"""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.models import Grant, Organization, User
from apps.core import journal
from apps.core.errors import Conflict


@transaction.atomic
def grant(
    *,
    subject: Model,
    reason: str,
    actor: Actor,
    organization: Organization | None = None,
    user: User | None = None,
    level: int = Grant.Level.VIEW,
    until: datetime | None = None,
) -> Grant:
    """Let one organization or one person see `subject` to `level`; granting the same twice changes nothing.

    Another time limit replaces the old row, which stays as history. Raises ValueError unless just one party is named.
    """
    if (organization is None) == (user is None):
        raise ValueError("name one organization or one user")
    about = ContentType.objects.get_for_model(subject)
    key = {"content_type": about, "object_id": subject.pk, "organization": organization, "user": user, "level": level}
    held = _held(key).select_for_update().first()
    if held and held.until == until:
        return held
    if held:
        revoke(grant=held, actor=actor, note="有效期变更")
    try:
        with transaction.atomic():
            return _write(key | {"reason": reason[:200], "until": until}, actor)
    except IntegrityError:  # somebody wrote the very same a moment ago: that is what was asked for
        return _held(key).get()


def _held(key: dict[str, Any]) -> QuerySet[Grant]:
    """The running row of this very key; SQL has its own word for None."""
    exact = dict((f"{name}__isnull", True) if value is None else (name, value) for name, value in key.items())
    return Grant.objects.filter(**exact, revoked_at__isnull=True)


def _write(values: dict[str, Any], actor: Actor) -> Grant:
    row = Grant.objects.create(**values, given_by_id=actor.user_id)
    journal.write(actor, "grant", row, after=_told(row), note=row.reason)
    return row


def _told(row: Grant) -> dict[str, Any]:
    return {
        "subject": f"{row.content_type.app_label}.{row.content_type.model}:{row.object_id}",
        "organization": row.organization_id,
        "user": row.user_id,
        "level": int(row.level),
        "until": row.until.isoformat() if row.until else None,
    }


@transaction.atomic
def revoke(*, grant: Grant, actor: Actor, note: str = "") -> Grant:
    """End a grant now; the row stays. Raises Conflict when it has ended already."""
    now = timezone.now()
    rows = Grant.objects.filter(pk=grant.pk, revoked_at__isnull=True)
    if not rows.update(revoked_at=now, revoked_by_id=actor.user_id):
        raise Conflict("这项授权已经撤销")
    grant.revoked_at, grant.revoked_by_id = now, actor.user_id
    journal.write(actor, "revoke", grant, before=_told(grant), note=note)
    return grant


@transaction.atomic
def revoke_about(*, subject: Model, actor: Actor, note: str = "", **party: Any) -> int:
    """End every running grant on `subject` (of one `organization=` or `user=` when named); returns how many."""
    rows = list(Grant.objects.about(subject).filter(revoked_at__isnull=True, **party))
    for row in rows:
        revoke(grant=row, actor=actor, note=note)
    return len(rows)
