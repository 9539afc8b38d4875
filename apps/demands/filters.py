"""What a list of demands can be narrowed by."""

from apps.demands.models import Demand
from apps.listings.filters import ListingFilter


class DemandFilter(ListingFilter):
    """For the portal's lists and the API's."""

    class Meta(ListingFilter.Meta):
        model = Demand
        fields = ()
