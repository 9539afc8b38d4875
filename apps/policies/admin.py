"""System admin's read-only look at policies."""

from django.contrib import admin

from apps.accounts.admin import ReadOnlyAdmin
from apps.policies.models import Policy, PolicyItem


@admin.register(Policy)
class PolicyAdmin(ReadOnlyAdmin):
    list_display = ["title", "number", "department", "state", "valid_until"]
    list_filter = ["state", "department"]


@admin.register(PolicyItem)
class PolicyItemAdmin(ReadOnlyAdmin):
    list_display = ["title", "policy", "lever", "opens_on", "closes_on"]
    list_select_related = ["policy"]
