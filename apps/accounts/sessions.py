"""What a session remembers about the person in it."""

from typing import Any

from django.utils import timezone

from apps.accounts.actor import Actor

MEMBERSHIP, STARTED, SEEN = "membership", "started_at", "seen_at"


def now() -> int:
    return int(timezone.now().timestamp())


def begin(session: Any) -> None:
    """Start both clocks: at login."""
    session[STARTED] = session[SEEN] = now()


def enter(request: Any, actor: Actor) -> None:
    """Make `actor` the one this request and the session act as; the key changes with the rights."""
    request.session[MEMBERSHIP] = actor.membership.pk
    request.session.cycle_key()
    request.actor = request.user.actor = actor
