"""Resources over the API: list, create, read, move."""

from apps.api.v1.families import Family
from apps.api.v1.listings import ListingIn, ListingOut
from apps.resources.filters import ResourceFilter
from apps.resources.models import Resource


class ResourceOut(ListingOut):
    """A resource."""


class ResourceIn(ListingIn):
    """A new resource."""


FAMILY = Family(Resource, ResourceFilter, ResourceOut, ResourceIn)
