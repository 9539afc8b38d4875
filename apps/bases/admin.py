"""System admin's read-only look at bases."""

from django.contrib import admin

from apps.accounts.admin import ReadOnlyAdmin
from apps.bases.models import Base, LevelChange, Partner, SnapshotRow, Standing, YearlyFigure


@admin.register(Base)
class BaseAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "organization", "state", "field"]
    list_filter = ["kind", "state", "field"]
    list_select_related = ["organization"]


@admin.register(Standing)
class StandingAdmin(ReadOnlyAdmin):
    list_display = ["base", "state", "state_at"]
    list_filter = ["state"]
    list_select_related = ["base"]


@admin.register(LevelChange)
class LevelChangeAdmin(ReadOnlyAdmin):
    list_display = ["base", "move", "document", "decided_on"]
    list_select_related = ["base"]


@admin.register(Partner)
class PartnerAdmin(ReadOnlyAdmin):
    list_display = ["base", "organization", "role", "state"]
    list_select_related = ["base", "organization"]


@admin.register(YearlyFigure)
class YearlyFigureAdmin(ReadOnlyAdmin):
    list_display = ["base", "year", "indicator", "value"]
    list_filter = ["year", "indicator"]
    list_select_related = ["base"]


@admin.register(SnapshotRow)
class SnapshotRowAdmin(ReadOnlyAdmin):
    list_display = ["base", "day", "fact", "value"]
    list_filter = ["fact"]
    list_select_related = ["base"]
