"""An organization: the meeting point of everything above this floor."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.accounts.lifecycle import ORGANIZATION, VERIFIED
from apps.accounts.queries import FRESH_FOR, OrganizationQuerySet
from apps.accounts.roles import SORT_CHOICES, SORTS, Sort
from apps.core.lifecycle import Staged, StateField


class Organization(Staged):
    """An enterprise, a university, an authority … `code` is stable and names it in the API and the CLI."""

    lifecycle = ORGANIZATION

    code = models.SlugField("单位代码", max_length=40, unique=True)
    name = models.CharField("单位名称", max_length=120)
    short_name = models.CharField("简称", max_length=40, blank=True)
    sort = models.CharField("单位类型", max_length=20, choices=SORT_CHOICES)
    uscc = models.CharField("统一社会信用代码", max_length=18, null=True, blank=True, unique=True)
    institution_code = models.CharField("学校标识码", max_length=10, null=True, blank=True, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    park = models.ForeignKey(
        "taxonomy.Park", models.SET_NULL, null=True, blank=True, related_name="organizations", verbose_name="所在园区"
    )
    district = models.CharField("所在区域", max_length=60, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    intro = models.TextField("单位简介", blank=True, max_length=4000)
    website = models.URLField("网址", blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    contact_email = models.EmailField("联系邮箱", blank=True)
    state = StateField(ORGANIZATION)
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)
    checked_at = models.DateTimeField("资料确认时间", null=True, blank=True)
    is_demo = models.BooleanField("演示", default=False)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["sort", "state", "state_at"], name="organization_waiting")]
        constraints = [
            models.CheckConstraint(condition=Q(sort__in=list(SORTS)), name="organization_sort_known"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="organization_not_its_own_parent"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organization", args=[self.code])

    @property
    def sort_row(self) -> Sort:
        return SORTS[self.sort]

    @property
    def is_verified(self) -> bool:
        return self.state == VERIFIED

    def is_fresh(self, on: date) -> bool:
        """The profile was confirmed within half a year."""
        return self.checked_at is not None and timezone.localdate(self.checked_at) >= on - FRESH_FOR
