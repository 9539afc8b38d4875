"""What lists of dealings and cases can be narrowed by: one FilterSet for portal and API."""

from datetime import timedelta

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.cooperation.lifecycle import CASE, DEALING, LIVE
from apps.cooperation.models import Case, Dealing
from apps.cooperation.services import brokers
from apps.core import text

AGES = {"3": (0, 4, "3 天以内"), "7": (4, 8, "4—7 天"), "30": (8, 31, "8—30 天"), "more": (31, None, "30 天以上")}
FLAGS = {"reminded": "催办过", "escalated": "已升级", "silent": "已转专员", "unassigned": "没有专员"}


def broker_choices() -> list[tuple[str, str]]:
    return [(str(row.pk), f"{row.user.display_name}（{row.role_label}）") for row in brokers().order_by("role", "pk")]


class Brokered(django_filters.FilterSet):
    """What both have: words, age in the present state, broker."""

    q = django_filters.CharFilter(method="by_words", max_length=60, label="关键词")
    age = django_filters.ChoiceFilter(
        choices=[(key, words) for key, (_, _, words) in AGES.items()], method="aged", label="停留", empty_label="不限"
    )
    broker = django_filters.ChoiceFilter(choices=broker_choices, label="专员", empty_label="不限", method="of_broker")

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in text.normalize(value).split():
            found = Q(pk__in=[])
            for column in self.searched:
                found |= Q(**{f"{column}__icontains": word})
            queryset = queryset.filter(found)
        return queryset

    def aged(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Whole days in this state, as the list shows them."""
        (first, end, _), now = AGES[value], timezone.now()
        rows = queryset.filter(state_at__lte=now - timedelta(days=first))
        return rows if end is None else rows.filter(state_at__gt=now - timedelta(days=end))

    def of_broker(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(broker=value)


class DealingFilter(Brokered):
    searched = ("demand__title", "resource__title", "asker__name", "answerer__name")

    state = django_filters.MultipleChoiceFilter(
        choices=[(one.value, one.label) for one in DEALING.states], label="状态"
    )
    flag = django_filters.ChoiceFilter(choices=list(FLAGS.items()), method="flagged", label="督办", empty_label="不限")

    class Meta:
        model = Dealing
        fields = ()

    def flagged(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "unassigned":
            return queryset.filter(broker=None, state__in=LIVE)
        column = {"reminded": "reminded_at", "escalated": "escalated_at", "silent": "handed_over_at"}[value]
        return queryset.exclude(**{column: None})


class CaseFilter(Brokered):
    searched = ("demand__title", "organization__name")

    state = django_filters.MultipleChoiceFilter(choices=[(one.value, one.label) for one in CASE.states], label="状态")

    class Meta:
        model = Case
        fields = ()
