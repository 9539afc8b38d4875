"""What somebody was typing and has not saved, right or wrong: leaving the page loses nothing.

Pasted words stay in the session, for a day at most: not logged, not searched, gone with the session. What a person
types under his own account is kept with the account.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from apps.listings.models import FormDraft

IN_SESSION = timedelta(hours=24)


@dataclass
class Draft:
    """The words typed so far; for a pasted paragraph also the original and what was read out of it."""

    kind: str
    values: dict[str, Any] = field(default_factory=dict)
    original: str = ""
    suggestions: list[dict] = field(default_factory=list)
    version: int = 0
    saved_at: str = ""
    origin: dict[str, Any] = field(default_factory=dict)  # the answer of a survey they were written in

    @property
    def saved(self) -> datetime:
        return datetime.fromisoformat(self.saved_at)


def key_of(family: str, pk: int | None = None) -> str:
    return f"draft:{family}:{pk or 'new'}"


def load(request: HttpRequest, key: str) -> Draft | None:
    """The draft under `key`, the session's first; none that is too old."""
    kept = request.session.get(key)
    found, limit = (Draft(**kept), IN_SESSION) if kept else (_under_account(request, key), FormDraft.KEEP)
    if found is None or timezone.now() - found.saved <= limit:
        return found
    drop(request, key)
    return None


def _under_account(request: HttpRequest, key: str) -> Draft | None:
    if not request.actor.is_authenticated:
        return None
    row = FormDraft.objects.filter(user=request.actor.user_id, key=key).first()
    return Draft(**row.data) if row else None


def save(request: HttpRequest, key: str, draft: Draft) -> Draft:
    draft.saved_at = timezone.now().isoformat()
    if request.actor.is_authenticated and not draft.original:
        data = {"data": asdict(draft)}
        FormDraft.objects.update_or_create(user_id=request.actor.user_id, key=key, defaults=data)
    else:
        request.session[key] = asdict(draft)
    return draft


def drop(request: HttpRequest, key: str) -> None:
    request.session.pop(key, None)
    if request.actor.is_authenticated:
        FormDraft.objects.filter(user=request.actor.user_id, key=key).delete()
