"""A partner's program that calls the API with a bearer token."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.accounts.models.membership import Membership
from apps.accounts.models.organization import Organization
from apps.accounts.models.user import User
from apps.accounts.queries import ApiClientQuerySet


class ApiClient(models.Model):
    """Acts through one membership of a service user; only the token's hash is kept."""

    name = models.CharField("名称", max_length=80)
    membership = models.OneToOneField(Membership, models.PROTECT, related_name="api_client", verbose_name="服务账号")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="api_clients", verbose_name="单位")
    scopes = ArrayField(models.CharField(max_length=40), verbose_name="权限范围")
    prefix = models.CharField("令牌前缀", max_length=12)
    token_hash = models.CharField("令牌摘要", max_length=64, unique=True)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="创建人"
    )
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    expires_at = models.DateTimeField("到期时间", null=True, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    last_used_at = models.DateTimeField("最近调用", null=True, blank=True)

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接口客户端"
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.name}（{self.prefix}…）"
