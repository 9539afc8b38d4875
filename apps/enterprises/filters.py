"""One filter for the directory of enterprises, in the portal and in the API."""

import django_filters
from django.db.models import Q, QuerySet

from apps.core import text
from apps.enterprises.models import EnterpriseProfile
from apps.taxonomy.models import Industry, Node, Park


class EnterpriseFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="by_words", label="名称、产品", max_length=100)
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
    park = django_filters.ModelMultipleChoiceFilter(
        field_name="organization__park__code", to_field_name="code", queryset=Park.objects.all(), label="园区"
    )
    integration = django_filters.MultipleChoiceFilter(
        choices=EnterpriseProfile.Integration.choices, label="产教融合型企业"
    )
    scale = django_filters.MultipleChoiceFilter(choices=EnterpriseProfile.Scale.choices, label="规模")
    chain_leader = django_filters.BooleanFilter(
        field_name="chain_leader_of", lookup_expr="isnull", exclude=True, label="链主企业"
    )

    class Meta:
        model = EnterpriseProfile
        fields = ["q", "industry", "node", "park", "integration", "scale", "chain_leader"]

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in text.normalize(value).split():
            queryset = queryset.filter(
                Q(organization__name__icontains=word)
                | Q(organization__short_name__icontains=word)
                | Q(products__icontains=word)
                | Q(business__icontains=word)
            )
        return queryset
