"""The family of resources: what universities and institutes can offer, whatever its kind."""

from django.db import models

from apps.listings import privacy
from apps.listings.common import HEAD, PLACE, TAIL
from apps.listings.kinds import Kinds
from apps.listings.models import Listing

COMMON = {**HEAD, **PLACE, **TAIL}


class Resource(Listing):
    """Something an organization can offer: an instrument, a lab, a team. [S1-3, S1-18]"""

    prefix = "ZY"
    kinds = Kinds("resource", COMMON)

    class Meta(Listing.Meta):
        verbose_name = "资源"


class ResourceDetails(models.Model):
    """The typed columns of one kind of resource."""

    listing = models.OneToOneField(
        Resource, models.CASCADE, primary_key=True, related_name="%(class)s_row", editable=False
    )

    class Meta:
        abstract = True


privacy.declare("resources.Resource")
