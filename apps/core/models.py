"""Rows every app leans on: journal, outbox, slots, jobs, heartbeats, attachments and the public search table."""

import uuid

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.core.queries import AttachmentQuerySet


class JournalEntry(models.Model):
    """One change: who, as what, did what to which row, when and from where. A trigger lets it only grow."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    request_id = models.CharField("请求编号", max_length=64, blank=True)
    address = models.GenericIPAddressField("来源地址", null=True)
    via = models.CharField("渠道", max_length=16)
    user_id = models.BigIntegerField("用户", null=True, db_index=True)
    user_name = models.CharField("姓名", max_length=150, blank=True)
    organization_id = models.BigIntegerField("单位", null=True, db_index=True)
    organization_name = models.CharField("单位名称", max_length=200, blank=True)
    role = models.CharField("身份", max_length=32, blank=True)
    verb = models.CharField("动作", max_length=64)
    about = models.CharField("对象类型", max_length=64)
    about_id = models.CharField("对象编号", max_length=64)
    about_text = models.CharField("对象", max_length=200, blank=True)
    before = models.JSONField("之前", default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField("之后", default=dict, encoder=DjangoJSONEncoder)
    note = models.TextField("说明", blank=True)
    reason = models.CharField("理由", max_length=64, blank=True)

    class Meta:
        verbose_name = "操作记录"
        ordering = ("-id",)
        indexes = [models.Index(fields=("about", "about_id", "-id"), name="journal_about")]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.user_name} {self.verb} {self.about} {self.about_id}"


class OutboxEvent(models.Model):
    """An effect owed: written in the transaction of its cause, done by a worker, never lost with a broker."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True)
    queue = models.CharField(max_length=16, default="now")
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    rings = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    owed = models.PositiveIntegerField(default=1)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = "待办事件"
        constraints = [
            models.UniqueConstraint(
                fields=("topic", "key"),
                condition=Q(done_at=None, failed_at=None) & ~Q(key=""),
                name="outbox_one_open_per_key",
            )
        ]
        indexes = [models.Index(fields=("due_at",), condition=Q(done_at=None, failed_at=None), name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.topic} {self.id}"


class Slot(models.Model):
    """A slot of a job that somebody has taken: the second taker loses."""

    job = models.CharField(max_length=64)
    slot = models.CharField(max_length=64)
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("job", "slot"), name="one_taker_per_slot")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot}"


class Job(models.Model):
    """Long work that shows itself: progress, counts, cancel, and a result that stays findable."""

    WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
    STATES = {WAITING: "排队中", RUNNING: "进行中", DONE: "已完成", FAILED: "没有完成", CANCELLED: "已取消"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("任务", max_length=64)
    key = models.CharField("唯一标识", max_length=200, blank=True)
    params = models.JSONField("参数", default=dict)
    status = models.CharField("状态", max_length=16, default=WAITING, choices=STATES.items())
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", null=True)
    counts = models.JSONField("分项", default=dict)
    result = models.JSONField("结果", default=dict)
    error = models.TextField("原因", blank=True)
    user_id = models.BigIntegerField("用户", null=True)
    organization_id = models.BigIntegerField("单位", null=True)
    cancel_asked_at = models.DateTimeField("要求取消", null=True)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    started_at = models.DateTimeField("开始时间", null=True)
    seen_at = models.DateTimeField("最近进展", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "后台任务"
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "key"), condition=Q(ended_at=None) & ~Q(key=""), name="one_open_job_per_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.get_status_display()}"

    @property
    def is_over(self) -> bool:
        return self.status in {self.DONE, self.FAILED, self.CANCELLED}

    @property
    def percent(self) -> int | None:
        """Whole percent, or None while the total is unknown."""
        return min(100, 100 * self.done // self.total) if self.total else None


class Heartbeat(models.Model):
    """When a process was last alive; `doctor` and the operator's page read it."""

    name = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    info = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class SearchDocument(models.Model):
    """One public row as the search box sees it; private rows never get here, so counts cannot leak."""

    about = models.CharField(max_length=64)
    about_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=64, db_index=True)
    kind_label = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300)
    organization = models.CharField(max_length=200, blank=True)
    title_grams = ArrayField(models.TextField(), default=list)
    grams = ArrayField(models.TextField(), default=list)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "检索条目"
        constraints = [models.UniqueConstraint(fields=("about", "about_id"), name="one_document_per_row")]
        indexes = [GinIndex(fields=("grams",), name="search_grams")]

    def __str__(self) -> str:
        return self.title


class CalendarYear(models.Model):
    """A year whose notice of feasts and 调休 is in; a year without a row counts Monday to Friday, as an estimate."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    source = models.CharField("依据", max_length=200)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    entered_at = models.DateTimeField("录入时间", default=timezone.now)
    entered_by_id = models.BigIntegerField("录入人", null=True)

    class Meta:
        verbose_name = "年度放假安排"
        ordering = ("-year",)

    def __str__(self) -> str:
        return f"{self.year} 年放假安排"


class CalendarDay(models.Model):
    """A day of a feast, or a weekend day that is worked instead."""

    notice = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days", verbose_name="通知")
    date = models.DateField("日期")
    works = models.BooleanField("上班")
    name = models.CharField("名称", max_length=60, blank=True)

    class Meta:
        verbose_name = "放假或调休日"
        ordering = ("date",)
        constraints = [models.UniqueConstraint(fields=("notice", "date"), name="calendar_day_once_per_notice")]

    def __str__(self) -> str:
        return f"{self.date:%F} {'上班' if self.works else '放假'} {self.name}"


class Attachment(models.Model):
    """A file of some record: its content lies under its hash, who brought it is noted in plain columns."""

    about_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", verbose_name="对象类型")
    about_id = models.PositiveBigIntegerField("对象编号")
    about = GenericForeignKey("about_type", "about_id")
    name = models.CharField("文件名", max_length=120)
    type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("校验值", max_length=64, db_index=True)
    purpose = models.CharField("用途", max_length=40, blank=True)
    user_id = models.BigIntegerField("上传人", null=True)
    user_name = models.CharField("姓名", max_length=150, blank=True)
    organization_id = models.BigIntegerField("单位", null=True)
    organization_name = models.CharField("单位名称", max_length=200, blank=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "附件"
        ordering = ("id",)
        indexes = [models.Index(fields=("about_type", "about_id"), name="attachment_about")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("attachment", args=[self.pk])


class Tombstone(models.Model):
    """A row that is gone from the view of everybody but its owner, or of one organization: key and moment, no words."""

    about = models.CharField("对象类型", max_length=64)
    about_id = models.BigIntegerField("对象编号")
    organization_id = models.BigIntegerField("对哪个单位", null=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "去向"
        constraints = [
            models.UniqueConstraint(
                fields=("about", "about_id", "organization_id"), nulls_distinct=False, name="tombstone_once"
            )
        ]
        indexes = [models.Index(fields=("about", "at", "about_id"), name="tombstone_since")]

    def __str__(self) -> str:
        return f"{self.about} {self.about_id}"


class DocumentTemplate(models.Model):
    """One version of the template of a declared document, as an operator brought it; one is in use at most."""

    slug = models.CharField("文书", max_length=40)
    version = models.PositiveIntegerField("版本")
    name = models.CharField("文件名", max_length=120)
    content = models.BinaryField("模板")
    is_current = models.BooleanField("在用", default=False)
    user_id = models.BigIntegerField("上传人", null=True)
    user_name = models.CharField("姓名", max_length=150, blank=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = "文书模板"
        ordering = ("slug", "-version")
        constraints = [
            models.UniqueConstraint(fields=("slug", "version"), name="template_version_once"),
            models.UniqueConstraint(fields=("slug",), condition=Q(is_current=True), name="template_in_use_once"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} 第 {self.version} 版"
