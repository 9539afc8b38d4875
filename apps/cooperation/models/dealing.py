"""One dealing: a demand's owner and a resource's owner, from the proposal to two ratings."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from apps.cooperation.lifecycle import DEALING, LIVE, OPENED
from apps.cooperation.queries import DealingQuerySet
from apps.cooperation.rules import ANSWERER, ASKER
from apps.core.lifecycle import Staged, StateField

SIDES = {ASKER: "需求方", ANSWERER: "资源方"}


class Dealing(Staged):
    """The two organizations stand here as columns: rules and lists never ask the listings who owns them."""

    lifecycle = DEALING

    proposal = models.UUIDField("同批发起", default=uuid.uuid4, editable=False, db_index=True)
    demand = models.ForeignKey("demands.Demand", models.PROTECT, related_name="dealings", verbose_name="需求")
    resource = models.ForeignKey("resources.Resource", models.PROTECT, related_name="dealings", verbose_name="资源")
    asker = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+", verbose_name="需求方")
    answerer = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+", verbose_name="资源方")
    proposed_by = models.CharField("发起方", max_length=8, choices=SIDES.items())
    by_broker = models.BooleanField("专员代发", default=False)
    message = models.CharField("留言", max_length=500, blank=True)
    created_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="发起人")
    broker = models.ForeignKey(
        "accounts.Membership", models.SET_NULL, null=True, related_name="dealings", verbose_name="对接专员"
    )
    state = StateField(DEALING)
    proposed_on = models.DateField("发起日期")
    answered_at = models.DateTimeField("答复时间", null=True, editable=False)
    answered_in = models.PositiveIntegerField("答复用时（工作日）", null=True, editable=False)
    reminded_at = models.DateTimeField("催办时间", null=True, editable=False)
    escalated_at = models.DateTimeField("升级时间", null=True, editable=False)
    handed_over_at = models.DateTimeField("转交时间", null=True, editable=False)
    agreed_at = models.DateTimeField("签约时间", null=True, editable=False)
    next_step = models.CharField("下一步", max_length=200, blank=True)
    next_on = models.DateField("下一步日期", null=True, blank=True)
    is_demo = models.BooleanField("演示", default=False)
    created_at = models.DateTimeField("发起时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    objects = DealingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对接"
        ordering = ("-state_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("demand", "resource"), condition=Q(state__in=sorted(LIVE)), name="one_live_dealing_per_pair"
            ),
            models.CheckConstraint(condition=~Q(asker=F("answerer")), name="dealing_between_two"),
            models.CheckConstraint(condition=Q(proposed_by__in=list(SIDES)), name="dealing_side_known"),
        ]
        indexes = [
            models.Index(fields=("asker", "state", "-state_at"), name="dealing_of_asker"),
            models.Index(fields=("answerer", "state", "-state_at"), name="dealing_of_answerer"),
            models.Index(fields=("broker", "state"), name="dealing_of_broker"),
        ]

    def __str__(self) -> str:
        return f"{self.demand.title} × {self.resource.title}"

    def get_absolute_url(self) -> str:
        return reverse("dealing", args=[self.pk])

    @property
    def code(self) -> str:
        """What people read out on the phone: DJ-2026-00042."""
        return f"DJ-{self.proposed_on:%Y}-{self.pk:05d}"

    @property
    def awaited(self) -> str:
        """The side that has to answer."""
        return ANSWERER if self.proposed_by == ASKER else ASKER

    def party(self, side: str):
        """The organization of a side."""
        return {ASKER: self.asker, ANSWERER: self.answerer}[side]

    @property
    def is_opened(self) -> bool:
        """Contacts are open to each other."""
        return self.state in OPENED

    @property
    def waited(self) -> int:
        """Days the dealing has stood in its state."""
        return max(0, (timezone.now() - self.state_at).days)
