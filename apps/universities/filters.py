"""One filter for the directory of universities, in the portal and in the API."""

import django_filters
from django.db.models import Q, QuerySet

from apps.core import text
from apps.taxonomy.models import Industry, Node
from apps.universities.models import UniversityProfile


class UniversityFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="by_words", label="名称、学科", max_length=100)
    level = django_filters.MultipleChoiceFilter(choices=UniversityProfile.Level.choices, label="办学层次")
    industry = django_filters.ModelMultipleChoiceFilter(
        field_name="nodes__industry__code",
        to_field_name="code",
        queryset=Industry.objects.all(),
        label="产业",
        distinct=True,
    )
    node = django_filters.ModelMultipleChoiceFilter(
        field_name="nodes__code", to_field_name="code", queryset=Node.objects.all(), label="产业链环节", distinct=True
    )

    class Meta:
        model = UniversityProfile
        fields = ["q", "level", "industry", "node"]

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in text.normalize(value).split():
            queryset = queryset.filter(
                Q(organization__name__icontains=word)
                | Q(organization__short_name__icontains=word)
                | Q(strengths__icontains=word)
            )
        return queryset
