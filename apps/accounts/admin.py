"""System admin's read-only look: business tables change only through their lifecycle and services."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.accounts.models import ApiClient, Grant, Membership, Organization, User


class ReadOnlyAdmin(admin.ModelAdmin):
    """Admin bypasses lifecycles and locks, so it may only look; the active membership must be system_admin."""

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Without e-mail and phone: whoever runs the machine need not know them."""

    list_display = ["display_name", "is_active", "is_service", "date_joined"]
    fields = ["name", "is_active", "is_service", "is_demo", "consent_version", "consent_at", "date_joined"]


@admin.register(Organization)
class OrganizationAdmin(ReadOnlyAdmin):
    list_display = ["name", "sort", "state", "verified_at", "is_demo"]
    list_filter = ["sort", "state", "is_demo"]
    exclude = ["contact_name", "contact_phone", "contact_email"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ["user", "organization", "role", "state"]
    list_filter = ["role", "state"]
    list_select_related = ["user", "organization"]


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    list_display = ["content_type", "object_id", "organization", "user", "level", "until", "revoked_at"]
    list_select_related = ["content_type", "organization", "user"]


@admin.register(ApiClient)
class ApiClientAdmin(ReadOnlyAdmin):
    list_display = ["name", "organization", "prefix", "scopes", "expires_at", "revoked_at", "last_used_at"]
    list_select_related = ["organization"]
    exclude = ["token_hash"]
