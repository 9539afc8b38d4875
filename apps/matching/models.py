"""What the machine suggested, by which run and versions, and what people said to it."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.demands.models import Demand
from apps.matching.queries import MatchQuerySet, RunQuerySet
from apps.matching.scoring import LEVELS
from apps.resources.models import Resource

LEXICAL = "lexical"  # a run before the embedding model is there
VERDICTS = {"suitable": "合适", "unsuitable": "不合适"}
REASONS = {
    "budget": "预算",
    "schedule": "周期",
    "maturity": "成熟度",
    "ip": "知识产权",
    "capacity": "容量",
    "field": "领域不符",
    "known": "已有合作",
    "other": "其他",
}


class TextVector(models.Model):
    """A text's vector under one model: a text is encoded once, and a replay reads what was stored."""

    ROLES = {"query": "需求", "passage": "资源"}

    text_hash = models.CharField(max_length=64)
    model = models.CharField(max_length=64)
    role = models.CharField(max_length=8, choices=ROLES.items())
    vector = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "文本向量"
        constraints = [models.UniqueConstraint(fields=("model", "role", "text_hash"), name="one_vector_per_text")]

    def __str__(self) -> str:
        return f"{self.model} {self.role} {self.text_hash[:12]}"


class WeightVersion(models.Model):
    """One version of the weights for a kind of demand; the live one scores."""

    kind = models.CharField("需求类别", max_length=32)
    number = models.PositiveIntegerField("版次")
    values = models.JSONField("权重")
    is_live = models.BooleanField("在用", default=True)
    note = models.CharField("说明", max_length=200, blank=True)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)

    class Meta:
        verbose_name = "匹配权重"
        ordering = ("kind", "-number")
        constraints = [
            models.UniqueConstraint(fields=("kind", "number"), name="one_weight_version"),
            models.UniqueConstraint(fields=("kind",), condition=Q(is_live=True), name="one_live_weight_version"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} 第 {self.number} 版"


class DemandReading(models.Model):
    """What a run read of a demand, so that it can be repeated when the demand has changed; one row per content."""

    digest = models.CharField(max_length=64, unique=True)
    content = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "需求读数"

    def __str__(self) -> str:
        return self.digest[:12]


class MatchRun(models.Model):
    """One scoring of one demand: when, why, by which versions, and how many each filter left."""

    TRIGGERS = {
        "submit": "送审",
        "publish": "发布",
        "change": "需求有改动",
        "resource": "有新的或改动的资源",
        "nightly": "每晚重算",
        "model": "向量模型就绪",
        "manual": "人工重算",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    demand = models.ForeignKey(Demand, models.CASCADE, related_name="match_runs", verbose_name="需求")
    trigger = models.CharField("缘由", max_length=16, choices=TRIGGERS.items())
    started_at = models.DateTimeField("开始时间", default=timezone.now)
    took_ms = models.PositiveIntegerField("用时（毫秒）", default=0)
    weights = models.ForeignKey(WeightVersion, models.PROTECT, related_name="+", verbose_name="权重")
    model = models.CharField("向量模型", max_length=64)
    scorer = models.CharField("文本算法", max_length=64)
    index = models.CharField("索引版本", max_length=64, blank=True)
    reading = models.ForeignKey(DemandReading, models.PROTECT, null=True, related_name="+", verbose_name="需求读数")
    day = models.DateField("比较日期", default=timezone.localdate)
    excluded = models.JSONField("核对时剔除", default=list)
    filters = models.JSONField("逐道条件剩余", default=list)
    considered = models.PositiveIntegerField("参与打分", default=0)
    kept = models.PositiveIntegerField("推荐条数", default=0)
    without_vector = models.PositiveIntegerField("尚无向量", default=0)
    digest = models.CharField("排序摘要", max_length=64, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = "匹配批次"
        ordering = ("-started_at",)
        indexes = [
            models.Index(fields=("demand", "-started_at"), name="run_of_demand"),
            models.Index(fields=("-started_at", "-id"), name="latest_runs"),
        ]

    def __str__(self) -> str:
        return f"{self.demand} {self.started_at:%F %T}"

    @property
    def is_lexical(self) -> bool:
        """By words alone: the model was not ready yet."""
        return self.model == LEXICAL


class Match(models.Model):
    """A resource suggested for a demand; one row per pair, rewritten by each run, retired when a run leaves it out."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="matches", verbose_name="需求")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="matches", verbose_name="资源")
    run = models.ForeignKey(MatchRun, models.RESTRICT, related_name="matches", verbose_name="批次")
    rank = models.PositiveIntegerField("名次")
    score = models.FloatField("得分")
    level = models.PositiveSmallIntegerField("契合程度", choices=LEVELS.items())
    contributions = models.JSONField("各项得分", default=list)
    reasons = models.JSONField("为什么推荐", default=list)
    gaps = models.JSONField("还差什么", default=list)
    created_at = models.DateTimeField("首次推荐", auto_now_add=True)
    updated_at = models.DateTimeField("最近推荐", auto_now=True)
    retired_at = models.DateTimeField("不再推荐", null=True, editable=False)

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = "匹配"
        ordering = ("demand", "rank")
        constraints = [
            models.UniqueConstraint(fields=("demand", "resource"), name="one_match_per_pair"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="match_score_is_a_share"),
            models.CheckConstraint(condition=Q(level__in=list(LEVELS)), name="match_level_is_known"),
        ]
        indexes = [
            models.Index(fields=("demand", "retired_at", "rank"), name="match_of_demand"),
            models.Index(fields=("resource", "retired_at", "-score"), name="match_of_resource"),
        ]

    def __str__(self) -> str:
        return f"{self.demand} ↔ {self.resource}"

    def get_absolute_url(self) -> str:
        return f"{self.demand.get_absolute_url()}#match-{self.pk}"

    @property
    def reason_texts(self) -> list[str]:
        return [reason["text"] for reason in self.reasons]

    @property
    def gap_texts(self) -> list[str]:
        return [gap["text"] for gap in self.gaps]


class Feedback(models.Model):
    """What one organization says to a suggestion, with what was shown when it said so."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="feedback", verbose_name="匹配")
    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="+", verbose_name="单位")
    user = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="用户")
    verdict = models.CharField("意见", max_length=12, choices=VERDICTS.items())
    reason = models.CharField("理由", max_length=12, choices=REASONS.items(), blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    shown_run = models.UUIDField("当时批次")
    shown_rank = models.PositiveIntegerField("当时名次", validators=[MinValueValidator(1)])
    shown_score = models.FloatField("当时得分", validators=[MinValueValidator(0), MaxValueValidator(1)])
    created_at = models.DateTimeField("首次填写", auto_now_add=True)
    updated_at = models.DateTimeField("最近填写", auto_now=True)

    class Meta:
        verbose_name = "匹配反馈"
        ordering = ("-updated_at",)
        constraints = [
            models.UniqueConstraint(fields=("match", "organization"), name="one_feedback_per_organization"),
            models.CheckConstraint(condition=~Q(verdict="unsuitable", reason=""), name="unsuitable_feedback_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.match} {self.get_verdict_display()}"
