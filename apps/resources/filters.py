"""What a list of resources can be narrowed by."""

from apps.listings.filters import ListingFilter
from apps.resources.models import Resource


class ResourceFilter(ListingFilter):
    """For the portal's lists and the API's."""

    class Meta(ListingFilter.Meta):
        model = Resource
        fields = ()
