"""A survey with its questions, and one answer of each organization."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from apps.accounts import privacy
from apps.accounts.privacy import CONTRACT, Tag, hidden
from apps.alliances import asking
from apps.alliances.alliance import Alliance
from apps.alliances.lifecycle.survey import ASKED, SURVEY
from apps.alliances.queries.survey import AnswerQuerySet, SurveyQuerySet
from apps.core.lifecycle import Staged, StateField


class Survey(Staged):
    """What an organization wants to know of everybody, or of the members of its alliance. [S1-2]"""

    lifecycle = SURVEY

    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, related_name="surveys", verbose_name="单位"
    )
    alliance = models.ForeignKey(
        Alliance, models.CASCADE, null=True, blank=True, related_name="surveys", verbose_name="发给"
    )
    title = models.CharField("名称", max_length=80)
    text = models.TextField("说明", max_length=2000, blank=True)
    opens = models.DateField("开始日期")
    closes = models.DateField("截止日期")
    state = StateField(SURVEY)
    created_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="起草人")
    created_at = models.DateTimeField("起草时间", auto_now_add=True)
    is_demo = models.BooleanField("演示", default=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = "需求调研"
        ordering = ("-created_at", "-pk")
        constraints = [models.CheckConstraint(condition=Q(closes__gte=F("opens")), name="survey_closes_after_it_opens")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("survey", args=[self.pk])

    def is_taking(self, today: date) -> bool:
        return self.state == ASKED and self.opens <= today <= self.closes


class Question(models.Model):
    """One question; `sort` says what an answer to it may be."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions", verbose_name="调研")
    order = models.PositiveSmallIntegerField("次序")
    sort = models.CharField("题型", max_length=12)
    text = models.CharField("题目", max_length=200)
    options = ArrayField(models.CharField(max_length=80), default=list, verbose_name="选项", blank=True)
    required = models.BooleanField("必答", default=False)

    class Meta:
        verbose_name = "题目"
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.text

    @property
    def sort_row(self) -> asking.Sort:
        return asking.SORTS[self.sort]


class Answer(models.Model):
    """What one organization answered; it may be changed until the survey is over."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers", verbose_name="调研")
    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="+", verbose_name="单位")
    user = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="填写人")
    created_at = models.DateTimeField("答复时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)
    demand_code = models.CharField("转成的需求", max_length=24, blank=True, editable=False)
    demand_id = models.PositiveBigIntegerField("需求", null=True, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "答卷"
        ordering = ("-updated_at", "-pk")
        constraints = [models.UniqueConstraint(fields=("survey", "organization"), name="one_answer_per_organization")]

    def __str__(self) -> str:
        return f"{self.survey} 的答卷"

    def get_absolute_url(self) -> str:
        return self.survey.get_absolute_url()


class Reply(models.Model):
    """The answer to one question."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="replies", verbose_name="答卷")
    question = models.ForeignKey(Question, models.CASCADE, related_name="replies", verbose_name="题目")
    picks = ArrayField(models.PositiveSmallIntegerField(), default=list, verbose_name="所选")
    text = models.TextField("文字", blank=True)
    number = models.DecimalField("数字", max_digits=14, decimal_places=2, null=True)

    class Meta:
        verbose_name = "回答"
        constraints = [models.UniqueConstraint(fields=("answer", "question"), name="one_reply_per_question")]

    def __str__(self) -> str:
        return self.shown

    @property
    def kept(self) -> dict:
        return {"picks": self.picks, "text": self.text, "number": self.number}

    @property
    def shown(self) -> str:
        return asking.shown(self.kept, self.question.options)


privacy.declare(
    "alliances.Answer",
    personal={"user": Tag("表明填写人", CONTRACT, "调研结束后 3 年", hidden)},
    others="id survey organization created_at updated_at demand_code demand_id".split(),
)
