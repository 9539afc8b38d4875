"""办事指南: how to apply, in the six parts people look for."""

from django.db import models
from django.urls import reverse

from apps.policies.models.policy import Policy
from apps.policies.queries import PartQuerySet


class Guide(models.Model):
    """One per policy, owed within seven working days of its publication. A line is an entry."""

    PARTS = ("conditions", "materials", "steps", "time", "basis", "contact")

    policy = models.OneToOneField(Policy, models.CASCADE, related_name="guide", verbose_name="政策")
    conditions = models.TextField("申请条件", max_length=3000)
    materials = models.TextField("申请材料", max_length=3000)
    steps = models.TextField("办理步骤", max_length=3000)
    time = models.CharField("办理时限", max_length=200)
    basis = models.TextField("办理依据", max_length=1000)
    contact = models.CharField("咨询方式", max_length=200)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    checked_at = models.DateTimeField("核对时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)
    created_at = models.DateTimeField("首次发布", auto_now_add=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办事指南"
        ordering = ["-updated_at", "pk"]

    def __str__(self) -> str:
        return f"{self.policy} 办事指南"

    def get_absolute_url(self) -> str:
        return reverse("policy-guide", args=[self.policy_id])

    def lines(self, part: str) -> list[str]:
        return [line.strip() for line in getattr(self, part).splitlines() if line.strip()]

    def parts(self) -> list[tuple[str, list[str]]]:
        """(heading, its lines), in the order people read."""
        return [(self._meta.get_field(part).verbose_name, self.lines(part)) for part in self.PARTS]
