"""A demand in its broker's hands: every demand that was sent in has one, and it opens when nobody deals."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.cooperation.lifecycle import CASE, CLOSED
from apps.cooperation.queries import CaseQuerySet
from apps.core.lifecycle import Staged, StateField

CAUSES = {"asked": "需求方请求", "no_dealing": "发布后无对接", "silence": "对方没有答复"}


class Case(Staged):
    """Watched while all goes by itself; open when its owner asks or the clock says so."""

    lifecycle = CASE

    demand = models.OneToOneField("demands.Demand", models.CASCADE, related_name="case", verbose_name="需求")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+", verbose_name="需求方")
    broker = models.ForeignKey(
        "accounts.Membership", models.SET_NULL, null=True, related_name="cases", verbose_name="对接专员"
    )
    state = StateField(CASE)
    cause = models.CharField("缘由", max_length=12, choices=CAUSES.items(), blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "撮合事项"
        ordering = ("state_at", "id")
        indexes = [
            models.Index(fields=("broker", "state"), name="case_of_broker"),
            models.Index(fields=("state_at",), condition=~Q(state=CLOSED), name="case_waiting"),
        ]

    def __str__(self) -> str:
        return self.demand.title

    def get_absolute_url(self) -> str:
        return reverse("operator-cases") + f"#case-{self.pk}"

    @property
    def waited(self) -> int:
        return max(0, (timezone.now() - self.state_at).days)
