"""Events over the API: list, create, read, move. Names of those who come are read on the organizer's pages only."""

from rest_framework import serializers

from apps.alliances.filters.event import EventFilter
from apps.alliances.models import Event
from apps.api.v1.families import Family
from apps.api.v1.listings import ListingIn, ListingOut


class EventOut(ListingOut):
    """An event with its seats as numbers; the link for those who take part stands on their tickets."""

    starts = serializers.DateTimeField(allow_null=True)
    ends = serializers.DateTimeField(allow_null=True)
    closes = serializers.DateTimeField(allow_null=True)
    mode = serializers.CharField(allow_blank=True)
    place = serializers.CharField(allow_blank=True)
    cap = serializers.IntegerField(allow_null=True)
    agenda = serializers.CharField(allow_blank=True)
    phase = serializers.CharField()
    phase_label = serializers.CharField()
    taken = serializers.IntegerField()
    waiting = serializers.IntegerField()
    free = serializers.IntegerField(allow_null=True)
    alliance = serializers.IntegerField(allow_null=True)


class EventIn(ListingIn):
    """A new event; times as 2026-12-18T14:00 (Shanghai) or with an offset."""

    valid_until = None
    starts = serializers.CharField(required=False)
    ends = serializers.CharField(required=False)
    closes = serializers.CharField(required=False)
    mode = serializers.ChoiceField(choices=["onsite", "online", "both"], required=False)
    place = serializers.CharField(required=False)
    link = serializers.CharField(required=False)
    cap = serializers.IntegerField(required=False)
    agenda = serializers.CharField(required=False)


FAMILY = Family(Event, EventFilter, EventOut, EventIn, "送审之前要有时间、形式和地点，否则 409；取消要带 note。")
