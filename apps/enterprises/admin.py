"""System admin's read-only look at enterprise profiles."""

from django.contrib import admin

from apps.accounts.admin import ReadOnlyAdmin
from apps.enterprises.models import EnterpriseProfile


@admin.register(EnterpriseProfile)
class EnterpriseProfileAdmin(ReadOnlyAdmin):
    list_display = ["organization", "integration", "chain_leader_of", "scale", "checked_at"]
    list_filter = ["integration", "scale"]
    list_select_related = ["organization", "chain_leader_of"]
