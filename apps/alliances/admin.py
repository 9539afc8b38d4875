"""System admin's read-only look at alliances."""

from django.contrib import admin

from apps.accounts.admin import ReadOnlyAdmin
from apps.alliances.models import Alliance


@admin.register(Alliance)
class AllianceAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "organization", "state", "industry"]
    list_filter = ["kind", "state", "industry"]
    list_select_related = ["organization"]
