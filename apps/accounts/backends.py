"""Logging in with e-mail or phone, behind the throttle."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from apps.accounts import identifiers
from apps.accounts.models import User


class EmailOrPhoneBackend(BaseBackend):
    """Answers unknown names as slowly as wrong passwords, so time does not tell who is here."""

    def authenticate(self, request: HttpRequest | None, username: str | None = None, password: str | None = None):
        if username is None or password is None:
            return None
        user = User.objects.named(identifiers.normalize_login(username)).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and can_log_in(user) else None

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.filter(pk=user_id).first()
        return user if user and can_log_in(user) else None


def can_log_in(user: User) -> bool:
    """Service accounts act through their token only."""
    return user.is_active and not user.is_service


def throttle_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """What the login throttle counts by: the account, so e-mail and phone of one person share the five tries.

    The technical login keeps addresses and numbers out of the throttle's tables; a stranger's text stays as typed.
    """
    typed = identifiers.normalize_login(str((credentials or {}).get("username") or ""))[:254]
    return User.objects.named(typed).values_list("login", flat=True).first() or typed
