"""Resources of universities."""

import factory

from apps.resources.models import Resource
from tests.factories.accounts import InstitutionOrganizationFactory
from tests.factories.listings import ListingFactory


class ResourceFactory(ListingFactory):
    """A published instrument unless told otherwise."""

    class Meta:
        model = Resource

    kind = "instrument"
    organization = factory.SubFactory(InstitutionOrganizationFactory)


class LabFactory(ResourceFactory):
    kind = "lab"


class ExpertsFactory(ResourceFactory):
    kind = "experts"
