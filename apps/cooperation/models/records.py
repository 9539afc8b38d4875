"""What is written down within a dealing: words, milestones, who confirmed, what came of it, and the two ratings."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from apps.cooperation.models.dealing import SIDES, Dealing

CRITERIA = {"skill": "专业能力", "reply": "响应及时", "promise": "履约守信", "result": "实际效果"}
OUTCOMES = {
    "amount": ("合同金额", "万元"),
    "students": ("培养学生", "人"),
    "jobs": ("带动就业", "人"),
    "patents": ("专利申请", "件"),
    "hours": ("服务时长", "小时"),
}


class Record(models.Model):
    """Who wrote it, for which side, when; `side` is empty for a broker."""

    side = models.CharField("哪一方", max_length=8, choices=SIDES.items(), blank=True)
    made_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="填写人")
    created_at = models.DateTimeField("填写时间", auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ("created_at", "id")


class Note(Record):
    """A line of the talk."""

    dealing = models.ForeignKey(Dealing, models.CASCADE, related_name="notes", verbose_name="对接")
    text = models.TextField("洽谈记录", max_length=2000)

    class Meta(Record.Meta):
        verbose_name = "洽谈记录"

    def __str__(self) -> str:
        return self.text[:40]


class Milestone(Record):
    """Something to be reached by a day, and the evidence that it was."""

    dealing = models.ForeignKey(Dealing, models.CASCADE, related_name="milestones", verbose_name="对接")
    title = models.CharField("里程碑", max_length=80)
    due_on = models.DateField("计划完成")
    evidence = models.CharField("完成依据", max_length=500, blank=True)
    reached_at = models.DateTimeField("完成时间", null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = "里程碑"
        ordering = ("due_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(reached_at=None) | ~Q(evidence=""), name="milestone_reached_with_evidence"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Paper(Record):
    """One version of the letter of intent or the agreement, as generated; `sha256` is what people confirm."""

    KINDS = {"intent": "意向书", "agreement": "协议"}

    dealing = models.ForeignKey(Dealing, models.CASCADE, related_name="papers", verbose_name="对接")
    kind = models.CharField("文书", max_length=12, choices=KINDS.items())
    edition = models.PositiveSmallIntegerField("第几版")
    amount = models.DecimalField("约定金额（万元）", max_digits=12, decimal_places=2, null=True)
    starts_on = models.DateField("开始日期", null=True)
    ends_on = models.DateField("结束日期", null=True)
    template = models.PositiveIntegerField("模板版本")
    filled = models.CharField("填入内容的校验值", max_length=64)
    sha256 = models.CharField("校验值", max_length=64)
    docx = models.ForeignKey("core.Attachment", models.PROTECT, related_name="+", verbose_name="Word")
    pdf = models.ForeignKey("core.Attachment", models.PROTECT, null=True, related_name="+", verbose_name="PDF")
    no_pdf = models.CharField("为什么没有 PDF", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = "对接文书"
        ordering = ("kind", "-edition")
        constraints = [
            models.UniqueConstraint(fields=("dealing", "kind", "edition"), name="one_paper_per_edition"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="paper_term_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} 第 {self.edition} 版"


class Confirmation(Record):
    """One side's word that a paper holds: said of that very version, or shown by the signed scan that is there."""

    SAID, SCAN = "said", "scan"
    WAYS = {SAID: "在线确认", SCAN: "上传签署件"}

    dealing = models.ForeignKey(Dealing, models.CASCADE, related_name="confirmations", verbose_name="对接")
    kind = models.CharField("文书", max_length=12, choices=Paper.KINDS.items())
    way = models.CharField("方式", max_length=8, choices=WAYS.items())
    paper = models.ForeignKey(Paper, models.CASCADE, null=True, related_name="confirmations", verbose_name="版本")
    scan = models.ForeignKey("core.Attachment", models.PROTECT, null=True, related_name="+", verbose_name="签署件")
    sha256 = models.CharField("所确认内容的校验值", max_length=64)

    class Meta(Record.Meta):
        verbose_name = "签约确认"
        constraints = [
            models.UniqueConstraint(fields=("dealing", "kind", "side"), name="one_confirmation_per_side"),
            models.CheckConstraint(
                condition=Q(way="said", paper__isnull=False, scan=None) | Q(way="scan", scan__isnull=False),
                name="confirmation_stands_on_a_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.get_way_display()}"


class Outcome(Record):
    """What came of it: a number with its evidence."""

    dealing = models.ForeignKey(Dealing, models.CASCADE, related_name="outcomes", verbose_name="对接")
    kind = models.CharField("成效", max_length=12, choices=[(code, label) for code, (label, _) in OUTCOMES.items()])
    value = models.DecimalField("数量", max_digits=12, decimal_places=2)
    on = models.DateField("日期")
    evidence = models.CharField("依据", max_length=500)

    class Meta(Record.Meta):
        verbose_name = "成效"
        constraints = [
            models.CheckConstraint(condition=Q(value__gt=0), name="outcome_is_something"),
            models.CheckConstraint(condition=~Q(evidence=""), name="outcome_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value:f} {self.unit}"

    @property
    def unit(self) -> str:
        return OUTCOMES[self.kind][1]


def points(label: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(1), MaxValueValidator(5)])


class Rating(Record):
    """What one side says of the other; the other reads it when both have spoken."""

    dealing = models.ForeignKey(Dealing, models.CASCADE, related_name="ratings", verbose_name="对接")
    skill = points(CRITERIA["skill"])
    reply = points(CRITERIA["reply"])
    promise = points(CRITERIA["promise"])
    result = points(CRITERIA["result"])
    text = models.CharField("评语", max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name = "互评"
        constraints = [
            models.UniqueConstraint(fields=("dealing", "side"), name="one_rating_per_side"),
            *(
                models.CheckConstraint(condition=Q(**{f"{name}__range": (1, 5)}), name=f"rating_{name}_1_to_5")
                for name in CRITERIA
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.mean:.1f}"

    @property
    def mean(self) -> float:
        return sum(getattr(self, name) for name in CRITERIA) / len(CRITERIA)

    @property
    def marks(self) -> list[tuple[str, int]]:
        return [(label, getattr(self, name)) for name, label in CRITERIA.items()]
