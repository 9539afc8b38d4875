"""What somebody was typing, kept in his session for at most a day: not logged, not searched, gone with the session."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

KEEP = timedelta(hours=24)


@dataclass
class Draft:
    """The words typed so far; for a pasted paragraph also the original and what was read out of it."""

    kind: str
    values: dict[str, Any] = field(default_factory=dict)
    original: str = ""
    suggestions: list[dict] = field(default_factory=list)
    version: int = 0
    saved_at: str = ""

    @property
    def saved(self) -> datetime:
        return datetime.fromisoformat(self.saved_at)


def key_of(family: str, pk: int | None = None) -> str:
    return f"draft:{family}:{pk or 'new'}"


def load(session, key: str) -> Draft | None:
    """The draft under `key`, unless it is older than a day."""
    found = session.get(key)
    if found is None:
        return None
    draft = Draft(**found)
    if timezone.now() - draft.saved > KEEP:
        drop(session, key)
        return None
    return draft


def save(session, key: str, draft: Draft) -> Draft:
    draft.saved_at = timezone.now().isoformat()
    session[key] = asdict(draft)
    return draft


def drop(session, key: str) -> None:
    session.pop(key, None)
