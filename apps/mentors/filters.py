"""What the pool of mentors can be narrowed by."""

import django_filters
from django.db.models import QuerySet
from django.utils import timezone

from apps.listings.filters import ListingFilter
from apps.mentors.mentor import EMPLOYMENT
from apps.mentors.models import Grade, Mentor


class MentorFilter(ListingFilter):
    """For the portal's list and the API's."""

    employment = django_filters.ChoiceFilter(choices=list(EMPLOYMENT.items()), label="聘用方式", empty_label="不限")
    grade = django_filters.ChoiceFilter(
        choices=list(Grade.LEVELS.items()), method="holding", label="双师等级", empty_label="不限"
    )

    class Meta(ListingFilter.Meta):
        model = Mentor
        fields = ()

    def holding(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        held = Grade.objects.granted_on(timezone.localdate()).filter(level=value)
        return queryset.filter(pk__in=held.values("mentor"))
