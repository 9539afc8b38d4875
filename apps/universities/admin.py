"""System admin's read-only look at universities."""

from django.contrib import admin

from apps.accounts.admin import ReadOnlyAdmin
from apps.universities.models import MajorEnrolment, PlatformFunding, ResearchPlatform, UniversityProfile


@admin.register(UniversityProfile)
class UniversityProfileAdmin(ReadOnlyAdmin):
    list_display = ["organization", "level", "lead_department", "checked_at"]
    list_select_related = ["organization"]


@admin.register(MajorEnrolment)
class MajorEnrolmentAdmin(ReadOnlyAdmin):
    list_display = ["organization", "year", "major_code", "major_name", "category", "plan", "actual"]
    list_filter = ["year"]
    list_select_related = ["organization"]


@admin.register(ResearchPlatform)
class ResearchPlatformAdmin(ReadOnlyAdmin):
    list_display = ["name", "organization", "level", "park"]
    list_select_related = ["organization", "park"]


@admin.register(PlatformFunding)
class PlatformFundingAdmin(ReadOnlyAdmin):
    list_display = ["platform", "year", *PlatformFunding.LINES]
    list_select_related = ["platform"]
