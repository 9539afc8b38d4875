"""What people were told and how they want to be told; public notices and what was said against them."""

import uuid
from datetime import date

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Organization, User
from apps.core.lifecycle import Staged, StateField
from apps.notices import topics
from apps.notices.lifecycle import DRAFT, LOGGED, OBJECTION, OPEN, PUBLIC_NOTICE, REMARK, WITHDRAWN
from apps.notices.queries import NoticeQuerySet, ObjectionQuerySet, PublicNoticeQuerySet, RemarkQuerySet


class Digest(models.Model):
    """The one mail of a day that says how much waits; once per person and day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="收件人")
    day = models.DateField("日期")
    sent_at = models.DateTimeField("发出时间", null=True)

    class Meta:
        verbose_name = "每日汇总"
        constraints = [models.UniqueConstraint(fields=("user", "day"), name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"{self.day:%F} 汇总"


class Notice(models.Model):
    """One person told one thing once; the id of mails is the row's own, so that a repeat can be recognized."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name="收件人")
    organization_id = models.BigIntegerField("以哪个单位的身份", null=True)
    topic = models.CharField("主题", max_length=40)
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", verbose_name="对象类型")
    object_id = models.CharField("对象编号", max_length=64)
    about = GenericForeignKey("content_type", "object_id")
    key = models.CharField("事由", max_length=64)
    text = models.CharField("内容", max_length=500)
    url = models.CharField("地址", max_length=300, blank=True)
    way = models.CharField("告知方式", max_length=8, choices=topics.WAYS.items())
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("阅读时间", null=True)
    mailed_at = models.DateTimeField("邮件时间", null=True)
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, related_name="notices", verbose_name="汇总")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("user", "organization_id", "topic", "content_type", "object_id", "key"),
                nulls_distinct=False,
                name="told_once",
            ),
            models.CheckConstraint(condition=Q(way__in=list(topics.WAYS)), name="notice_way_is_known"),
        ]
        indexes = [
            models.Index(fields=("user", "-created_at"), name="notice_inbox"),
            models.Index(fields=("content_type", "object_id"), name="notice_about"),
            models.Index(fields=("user",), condition=Q(read_at=None), name="notice_unread"),
            models.Index(
                fields=("user",), condition=Q(read_at=None, digest=None, way=topics.DIGEST), name="notice_undigested"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_label} {self.created_at:%F %T}"

    def get_absolute_url(self) -> str:
        return reverse("notice-open", args=[self.pk])

    @property
    def topic_label(self) -> str:
        return topics.label_of(self.topic)

    @property
    def icon(self) -> str:
        found = topics.registry.get(self.topic)
        return found.icon if found else "bell"


class Preference(models.Model):
    """How one person wants to hear of one topic."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="用户")
    topic = models.CharField("主题", max_length=40)
    way = models.CharField("告知方式", max_length=8, choices=topics.WAYS.items())

    class Meta:
        verbose_name = "消息设置"
        constraints = [models.UniqueConstraint(fields=("user", "topic"), name="one_preference_per_topic")]

    def __str__(self) -> str:
        return f"{topics.label_of(self.topic)} {self.get_way_display()}"


class PublicNotice(Staged):
    """公示: open for objections for some working days, the last of them included to its last second."""

    lifecycle = PUBLIC_NOTICE
    LONGEST = 60

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="public_notices", verbose_name="公示单位"
    )
    title = models.CharField("标题", max_length=120)
    text = models.TextField("正文", max_length=20_000)
    contact = models.CharField("受理异议的部门与电话", max_length=120, blank=True)
    content_type = models.ForeignKey(
        ContentType, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="对象类型"
    )
    object_id = models.CharField("对象编号", max_length=64, blank=True)
    about = GenericForeignKey("content_type", "object_id")
    days = models.PositiveSmallIntegerField(
        "公示期（工作日）", default=5, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    state = StateField(PUBLIC_NOTICE)
    opens_on = models.DateField("发布日期", null=True, editable=False)
    ends_on = models.DateField("截止日期", null=True, editable=False)
    is_estimate = models.BooleanField("截止日期为估算", default=False, editable=False)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="起草人")
    is_demo = models.BooleanField("演示", default=False)
    created_at = models.DateTimeField("起草时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "公示"
        ordering = ("-opens_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DRAFT) | Q(opens_on__isnull=False, ends_on__gt=models.F("opens_on")),
                name="public_notice_has_a_window",
            ),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=60), name="public_notice_days_in_range"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("public-notice", args=[self.pk])

    @property
    def shown_text(self) -> str:
        """What the public reads: nothing of one that was withdrawn."""
        return "" if self.state == WITHDRAWN else self.text

    def takes_objections_on(self, day: date) -> bool:
        return self.state == OPEN and day <= self.ends_on


class Objection(Staged):
    """What somebody says against a public notice; seen by the staff who keep it."""

    lifecycle = OBJECTION

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections", verbose_name="公示")
    name = models.CharField("姓名或单位", max_length=60)
    contact = models.CharField("联系方式", max_length=254)
    text = models.TextField("异议内容", max_length=2000)
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="用户")
    state = StateField(OBJECTION)
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="答复人")
    answered_at = models.DateTimeField("答复时间", null=True)
    created_at = models.DateTimeField("提出时间", auto_now_add=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "异议"
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return f"对公示 {self.notice_id} 的异议 {self.pk}"


class Remark(Staged):
    """What somebody says of the platform on one of its pages; the public reads the staff's words about it only."""

    lifecycle = REMARK
    CATEGORIES = {
        "broken": "用不了或出错",
        "unclear": "看不明白",
        "wrong": "内容有误",
        "wish": "希望增加",
        "other": "其他",
    }

    category = models.CharField("类别", max_length=10, choices=CATEGORIES.items())
    text = models.TextField("意见", max_length=1000)
    page = models.CharField("所在页面", max_length=200, blank=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="用户")
    state = StateField(REMARK)
    answer = models.CharField("答复", max_length=500, blank=True)
    adopted_at = models.DateTimeField("采纳时间", null=True, editable=False)
    outcome = models.CharField("做了什么", max_length=500, blank=True)
    done_at = models.DateTimeField("完成时间", null=True, editable=False)
    is_demo = models.BooleanField("演示", default=False)
    created_at = models.DateTimeField("提出时间", default=timezone.now)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = "意见"
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=sorted(LOGGED)) | Q(adopted_at__isnull=False) & ~Q(answer=""),
                name="adopted_remark_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"意见 {self.pk}"
