"""What a list of alliances can be narrowed by: beside what every family has, the stage; the chain counts its own."""

from django.db.models import Q, QuerySet

from apps.alliances.alliance import STAGES
from apps.alliances.models import Alliance
from apps.listings.filters import Closed, ListingFilter


class AllianceFilter(ListingFilter):
    """For the portal's lists and the API's."""

    closed = {"stage": Closed("建设阶段", {code: (words, Q(stage=code)) for code, words in STAGES.items()})}

    class Meta(ListingFilter.Meta):
        model = Alliance
        fields = ()

    def on_chain(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """An alliance stands for the whole of its industry, whichever nodes it names."""
        return super().on_chain(queryset, name, value) | queryset.filter(industry__in=value)
