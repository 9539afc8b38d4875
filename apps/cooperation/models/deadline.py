"""What the working-day clock still owes: one row per stage, done once."""

from django.db import models
from django.db.models import Q

from apps.cooperation.models.case import Case
from apps.cooperation.models.dealing import Dealing
from apps.cooperation.queries import DeadlineQuerySet


class Deadline(models.Model):
    """`due_on` is the last day; it is counted anew when the calendar of its year is entered."""

    MET, FIRED, VOID = "met", "fired", "void"
    ENDS = {MET: "按时", FIRED: "到期已处理", VOID: "不再适用"}

    dealing = models.ForeignKey(Dealing, models.CASCADE, null=True, related_name="deadlines", verbose_name="对接")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="deadlines", verbose_name="撮合事项")
    stage = models.CharField("环节", max_length=16)
    begun_on = models.DateField("起算日")
    days = models.PositiveSmallIntegerField("工作日数")
    due_on = models.DateField("最后一日")
    is_estimate = models.BooleanField("估算", default=False)
    done_at = models.DateTimeField("了结时间", null=True)
    ended_as = models.CharField("了结方式", max_length=8, choices=ENDS.items(), blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理时限"
        ordering = ("due_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(dealing=None, case__isnull=False) | Q(dealing__isnull=False, case=None),
                name="deadline_about_one",
            ),
            models.UniqueConstraint(fields=("dealing", "stage", "begun_on"), name="one_deadline_per_dealing_stage"),
            models.UniqueConstraint(fields=("case", "stage", "begun_on"), name="one_deadline_per_case_stage"),
        ]
        indexes = [models.Index(fields=("due_on",), condition=Q(done_at=None), name="deadline_open")]

    def __str__(self) -> str:
        return f"{self.stage} {self.due_on:%F}"
