"""A policy and the versions of its text."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from apps.core.lifecycle import Staged, StateField
from apps.policies import clauses
from apps.policies.lifecycle import POLICY, PUBLISHED
from apps.policies.queries import PartQuerySet, PolicyQuerySet
from apps.policies.words import DEPARTMENTS, LEVELS, LEVERS


class Policy(Staged):
    """One document; its words are in the newest of its versions. [S1-4]"""

    lifecycle = POLICY

    title = models.CharField("标题", max_length=120)
    number = models.CharField("文号", max_length=60, blank=True)
    department = models.CharField("发文部门", max_length=12, choices=DEPARTMENTS.items())
    level = models.CharField("层级", max_length=12, choices=LEVELS.items(), default="area")
    levers = ArrayField(models.CharField(max_length=12, choices=LEVERS.items()), verbose_name="政策工具", default=list)
    summary = models.TextField("摘要", max_length=600, blank=True)
    issued_on = models.DateField("发文日期", null=True, blank=True)
    valid_from = models.DateField("施行日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    interpretation = models.TextField("政策解读", max_length=8000, blank=True)
    replaces = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced_by", verbose_name="替代的文件"
    )
    is_sample = models.BooleanField("示例，以正式文件为准", default=False)
    is_demo = models.BooleanField("演示", default=False, editable=False)
    state = StateField(POLICY)
    published_at = models.DateTimeField("发布时间", null=True, editable=False)
    guide_due = models.DateField("办事指南截止", null=True, editable=False)
    guide_due_estimate = models.BooleanField("截止日按推算", default=False, editable=False)
    checked_at = models.DateTimeField("核对时间", default=timezone.now, editable=False)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gte=F("valid_from")),
                name="policy_ends_after_it_begins",
                violation_error_message="有效期至不能早于施行日期。",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="policy_number_once",
                violation_error_message="这个文号已经登记过。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("policy-detail", args=[self.pk])

    @property
    def lever_labels(self) -> list[str]:
        return [LEVERS[lever] for lever in self.levers if lever in LEVERS]

    @property
    def in_force(self) -> bool:
        return self.state == PUBLISHED

    @property
    def has_guide(self) -> bool:
        return hasattr(self, "guide")

    def current_text(self) -> "PolicyText | None":
        """The newest version; versions never change."""
        return self.texts.first()


class PolicyText(models.Model):
    """One version of a policy's words; a change is a new row."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="texts", verbose_name="政策")
    number = models.PositiveSmallIntegerField("版本号")
    text = models.TextField("正文", max_length=60_000)
    note = models.CharField("修改说明", max_length=200, blank=True)
    created_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="录入人")
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策文本"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="policy_text_once_per_number")]

    def __str__(self) -> str:
        return f"{self.policy} 第 {self.number} 版"

    @property
    def clauses(self) -> list[clauses.Clause]:
        return clauses.split(self.text)
