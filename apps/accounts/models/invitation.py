"""A colleague asked by mail to join; whoever holds the one-time link may say yes for seven days."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from apps.accounts.lifecycle import INVITATION, INVITED
from apps.accounts.models.organization import Organization
from apps.accounts.models.user import User
from apps.accounts.queries import InvitationQuerySet
from apps.accounts.roles import ROLE_CHOICES, ROLES
from apps.core.lifecycle import Staged, StateField


class Invitation(Staged):
    """One address asked into one organization; the link is made from `seed` and our key, only its hash is kept."""

    lifecycle = INVITATION

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="invitations", verbose_name="单位")
    email = models.EmailField("电子邮箱", max_length=254)
    role = models.CharField("角色", max_length=30, choices=ROLE_CHOICES)
    title = models.CharField("部门与职务", max_length=80, blank=True)
    state = StateField(INVITATION)
    seed = models.CharField(max_length=32, editable=False)
    token_hash = models.CharField("链接摘要", max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField("有效至")
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="邀请人")
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="接受人")
    created_at = models.DateTimeField("邀请时间", auto_now_add=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "邀请"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"], condition=Q(state=INVITED), name="invitation_once_open"
            ),
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="invitation_role_known"),
        ]

    def __str__(self):
        return f"{self.organization} 邀请 {self.pk}"

    @property
    def role_label(self) -> str:
        return ROLES[self.role].label

    def is_over(self, now: datetime) -> bool:
        """Nobody answered in time."""
        return self.state == INVITED and self.expires_at <= now
