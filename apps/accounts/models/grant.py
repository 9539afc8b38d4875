"""What an upper floor decided about who may see more, written where every floor can read it."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from apps.accounts.models.organization import Organization
from apps.accounts.models.user import User
from apps.accounts.queries import GrantQuerySet


class Grant(models.Model):
    """One organization or one person may see one subject to one level; never edited, only revoked."""

    class Level(models.IntegerChoices):
        """Ordered: a higher level includes the lower ones."""

        VIEW = 10, "可见"
        CONTACT = 20, "可见联系方式"
        FULL = 30, "可见全文"

    content_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name="对象类型")
    object_id = models.PositiveBigIntegerField("对象编号")
    subject = GenericForeignKey("content_type", "object_id")
    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="grants", verbose_name="单位"
    )
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="grants", verbose_name="用户")
    level = models.PositiveSmallIntegerField("级别", choices=Level.choices, default=Level.VIEW)
    reason = models.CharField("缘由", max_length=200)
    until = models.DateTimeField("有效至", null=True, blank=True)
    given_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="授予人")
    given_at = models.DateTimeField("授予时间", auto_now_add=True)
    revoked_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "授权"
        indexes = [models.Index(fields=["organization", "content_type", "object_id"], name="grant_of_organization")]
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False, user__isnull=True)
                | Q(organization__isnull=True, user__isnull=False),
                name="grant_to_one_party",
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id", "organization", "user", "level"],
                condition=Q(revoked_at__isnull=True),
                nulls_distinct=False,
                name="grant_once",
            ),
        ]

    def __str__(self):
        return f"{self.organization or self.user} → {self.content_type}#{self.object_id} · {self.get_level_display()}"
