"""Mail owed to people, and the daily forgetting of what we may no longer keep."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from apps.accounts import services
from apps.accounts.models import Invitation, User
from apps.core import outbox

LOGINS_KEPT = 180  # days


@outbox.on("send_reset_mail", atomic=False)
def send_reset_mail(payload: dict[str, Any]) -> None:
    """At least once; a second mail carries an equally valid link."""
    if user := User.objects.filter(pk=payload["user"], is_active=True).first():
        services.send_reset_mail(user=user, base_url=payload["base"])


@outbox.on("send_invitation", atomic=False)
def send_invitation(payload: dict[str, Any]) -> None:
    """At least once with the same link; an invitation sent anew, answered or revoked meanwhile is not sent."""
    if invitation := Invitation.objects.open().filter(seed=payload["seed"]).select_related("organization").first():
        services.send_invitation(invitation)


@shared_task(name="accounts.forget")
def forget() -> None:
    """Knocks after a day, sessions when they are over, logins after half a year. Idempotent."""
    services.forget()
    SessionStore.clear_expired()
    AxesProxyHandler.reset_logs(age_days=LOGINS_KEPT)
