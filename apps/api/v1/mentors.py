"""Mentors over the API: list, create, read, move. Consent is given on the platform's pages, by the person."""

from rest_framework import serializers

from apps.api.v1.families import Family
from apps.api.v1.listings import ListingIn, ListingOut
from apps.mentors.filters import MentorFilter
from apps.mentors.models import Mentor


class MentorOut(ListingOut):
    """A mentor's card."""

    employment = serializers.CharField(allow_blank=True)


class MentorIn(ListingIn):
    """A new card; `title` is the person's name."""

    employment = serializers.CharField(required=False)


FAMILY = Family(Mentor, MentorFilter, MentorOut, MentorIn, "送审之前要有本人同意的记录，否则 409。")
