"""A person's place in an organization: the only source of rights."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.accounts.lifecycle import ACTIVE, MEMBERSHIP, REQUESTED
from apps.accounts.models.organization import Organization
from apps.accounts.models.user import User
from apps.accounts.queries import MembershipQuerySet
from apps.accounts.roles import DISJOINT_ADMINS, ROLE_CHOICES, ROLES
from apps.core.lifecycle import Staged, StateField


class Membership(Staged):
    """One role of one person in one organization; ended ones stay as history."""

    lifecycle = MEMBERSHIP

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="用户")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships", verbose_name="单位")
    role = models.CharField("角色", max_length=30, choices=ROLE_CHOICES)
    title = models.CharField("部门与职务", max_length=80, blank=True)
    state = StateField(MEMBERSHIP)
    note = models.CharField("申请说明", max_length=200, blank=True)
    used_at = models.DateTimeField("最近使用", default=timezone.now)
    created_at = models.DateTimeField("加入时间", auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "成员"
        ordering = ["-used_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="membership_role_known"),
            models.UniqueConstraint(
                fields=["user", "organization", "role"],
                condition=Q(state__in=[REQUESTED, ACTIVE]),
                name="membership_once",
                violation_error_message="该用户在本单位已有此角色。",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=[REQUESTED, ACTIVE], role__in=sorted(DISJOINT_ADMINS)),
                name="membership_three_admins_disjoint",
                violation_error_message="系统管理员、安全管理员、审计员三员分立，不得由同一人兼任。",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.organization} · {self.role_label}"

    @property
    def role_label(self) -> str:
        return ROLES[self.role].label

    @property
    def active(self) -> bool:
        return self.state == ACTIVE
