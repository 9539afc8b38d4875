"""What the profile of every sort of organization shares: its owner, a version and a date of confirmation."""

from datetime import date

from django.db import models
from django.utils import timezone

from apps.accounts.models.organization import Organization
from apps.accounts.queries import FRESH_FOR


class Profile(models.Model):
    """One to one beside an organization; the floor above adds the columns of its sort."""

    organization = models.OneToOneField(Organization, models.CASCADE, related_name="%(class)s", verbose_name="单位")
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    checked_at = models.DateTimeField("资料确认时间", null=True, blank=True, editable=False)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.organization}的{self._meta.verbose_name}"

    def get_absolute_url(self):
        return self.organization.get_absolute_url()

    def is_fresh(self, on: date) -> bool:
        """Confirmed within half a year."""
        return self.checked_at is not None and timezone.localdate(self.checked_at) >= on - FRESH_FOR
