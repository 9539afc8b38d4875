"""Bases over the API: list, create, read, move, and the figures of a year."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.v1.families import NOT_FOUND, REFUSED, Family
from apps.api.v1.listings import ListingIn, ListingOut, ListingView, as_object
from apps.bases import services
from apps.bases.filters import BaseFilter
from apps.bases.models import Base, YearlyFigure
from apps.bases.services import Entry
from apps.core.errors import Defect, Defects

FIELDS = ("value", "evidence", "link", "explanation")


class BaseOut(ListingOut):
    """A base or consortium; its level is the committee's."""

    field = serializers.CharField(allow_blank=True)
    founded = serializers.IntegerField(allow_null=True)
    level = serializers.CharField()
    level_label = serializers.CharField()


class BaseIn(ListingIn):
    """A new base; a level cannot be sent."""

    field = serializers.CharField(required=False)
    founded = serializers.IntegerField(required=False)


FAMILY = Family(Base, BaseFilter, BaseOut, BaseIn, "与网页上的按钮相同；级别由管委会认定，不在这里改。")


class FigureOut(serializers.Serializer):
    """One indicator of one year, as declared."""

    year = serializers.IntegerField()
    indicator = serializers.CharField()
    label = serializers.CharField()
    unit = serializers.CharField()
    value = serializers.DecimalField(max_digits=14, decimal_places=2)
    evidence = serializers.CharField()
    link = serializers.CharField(allow_blank=True)
    explanation = serializers.CharField(allow_blank=True)
    declared_at = serializers.DateTimeField()


class FigureIn(serializers.Serializer):
    """A value with its evidence; an empty value takes the figure back."""

    value = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    evidence = serializers.CharField(required=False)
    link = serializers.CharField(required=False)
    explanation = serializers.CharField(required=False)


class FiguresIn(serializers.Serializer):
    """One year; `figures` is indicator → value and evidence. What is not named stays as it is."""

    year = serializers.IntegerField()
    figures = serializers.DictField(child=FigureIn())


class FiguresOut(serializers.Serializer):
    results = FigureOut(many=True)


class FiguresView(ListingView):
    """The yearly figures of one base."""

    model = Base
    scopes = {"GET": "base:read", "POST": "base:write"}
    serializer_class = FiguresOut
    pagination_class = None
    filter_backends: list = []

    @extend_schema(summary="读取年度数据", responses={200: FiguresOut, 404: NOT_FOUND}, tags=["基地"])
    def get(self, request: Request, pk: int) -> Response:
        """承建单位填报的指标，新的年份在前；由平台计算的不在其中。"""
        return self.figures(self.one(pk))

    @extend_schema(
        summary="填报年度数据",
        request=FiguresIn,
        responses={200: FiguresOut, 404: NOT_FOUND, 422: REFUSED},
        tags=["基地"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """全部通过检查才写入；由平台计算的指标不能填报。"""
        base, body = self.one(pk), as_object(request.data)
        services.declare(base=base, year=year_of(body), entries=entries_of(body), actor=self.actor)
        return self.figures(base)

    def figures(self, base: Base) -> Response:
        return Response({"results": [figure_of(row) for row in base.figures.all()]})


def year_of(body: dict[str, Any]) -> int:
    year = body.get("year")
    if isinstance(year, bool) or not isinstance(year, int):
        raise Defects([Defect("year", "“year”应为年份", "例如 2025")])
    return year


def entries_of(body: dict[str, Any]) -> dict[str, Entry]:
    figures = body.get("figures")
    if not isinstance(figures, dict) or not all(isinstance(one, dict) for one in figures.values()):
        raise Defects([Defect("figures", "“figures”应为 指标 → {value, evidence}", "指标代码见文档")])
    if strange := sorted({str(name) for one in figures.values() for name in one} - set(FIELDS)):
        raise Defects([Defect("figures", f"没有“{strange[0][:20]}”这个字段", f"可用的有：{'、'.join(FIELDS)}")])
    return {slug: Entry(**one) for slug, one in figures.items()}


def figure_of(row: YearlyFigure) -> dict[str, Any]:
    return {
        "year": row.year,
        "indicator": row.indicator,
        "label": row.about.label,
        "unit": row.about.unit,
        "value": row.value,
        "evidence": row.evidence,
        "link": row.link,
        "explanation": row.explanation,
        "declared_at": row.declared_at,
    }
