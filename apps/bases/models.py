"""Bases with the details of their kinds, and what stands beside one: level, partners, yearly figures, snapshots."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.urls import reverse

from apps.bases.base import Base, BaseDetails
from apps.bases.indicators import INDICATORS, Indicator
from apps.bases.kinds import ConsortiumDetails, IndustryBaseDetails, SkillsBaseDetails
from apps.bases.lifecycle import LEVEL, PARTNERSHIP
from apps.bases.queries import BesideBaseQuerySet, PartnerQuerySet, SnapshotQuerySet, YearlyFigureQuerySet
from apps.core.lifecycle import Staged, StateField

__all__ = [
    "Base",
    "BaseDetails",
    "ConsortiumDetails",
    "IndustryBaseDetails",
    "LevelChange",
    "Partner",
    "SkillsBaseDetails",
    "SnapshotRow",
    "Standing",
    "YearlyFigure",
]


class Standing(Staged):
    """The level of one base; made with the committee's first decision. [S1-13]"""

    lifecycle = LEVEL

    base = models.OneToOneField(Base, models.CASCADE, related_name="standing", verbose_name="基地")
    state = StateField(LEVEL)
    held = models.CharField("整改前的级别", max_length=16, blank=True, editable=False)

    objects = BesideBaseQuerySet.as_manager()

    class Meta:
        verbose_name = "基地级别"

    def __str__(self) -> str:
        return f"{self.base} {self.state_now.label}"

    def get_absolute_url(self) -> str:
        return self.base.get_absolute_url()


class LevelChange(models.Model):
    """One decision of the committee on a level: the document it stands in, and its date. Never changed again."""

    base = models.ForeignKey(Base, models.CASCADE, related_name="level_changes", verbose_name="基地")
    move = models.CharField("决定", max_length=32)
    before = models.CharField("原级别", max_length=16)
    after = models.CharField("新级别", max_length=16)
    document = models.CharField("文号", max_length=80)
    decided_on = models.DateField("发文日期")
    reason = models.CharField("理由", max_length=16, blank=True)
    note = models.TextField("说明", blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    files = GenericRelation("core.Attachment", content_type_field="about_type", object_id_field="about_id")

    objects = BesideBaseQuerySet.as_manager()

    class Meta:
        verbose_name = "级别变动"
        ordering = ("-decided_on", "-id")

    def __str__(self) -> str:
        return f"{self.move_label}（{self.document}）"

    def get_absolute_url(self) -> str:
        return self.base.get_absolute_url()

    @property
    def move_label(self) -> str:
        return LEVEL.by_name[self.move].label

    @property
    def state(self):
        """The level this led to, for a tag."""
        return LEVEL.by_value[self.after]


class Partner(Staged):
    """An organization that builds a base with its carrier; on the public page only once it has agreed itself."""

    class Role(models.TextChoices):
        SCHOOL = "school", "共建高校"
        ENTERPRISE = "enterprise", "共建企业"
        INSTITUTE = "institute", "科研院所"
        PARK = "park", "园区"
        ASSOCIATION = "association", "行业组织"
        OTHER = "other", "其他"

    lifecycle = PARTNERSHIP

    base = models.ForeignKey(Base, models.CASCADE, related_name="partners", verbose_name="基地")
    organization = models.ForeignKey(
        "accounts.Organization", models.CASCADE, related_name="bases_built", verbose_name="共建单位"
    )
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    contribution = models.CharField("承担的部分", max_length=200, blank=True)
    state = StateField(PARTNERSHIP)
    created_at = models.DateTimeField("邀请时间", auto_now_add=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "共建单位"
        ordering = ("role", "organization__name", "pk")
        constraints = [models.UniqueConstraint(fields=("base", "organization"), name="base_partner_once")]

    def __str__(self) -> str:
        return f"{self.organization} · {self.base}"

    def get_absolute_url(self) -> str:
        return reverse("base-partners", args=[self.base_id])


class YearlyFigure(models.Model):
    """One indicator of one base in one year, as its carrier declares it, with the evidence it rests on."""

    base = models.ForeignKey(Base, models.CASCADE, related_name="figures", verbose_name="基地")
    year = models.PositiveSmallIntegerField("年份")
    indicator = models.CharField("指标", max_length=32)
    value = models.DecimalField("数值", max_digits=14, decimal_places=2)
    evidence = models.CharField("依据", max_length=300)
    link = models.URLField("依据链接", max_length=300, blank=True)
    explanation = models.CharField("变动说明", max_length=300, blank=True)
    declared_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    declared_at = models.DateTimeField("填报时间", auto_now=True)

    objects = YearlyFigureQuerySet.as_manager()

    class Meta:
        verbose_name = "年度数据"
        ordering = ("-year", "indicator")
        constraints = [
            models.UniqueConstraint(fields=("base", "year", "indicator"), name="base_figure_once_a_year"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="base_figure_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.about.label}"

    @property
    def about(self) -> Indicator:
        return INDICATORS[self.indicator]


class SnapshotRow(models.Model):
    """What a fact said of a base on one night; no value is unknown, which is not nothing."""

    base = models.ForeignKey(Base, models.CASCADE, related_name="snapshots", verbose_name="基地")
    day = models.DateField("日期")
    fact = models.CharField("指标", max_length=64)
    value = models.DecimalField("数值", max_digits=14, decimal_places=2, null=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = "每夜快照"
        ordering = ("day",)
        constraints = [models.UniqueConstraint(fields=("base", "fact", "day"), name="one_snapshot_a_night")]

    def __str__(self) -> str:
        return f"{self.day} {self.fact}"
