"""What every listing has, and the rows an import is staged in."""

import hashlib
from datetime import date, timedelta

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Grant
from apps.core.lifecycle import Staged, StateField
from apps.listings.kinds import Kind, Kinds
from apps.listings.lifecycle import LISTING
from apps.listings.queries import FRESH, ImportBatchManager, ListingQuerySet
from apps.listings.rules import COMMITTEE, MATCHED, PUBLIC

VISIBILITIES = {PUBLIC: "公开，联系方式不公开", MATCHED: "仅匹配到的单位可见", COMMITTEE: "仅管委会与平台专员可见"}


class Listing(Staged):
    """A demand or a resource: text, owner, place, state; the typed rest is in its kind's details."""

    kinds: Kinds
    prefix: str
    lifecycle = LISTING
    was_seen_by = ""  # the visibility before an edit of this object in memory

    kind = models.CharField("类别", max_length=32, db_index=True)
    title = models.CharField("标题", max_length=80)
    text = models.TextField("说明")
    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, related_name="%(class)ss", verbose_name="单位"
    )
    created_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="填写人")
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    contact_email = models.CharField("电子邮箱", max_length=120, blank=True)
    visibility = models.CharField("可见范围", max_length=16, default=PUBLIC, choices=VISIBILITIES.items())
    state = StateField(LISTING)
    submitted_at = models.DateTimeField("送审时间", null=True, editable=False)
    published_at = models.DateTimeField("发布时间", null=True, editable=False)
    checked_at = models.DateTimeField("核实时间", default=timezone.now, editable=False)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    external_id = models.CharField("本单位编号", max_length=80, blank=True)
    nodes = models.ManyToManyField("taxonomy.Node", related_name="%(class)ss", verbose_name="产业链环节", blank=True)
    park = models.ForeignKey(
        "taxonomy.Park", models.SET_NULL, null=True, blank=True, related_name="%(class)ss", verbose_name="园区"
    )
    defects = models.JSONField("补正清单", default=list, editable=False)
    returned_values = models.JSONField("退回时的内容", default=dict, editable=False)
    is_demo = models.BooleanField("演示", default=False)
    grams = ArrayField(models.TextField(), default=list, editable=False)
    text_hash = models.CharField(max_length=64, default="", editable=False)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-published_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("organization", "kind", "external_id"),
                condition=~Q(external_id=""),
                name="%(class)s_external_id_once",
            )
        ]
        indexes = [
            GinIndex(fields=("grams",), name="%(class)s_grams"),
            models.Index(fields=("state", "visibility", "-published_at", "-id"), name="%(class)s_public"),
            models.Index(fields=("organization", "kind", "state"), name="%(class)s_owner"),
            models.Index(Greatest("updated_at", "state_at", "checked_at"), "id", name="%(class)s_changed"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(f"{self._meta.model_name}-detail", args=[self.pk])

    @property
    def code(self) -> str:
        """What people read out on the phone: XQ-2026-00042."""
        return f"{self.prefix}-{timezone.localtime(self.created_at):%Y}-{self.pk:05d}"

    @property
    def kind_row(self) -> Kind:
        return self.kinds[self.kind]

    @property
    def details(self) -> models.Model:
        """The typed row of this listing's kind."""
        return getattr(self, self.kind_row.related_name)

    @classmethod
    def details_names(cls) -> list[str]:
        return [kind.related_name for kind in cls.kinds]

    def values(self) -> dict:
        """Every declared value by field name: what the form shows, the sheet exports and the API reads."""
        return {name: self.value(name) for name in (*self.kinds.common, *self.kind_row.fields)}

    def value(self, name: str):
        """One of them."""
        if name not in self.kinds.common:
            return getattr(self.details, name)
        if name == "nodes":
            return [node.code for node in self.nodes.all()]
        if name == "park":
            return self.park.code if self.park_id else ""
        return getattr(self, name)

    def beside(self) -> dict:
        """What a family shows beside what its owner declared: plain values for the API's item."""
        return {}

    def is_granted_to(self, actor) -> bool:
        return actor.is_authenticated and Grant.objects.reach(actor, self, Grant.Level.VIEW)

    def reveals_contact_to(self, actor) -> bool:
        return actor.is_authenticated and Grant.objects.reach(actor, self, Grant.Level.CONTACT)

    def days_since_check(self, today: date | None = None) -> int:
        return max(0, ((today or timezone.localdate()) - timezone.localtime(self.checked_at).date()).days)

    @property
    def is_stale(self) -> bool:
        return self.days_since_check() > FRESH.days

    def hash_of_text(self, read: str = "") -> str:
        return hashlib.sha256((read or self.matching_text()).encode()).hexdigest()

    def matching_text(self) -> str:
        """The prose the machine reads: title, text, then the details the kind names, in its order."""
        kind = self.kind_row
        parts = [self.title, self.text]
        for name in kind.searches:
            if shown := kind.fields[name].show(getattr(self.details, name)):
                parts.append(f"{kind.fields[name].label}：{shown}")
        return "\n".join(parts)


def families() -> list[type[Listing]]:
    """Every family there is, in the order of the installed apps: what faces and tests loop over."""
    return [model for model in apps.get_models() if issubclass(model, Listing)]


class ImportBatch(models.Model):
    """One uploaded sheet on its way in: the file, which column fills which field, counts, and who brought it."""

    WORKING, FAILED, STAGED, APPLIED, UNDONE = "working", "failed", "staged", "applied", "undone"

    family = models.CharField(max_length=60)
    kind = models.CharField("类别", max_length=32)
    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="imports")
    created_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField("文件名", max_length=200)
    file_sha256 = models.CharField(max_length=64)
    content = models.BinaryField("原文件")
    sheet = models.JSONField("读到的表", default=dict)
    mapping = models.JSONField("列的对应", default=dict)
    counts = models.JSONField("分项", default=dict)
    submit = models.BooleanField("导入后送审", default=False)
    job = models.ForeignKey("core.Job", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    settled_through = models.PositiveIntegerField("已通知检索与匹配到第几行", default=0, editable=False)
    staged_at = models.DateTimeField("核对时间", null=True)
    applied_at = models.DateTimeField("导入时间", null=True)
    undone_at = models.DateTimeField("撤回时间", null=True)

    objects = ImportBatchManager()

    class Meta:
        verbose_name = "导入批次"
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=("organization", "-created_at"), name="import_owner")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def model(self) -> type[Listing]:
        return apps.get_model(self.family)

    @property
    def kind_row(self) -> Kind:
        return self.model.kinds[self.kind]

    @property
    def step(self) -> str:
        """Where it stands: being read or written, failed, ready to be looked at, in, or taken back."""
        if self.undone_at or self.applied_at:
            return self.UNDONE if self.undone_at else self.APPLIED
        if self.job and not self.job.is_over:
            return self.WORKING
        return self.STAGED if self.staged_at else self.FAILED


class ImportRow(models.Model):
    """One row of a sheet: as typed where it is wrong, as cleaned where it is not, and what will become of it."""

    NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
    VERDICTS = {NEW: "新增", CHANGED: "有变化", SAME: "没有变化", WRONG: "有误"}

    # No constraint in the database: checking it takes as long as copying the row, and rows live and die with a batch.
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", db_constraint=False)
    number = models.PositiveIntegerField("行号")
    raw = models.JSONField("表里写的", default=dict)
    common = models.JSONField("共有字段", default=dict)
    details = models.JSONField("类别字段", default=dict)
    verdict = models.CharField(max_length=8, choices=VERDICTS.items())
    defects = models.JSONField("问题", default=list)
    changes = models.JSONField("旧值与新值", default=dict)
    notes = models.JSONField("自动整理", default=dict)
    target_id = models.BigIntegerField("条目", null=True)
    target_version = models.PositiveIntegerField("核对时的版本", null=True)
    applied_version = models.PositiveIntegerField("写入后的版本", null=True)

    class Meta:
        verbose_name = "导入的行"
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("batch", "number"), name="one_row_per_number")]
        indexes = [models.Index(fields=("batch", "verdict", "number"), name="import_verdict")]

    def __str__(self) -> str:
        return f"第 {self.number} 行 {self.get_verdict_display()}"


class ColumnMapping(models.Model):
    """What an organization's own headings mean, kept from the last sheet that somebody let in: title → field."""

    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="+")
    family = models.CharField(max_length=60)
    kind = models.CharField(max_length=32)
    mapping = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "记住的列对应"
        constraints = [models.UniqueConstraint(fields=("organization", "family", "kind"), name="one_mapping_per_kind")]

    def __str__(self) -> str:
        return f"{self.organization} {self.kind}"


class FormDraft(models.Model):
    """What somebody has typed and not yet saved: kept as typed, right or wrong, so that leaving loses nothing."""

    KEEP = timedelta(days=30)

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("user", "key"), name="one_draft_per_form")]

    def __str__(self) -> str:
        return self.key
