"""What a list of bases can be narrowed by: beside what every family has, the level and the field."""

from django.db.models import Q

from apps.bases.base import FIELDS
from apps.bases.lifecycle import LEVEL, NONE
from apps.bases.models import Base
from apps.listings.filters import Closed, ListingFilter


def _at(level: str) -> Q:
    """A base nobody has decided on has no standing yet."""
    found = Q(standing__state=level)
    return found | Q(standing=None) if level == NONE else found


class BaseFilter(ListingFilter):
    """For the portal's lists and the API's."""

    closed = {
        "level": Closed("级别", {one.value: (one.public_label, _at(one.value)) for one in LEVEL.states}),
        "field": Closed("领域", {code: (words, Q(field=code)) for code, words in FIELDS.items()}),
    }

    class Meta(ListingFilter.Meta):
        model = Base
        fields = ()
