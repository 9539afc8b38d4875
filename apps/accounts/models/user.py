"""A person (or the service user of an API client) who can log in."""

from typing import Any

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.accounts.queries import UserManager


class User(AbstractBaseUser):
    """Logs in with e-mail or phone; rights come from memberships only, so there is no superuser flag.

    `login` is the stable technical name (what Django and the throttle call username); it says nothing about
    the person and never changes when an e-mail or phone does.
    """

    login = models.CharField("登录标识", max_length=40, unique=True, editable=False)
    email = models.EmailField("电子邮箱", max_length=254, null=True, blank=True, unique=True)
    phone = models.CharField("手机号", max_length=20, null=True, blank=True, unique=True)
    name = models.CharField("姓名", max_length=60, blank=True)
    email_verified_at = models.DateTimeField("邮箱验证时间", null=True, blank=True)
    phone_verified_at = models.DateTimeField("手机验证时间", null=True, blank=True)
    is_active = models.BooleanField("启用", default=True)
    is_service = models.BooleanField("系统账号", default=False)
    is_demo = models.BooleanField("演示", default=False)
    consent_version = models.CharField("隐私政策版本", max_length=20, blank=True)
    consent_at = models.DateTimeField("同意时间", null=True, blank=True)
    date_joined = models.DateTimeField("注册时间", default=timezone.now)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False) | Q(is_service=True),
                name="user_can_be_reached",
                violation_error_message="请填写电子邮箱或手机号，至少一项。",
            ),
        ]

    def __str__(self):
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name or "未填姓名"

    @property
    def phone_note(self) -> str:
        """What the page says beside the phone: there is no SMS adapter yet, so nobody is verified silently."""
        if not self.phone:
            return ""
        return "已验证" if self.phone_verified_at else "未验证"

    @property
    def is_staff(self) -> bool:
        """Django's admin asks; the middleware left the actor here, so the answer is the active membership's."""
        actor = getattr(self, "actor", None)
        return actor is not None and actor.has_role("system_admin")

    @property
    def is_superuser(self) -> bool:
        return False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Asks the rules through the auth backends; there is no flag that skips them."""
        return self.is_active and any(b.has_perm(self, perm, obj) for b in get_backends() if hasattr(b, "has_perm"))

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff
