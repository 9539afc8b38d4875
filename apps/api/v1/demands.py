"""Demands over the API: list, create, read, move, and the matches of one's own."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import KeysetPagination
from apps.api.v1.families import NOT_FOUND, Family
from apps.api.v1.listings import ListingIn, ListingOut, ListingView, OrganizationRef
from apps.demands.filters import DemandFilter
from apps.demands.models import Demand
from apps.matching.models import Match


class DemandOut(ListingOut):
    """A demand."""

    budget = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    needed_by = serializers.DateField(allow_null=True)


class DemandIn(ListingIn):
    """A new demand."""

    budget = serializers.DecimalField(max_digits=12, decimal_places=2, required=False)
    needed_by = serializers.DateField(required=False)


class MatchedResource(serializers.Serializer):
    """The resource that is suggested."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    organization = OrganizationRef()
    url = serializers.CharField()


class MatchOut(serializers.Serializer):
    """One suggestion with what speaks for it and what is missing; the score orders, it is no probability."""

    rank = serializers.IntegerField()
    resource = MatchedResource()
    score = serializers.FloatField()
    level = serializers.IntegerField(help_text="3 很契合，2 较契合，1 可一试")
    reasons = serializers.ListField(child=serializers.CharField())
    gaps = serializers.ListField(child=serializers.CharField())
    matched_at = serializers.DateTimeField()


FAMILY = Family(Demand, DemandFilter, DemandOut, DemandIn, "`submit` 送审后匹配在几秒内生成。")


class DemandMatchesView(ListingView):
    model = Demand
    scopes = {"GET": "match:read"}
    pagination_class = KeysetPagination
    serializer_class = MatchOut

    @extend_schema(summary="本单位需求的匹配", responses={200: MatchOut(many=True), 404: NOT_FOUND}, tags=["匹配"])
    def get(self, request: Request, pk: int) -> Response:
        """需求的主人在送审后几秒内看到全部建议，未生成时 results 为空；资源方只看得到自己的那几条。"""
        rows = Match.objects.visible_to(self.actor).current().of_demand(self.one(pk))
        found = [suggestion(row) for row in rows.select_related("resource__organization")]
        return Response({"next": None, "previous": None, "results": found})


def suggestion(match: Match) -> dict:
    resource = match.resource
    return {
        "rank": match.rank,
        "resource": {
            "id": resource.pk,
            "code": resource.code,
            "kind": resource.kind,
            "title": resource.title,
            "organization": {"code": resource.organization.code, "name": resource.organization.name},
            "url": resource.get_absolute_url(),
        },
        "score": float(match.score),
        "level": match.level,
        "reasons": match.reason_texts,
        "gaps": match.gap_texts,
        "matched_at": match.updated_at,
    }
