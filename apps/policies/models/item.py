"""A policy item (政策事项): who meets it, what it gives, and when one may apply."""

from datetime import date

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from apps.policies.models.policy import Policy
from apps.policies.queries import PartQuerySet
from apps.policies.words import LEVERS

OPEN, SOON, OVER, ALWAYS = "open", "soon", "over", "always"


class PolicyItem(models.Model):
    """Its criteria and amount are the JSON forms of `core.criteria`, read and judged when they are saved."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="items", verbose_name="政策")
    code = models.SlugField("事项代码", max_length=40, unique=True)
    title = models.CharField("事项名称", max_length=80)
    summary = models.CharField("一句话说明", max_length=200, blank=True)
    lever = models.CharField("政策工具", max_length=12, choices=LEVERS.items())
    criteria = models.JSONField("条件", encoder=DjangoJSONEncoder)
    amount = models.JSONField("金额算法", null=True, blank=True, encoder=DjangoJSONEncoder)
    opens_on = models.DateField("受理开始", null=True, blank=True)
    closes_on = models.DateField("受理结束", null=True, blank=True)
    examples = models.JSONField("举例", default=list, blank=True, encoder=DjangoJSONEncoder)
    excludes = models.ManyToManyField("self", blank=True, verbose_name="不能同时申请")
    order = models.PositiveSmallIntegerField("次序", default=0)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    checked_at = models.DateTimeField("核对时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策事项"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(opens_on=None) | Q(closes_on__gte=F("opens_on")),
                name="policy_item_window",
                violation_error_message="受理结束不能早于受理开始。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('policy-detail', args=[self.policy_id])}#item-{self.code}"

    def window(self, day: date) -> str:
        """Where `day` stands to the window."""
        if self.opens_on is None and self.closes_on is None:
            return ALWAYS
        if self.opens_on and day < self.opens_on:
            return SOON
        return OVER if self.closes_on and day > self.closes_on else OPEN
