"""System admin's read-only look at alliances."""

from django.contrib import admin

from apps.accounts.admin import ReadOnlyAdmin
from apps.alliances.models import Alliance, AllianceMember, Announcement, Secretary, SharedItem


@admin.register(Alliance)
class AllianceAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "organization", "state", "industry"]
    list_filter = ["kind", "state", "industry"]
    list_select_related = ["organization"]


@admin.register(AllianceMember)
class AllianceMemberAdmin(ReadOnlyAdmin):
    list_display = ["alliance", "organization", "role", "state"]
    list_filter = ["state", "role"]
    list_select_related = ["alliance", "organization"]


@admin.register(SharedItem)
class SharedItemAdmin(ReadOnlyAdmin):
    list_display = ["seat", "about", "about_id", "shared_at", "taken_back_at"]
    list_select_related = ["seat__alliance", "seat__organization"]


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnlyAdmin):
    list_display = ["alliance", "title", "reached", "sent_at"]
    list_select_related = ["alliance"]


@admin.register(Secretary)
class SecretaryAdmin(ReadOnlyAdmin):
    list_display = ["alliance", "membership", "duty"]
    list_select_related = ["alliance", "membership__user", "membership__organization"]
