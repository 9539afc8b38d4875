"""Read-only: which weights score, and what each run kept."""

from django.contrib import admin

from apps.accounts.admin import ReadOnlyAdmin
from apps.matching.models import MatchRun, WeightVersion


@admin.register(WeightVersion)
class WeightVersionAdmin(ReadOnlyAdmin):
    list_display = ["kind", "number", "is_live", "created_at", "note"]


@admin.register(MatchRun)
class MatchRunAdmin(ReadOnlyAdmin):
    """Without the demand's text: whoever runs the machine need not read it."""

    list_display = ["id", "trigger", "started_at", "took_ms", "model", "considered", "kept", "without_vector"]
    fields = [
        "trigger",
        "started_at",
        "took_ms",
        "model",
        "scorer",
        "weights",
        "filters",
        "considered",
        "kept",
        "digest",
    ]
