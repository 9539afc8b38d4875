"""What follows from a move of an organization and from a login."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from apps.accounts import services, sessions
from apps.accounts.lifecycle import VERIFIED
from apps.accounts.models import Invitation, Organization
from apps.core import changes
from apps.core.lifecycle import moved


@receiver(moved, sender=Organization)
def on_organization_moved(record, **_) -> None:
    """The date of verification stands exactly as long as the organization is verified."""
    record.verified_at = timezone.now() if record.is_verified else None
    Organization.objects.filter(pk=record.pk).update(verified_at=record.verified_at)


@receiver(moved, sender=Invitation)
def on_invitation_moved(record, move, **_) -> None:
    if move.name == "resend":
        services.renew(record)


@receiver(moved, sender=Organization)
def on_organization_hidden(record, **_) -> None:
    """Whoever read its public page hears that there is none any more."""
    if record.came_from == VERIFIED and record.state != VERIFIED:
        changes.bury(record)


@receiver(user_logged_in)
def on_login(request, **_) -> None:
    sessions.begin(request.session)
