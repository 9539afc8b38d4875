"""Alliances over the API: list, create, read, move."""

from rest_framework import serializers

from apps.alliances.filters import AllianceFilter
from apps.alliances.models import Alliance
from apps.api.v1.families import Family
from apps.api.v1.listings import ListingIn, ListingOut


class AllianceOut(ListingOut):
    """An alliance; `organization` is its secretariat."""

    industry = serializers.CharField(allow_blank=True)
    stage = serializers.CharField(allow_blank=True)
    founded = serializers.IntegerField(allow_null=True)
    charter = serializers.CharField(allow_blank=True)


class AllianceIn(ListingIn):
    """A new alliance, kept by the key's organization."""

    industry = serializers.CharField(required=False)
    stage = serializers.CharField(required=False)
    founded = serializers.IntegerField(required=False)
    charter = serializers.CharField(required=False)


FAMILY = Family(Alliance, AllianceFilter, AllianceOut, AllianceIn, "与网页上的按钮相同；由管委会核对发布。")
