"""What a list of events can be narrowed by: beside what every family has, when they are and how one takes part."""

from django.db.models import Q
from django.db.models.functions import Now

from apps.alliances.event import MODES, Event
from apps.listings.filters import Closed, ListingFilter
from apps.listings.lifecycle import CLOSED

STANDING = ~Q(state=CLOSED)
WHEN = {
    "coming": ("即将举行", STANDING & Q(starts__gt=Now())),
    "running": ("进行中", STANDING & Q(starts__lte=Now(), ends__gt=Now())),
    "over": ("已结束", STANDING & Q(ends__lte=Now())),
}


class EventFilter(ListingFilter):
    """For the portal's lists and the API's."""

    closed = {
        "when": Closed("时间", WHEN),
        "mode": Closed("形式", {code: (words, Q(mode=code)) for code, words in MODES.items()}),
    }

    class Meta(ListingFilter.Meta):
        model = Event
        fields = ()
