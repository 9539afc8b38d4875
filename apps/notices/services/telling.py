"""Telling people: one row each in the inbox, in the transaction of the cause, and the mail owed through the outbox."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.models import User
from apps.core import outbox, rules
from apps.core.errors import Defect, Defects
from apps.notices import people as addresses
from apps.notices import topics
from apps.notices.models import Notice, Preference

LONGEST = 500
KEPT = timedelta(days=365)


@transaction.atomic
def tell(
    people: Any, *, about: Model, text: str, topic: str, url: str = "", key: str = "", besides: Any = None
) -> list[Notice]:
    """Tell people (users, memberships, actors; an organization means its writers) something about a record, once.

    The same person is not told twice of the same topic, record and `key`; without a key the text and the record's
    version stand for the cause. `besides` is the actor who did it: he knows. The text is read in the inbox only;
    mails name the topic and nothing else. Returns the notices that are new. Raises LookupError (unknown topic).
    """
    entry = topics.registry[topic]
    meant = _present(people, besides)
    if not meant:
        return []
    chosen = dict(
        Preference.objects.filter(topic=topic, user__in={user for user, _ in meant}).values_list("user_id", "way")
    )
    now, common = timezone.now(), _common(about, text, entry.slug, url, key)
    rows = []
    for user, organization in sorted(meant, key=str):
        way = chosen.get(user, entry.way)
        read = now if way == topics.QUIET else None
        rows.append(Notice(user_id=user, organization_id=organization, way=way, read_at=read, created_at=now, **common))
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    new = list(Notice.objects.filter(uid__in=[row.uid for row in rows]))  # those nobody had told before
    outbox.put_many("mail_notice", [{"notice": row.pk} for row in new if row.way == topics.MAIL])
    return new


def _present(people: Any, besides: Any) -> set[tuple[int, int | None]]:
    """Those of them who can still log in, without whoever did it."""
    done_by = getattr(besides, "user_id", None)
    meant = {address for address in addresses.addressed(people) if address[0] != done_by}
    active = set(User.objects.filter(pk__in={user for user, _ in meant}, is_active=True).values_list("pk", flat=True))
    return {address for address in meant if address[0] in active}


def _common(about: Model, text: str, topic: str, url: str, key: str) -> dict[str, Any]:
    if not url and hasattr(about, "get_absolute_url"):
        url = about.get_absolute_url()
    if url and (not url.startswith("/") or url.startswith("//")):
        raise ValueError(f"a notice leads to a page of ours, not to {url!r}")
    cause = key or hashlib.sha256(f"{getattr(about, 'version', '')}|{text}".encode()).hexdigest()[:32]
    return {
        "topic": topic,
        "content_type": ContentType.objects.get_for_model(about),
        "object_id": str(about.pk),
        "key": cause[:64],
        "text": text.strip()[:LONGEST],
        "url": url,
    }


def read(notice: Notice, *, actor: Actor) -> Notice:
    """Note that it was seen. Raises PermissionDenied."""
    rules.require(actor, "view", notice)
    if notice.read_at is None:
        notice.read_at = timezone.now()
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=notice.read_at)
    return notice


def read_all(*, actor: Actor, ids: Iterable[int] | None = None) -> int:
    """Everything (or those named) of the actor's that was unread; returns how many."""
    rows = Notice.objects.visible_to(actor).unread()
    rows = rows if ids is None else rows.filter(pk__in=list(ids))
    return rows.update(read_at=timezone.now())


@transaction.atomic
def prefer(ways: dict[str, str], *, actor: Actor) -> None:
    """How the actor wants to hear of each topic named. Raises PermissionDenied and Defects (unknown topic or way)."""
    rules.require(actor, "edit", Preference)
    unknown = [name for name, way in ways.items() if name not in topics.registry or way not in topics.WAYS]
    if unknown:
        raise Defects([Defect(unknown[0][:40], "没有这个主题或方式", "请从页面上的选项里选")])
    rows = [Preference(user_id=actor.user_id, topic=name, way=way) for name, way in ways.items()]
    Preference.objects.bulk_create(rows, update_conflicts=True, unique_fields=["user", "topic"], update_fields=["way"])


def forget() -> int:
    """Drop what was read a year ago; returns how many."""
    return Notice.objects.filter(read_at__lt=timezone.now() - KEPT).delete()[0]
