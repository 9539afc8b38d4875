"""One filter for the list of policies, in the portal and in the API."""

from datetime import date

import django_filters
from django.db.models import QuerySet

from apps.policies.lifecycle import POLICY, PUBLIC_STATES
from apps.policies.models import Policy
from apps.policies.words import DEPARTMENTS, LEVELS, LEVERS


class PolicyFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="by_words", label="关键词", max_length=100)
    lever = django_filters.MultipleChoiceFilter(method="by_lever", choices=list(LEVERS.items()), label="政策工具")
    department = django_filters.MultipleChoiceFilter(choices=list(DEPARTMENTS.items()), label="发文部门")
    level = django_filters.MultipleChoiceFilter(choices=list(LEVELS.items()), label="层级")
    state = django_filters.MultipleChoiceFilter(
        choices=[(state.value, state.label) for state in POLICY.states if state.value in PUBLIC_STATES], label="效力"
    )
    valid_on = django_filters.DateFilter(method="by_day", label="在这一天有效")

    class Meta:
        model = Policy
        fields = ["q", "lever", "department", "level", "state", "valid_on"]

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.search(value)

    def by_lever(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.filter(levers__overlap=value) if value else queryset

    def by_day(self, queryset: QuerySet, name: str, value: date) -> QuerySet:
        return queryset.valid_on(value)

    def described(self) -> str:
        """What narrows the list, as lines; 「全部」 when nothing does."""
        lines = []
        for name, one in self.filters.items():
            values = [value for value in self.data.getlist(name) if value.strip()] if name not in self.errors else []
            labels = dict(one.extra.get("choices", ()))
            lines += [f"{one.label}：{'、'.join(str(labels.get(value, value)) for value in values)}"] if values else []
        return "\n".join(lines) or "全部"
