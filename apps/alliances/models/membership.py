"""What stands beside an alliance: seats of organizations, the shelf of shared things, words to the members."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from apps.alliances.alliance import Alliance
from apps.alliances.lifecycle.membership import LIVING, MEMBERSHIP
from apps.alliances.queries.membership import InnerQuerySet, SeatQuerySet, ShareQuerySet
from apps.core.lifecycle import Staged, StateField


class AllianceMember(Staged):
    """The seat of one organization in one alliance; it comes back by a new seat, the old one stays as history."""

    class Role(models.TextChoices):
        LEADER = "leader", "链主"
        CHAIR = "chair", "理事长单位"
        VICE = "vice", "副理事长单位"
        DIRECTOR = "director", "理事单位"
        MEMBER = "member", "成员单位"

    lifecycle = MEMBERSHIP

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="seats", verbose_name="联盟")
    organization = models.ForeignKey(
        "accounts.Organization", models.CASCADE, related_name="alliance_seats", verbose_name="单位"
    )
    role = models.CharField("角色", max_length=16, choices=Role.choices, default=Role.MEMBER)
    reason = models.TextField("申请理由或邀请说明", blank=True)
    state = StateField(MEMBERSHIP)
    created_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="经办人")
    created_at = models.DateTimeField("提出时间", auto_now_add=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "联盟成员"
        ordering = ("organization__name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("alliance", "organization"), condition=Q(state__in=sorted(LIVING)), name="alliance_one_seat"
            ),
            models.UniqueConstraint(
                fields=("alliance",),
                condition=Q(state__in=sorted(LIVING), role="leader"),
                name="alliance_one_leader",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.alliance}"

    def get_absolute_url(self) -> str:
        return reverse("alliance-members", args=[self.alliance_id])


class SharedItem(models.Model):
    """One published listing of a member on the alliance's shelf, named in plain columns: no key points upward."""

    seat = models.ForeignKey(AllianceMember, models.CASCADE, related_name="shares", verbose_name="成员")
    about = models.CharField("共享的是", max_length=64)
    about_id = models.PositiveBigIntegerField("编号")
    terms = models.CharField("共享条件", max_length=200, blank=True)
    shared_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="经办人")
    shared_at = models.DateTimeField("上架时间", auto_now_add=True)
    taken_back_at = models.DateTimeField("撤下时间", null=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = "共享资源"
        ordering = ("-shared_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("seat", "about", "about_id"), condition=Q(taken_back_at=None), name="alliance_shared_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.about}#{self.about_id}"

    def get_absolute_url(self) -> str:
        return reverse("alliance-detail", args=[self.seat.alliance_id]) + "#shelf"

    @property
    def organization_id(self) -> int:
        return self.seat.organization_id


class Announcement(models.Model):
    """What a secretariat said to all members; read by them and nobody else. [S1-14]"""

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="announcements", verbose_name="联盟")
    title = models.CharField("标题", max_length=60)
    text = models.TextField("内容")
    reached = models.PositiveIntegerField("通知到（家）", default=0)
    sent_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="发出人")
    sent_at = models.DateTimeField("发出时间", auto_now_add=True)

    objects = InnerQuerySet.as_manager()

    class Meta:
        verbose_name = "联盟通知"
        ordering = ("-sent_at", "-pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("alliance-detail", args=[self.alliance_id]) + "#inner"


class Secretary(models.Model):
    """A person of the secretariat's organization whom members may turn to."""

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="secretaries", verbose_name="联盟")
    membership = models.ForeignKey("accounts.Membership", models.CASCADE, related_name="+", verbose_name="联系人")
    duty = models.CharField("负责", max_length=60, blank=True)

    objects = InnerQuerySet.as_manager()

    class Meta:
        verbose_name = "秘书处联系人"
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("alliance", "membership"), name="alliance_secretary_once")]

    def __str__(self) -> str:
        return str(self.membership)

    def get_absolute_url(self) -> str:
        return reverse("alliance-members", args=[self.alliance_id])
