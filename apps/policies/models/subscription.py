"""Who wants to hear of new policies, of which lever and department."""

from django.db import models

from apps.policies.queries import SubscriptionQuerySet
from apps.policies.words import DEPARTMENTS, LEVERS


class Subscription(models.Model):
    """Blank means any."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="policy_subscriptions")
    lever = models.CharField("政策工具", max_length=12, choices=LEVERS.items(), blank=True)
    department = models.CharField("发文部门", max_length=12, choices=DEPARTMENTS.items(), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策订阅"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "lever", "department"], name="policy_subscription_once")]

    def __str__(self) -> str:
        parts = [self.get_lever_display() or "全部工具", self.get_department_display() or "全部部门"]
        return " · ".join(parts)
