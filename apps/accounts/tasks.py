"""Mail owed to people, and the daily clean-up of the throttle's rows."""

from typing import Any

from celery import shared_task

from apps.accounts import services
from apps.accounts.models import User
from apps.core import outbox


@outbox.on("send_reset_mail", atomic=False)
def send_reset_mail(payload: dict[str, Any]) -> None:
    """At least once; a second mail carries an equally valid link."""
    if user := User.objects.filter(pk=payload["user"], is_active=True).first():
        services.send_reset_mail(user=user, base_url=payload["base"])


@shared_task(name="accounts.forget_attempts")
def forget_attempts() -> int:
    """Addresses are kept as digests and for a day only. Idempotent."""
    return services.forget()
