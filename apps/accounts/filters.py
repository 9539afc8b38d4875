"""One filter for every list of organizations, in the portal and in the API."""

import django_filters
from django.db.models import Q, QuerySet

from apps.accounts.lifecycle import ORGANIZATION
from apps.accounts.models import Membership, Organization
from apps.accounts.roles import ROLE_CHOICES, SORT_CHOICES
from apps.core import text


class OrganizationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="by_words", label="名称或代码", max_length=100)
    sort = django_filters.MultipleChoiceFilter(choices=SORT_CHOICES, label="单位类型")
    state = django_filters.MultipleChoiceFilter(
        choices=[(state.value, state.label) for state in ORGANIZATION.states], label="核验状态"
    )

    class Meta:
        model = Organization
        fields = ["q", "sort", "state", "park", "is_demo"]

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Each blank-separated word in the name, the short name or at the start of a code."""
        for word in text.normalize(value).split():
            queryset = queryset.filter(
                Q(name__icontains=word)
                | Q(short_name__icontains=word)
                | Q(uscc__istartswith=word)
                | Q(institution_code__startswith=word)
            )
        return queryset


class MembershipFilter(django_filters.FilterSet):
    role = django_filters.MultipleChoiceFilter(choices=ROLE_CHOICES, label="角色")

    class Meta:
        model = Membership
        fields = ["role", "state", "organization"]
