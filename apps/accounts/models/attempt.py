"""Rows behind the throttles of open doors (registration, reset, the public paste box)."""

from django.db import models
from django.utils import timezone


class Attempt(models.Model):
    """One knock at one door; the address is kept only as a keyed digest and for a day."""

    door = models.CharField("入口", max_length=30)
    key = models.CharField("来源摘要", max_length=64)
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "访问尝试"
        indexes = [models.Index(fields=["door", "key", "at"], name="attempt_recent")]

    def __str__(self):
        return f"{self.door} {self.at:%F %T}"
