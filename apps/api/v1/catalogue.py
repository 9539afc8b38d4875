"""What an integrator reads first: the kinds with their fields, and the organizations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.filters import OrganizationFilter
from apps.accounts.models import Organization
from apps.listings.fields import Field
from apps.listings.kinds import Kind
from apps.listings.models import families
from apps.listings.vocabulary import remembered

SHORT_LIST = 200  # longer vocabularies are named, not spelled out


class FieldOut(serializers.Serializer):
    """One field of a kind; `schema` is JSON Schema, `choices` code → label where the list is closed."""

    name = serializers.CharField()
    label = serializers.CharField()
    required = serializers.BooleanField()
    unit = serializers.CharField(allow_blank=True)
    help = serializers.CharField(allow_blank=True)
    schema = serializers.DictField()
    choices = serializers.DictField(child=serializers.CharField())


class KindOut(serializers.Serializer):
    """A kind of one family of listings; `fields` go to the top of a body, `details` under "details"."""

    slug = serializers.CharField()
    label = serializers.CharField()
    family = serializers.CharField()
    hint = serializers.CharField(allow_blank=True)
    creatable = serializers.BooleanField()
    answers = serializers.ListField(child=serializers.CharField())
    answered_by = serializers.ListField(child=serializers.CharField())
    common = FieldOut(many=True)
    details = FieldOut(many=True)


class KindsOut(serializers.Serializer):
    results = KindOut(many=True)


class OrganizationOut(serializers.Serializer):
    """A verified organization."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    short_name = serializers.CharField(allow_blank=True)
    sort = serializers.CharField()
    sort_label = serializers.CharField()
    verified = serializers.BooleanField()
    is_demo = serializers.BooleanField()


def field_of(name: str, one: Field) -> dict[str, Any]:
    choices = one.choices()
    return {
        "name": name,
        "label": one.label,
        "required": one.required,
        "unit": one.unit,
        "help": one.help,
        "schema": one.schema(),
        "choices": dict(choices) if len(choices) <= SHORT_LIST else {},
    }


def kind_of(kind: Kind, family: type) -> dict[str, Any]:
    return {
        "slug": kind.slug,
        "label": kind.label,
        "family": family._meta.model_name,
        "hint": kind.hint,
        "creatable": not kind.derived,
        "answers": sorted(kind.answers),
        "answered_by": sorted(kind.answered_by),
        "common": [field_of(name, one) for name, one in family.kinds.common.items()],
        "details": [field_of(name, one) for name, one in kind.fields.items()],
    }


class KindsView(GenericAPIView):
    scopes: dict[str, str] = {}
    serializer_class = KindsOut
    pagination_class = None
    filter_backends: list = []

    @extend_schema(summary="类别与字段", responses=KindsOut, tags=["目录"])
    def get(self, request: Request) -> Response:
        """每个类别要填什么、边界与可选值；与网页表单、导入模板出自同一处声明。"""
        with remembered():
            return Response({"results": [kind_of(kind, family) for family in families() for kind in family.kinds]})


class OrganizationsView(GenericAPIView):
    scopes: dict[str, str] = {}
    serializer_class = OrganizationOut
    filterset_class = OrganizationFilter

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Organization.objects.none()
        return Organization.objects.visible_to(self.request.user.actor)

    @extend_schema(summary="单位", responses=OrganizationOut(many=True), tags=["目录"])
    def get(self, request: Request) -> Response:
        """已核验的单位和本单位。"""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([organization_of(row) for row in page])


def organization_of(row: Organization) -> dict[str, Any]:
    return {
        "id": row.pk,
        "code": row.code,
        "name": row.name,
        "short_name": row.short_name,
        "sort": row.sort,
        "sort_label": row.sort_row.label,
        "verified": row.is_verified,
        "is_demo": row.is_demo,
    }
