"""Demands of enterprises."""

import factory

from apps.demands.models import Demand
from tests.factories.accounts import EnterpriseOrganizationFactory
from tests.factories.listings import ListingFactory


class DemandFactory(ListingFactory):
    """A published challenge unless told otherwise."""

    class Meta:
        model = Demand

    kind = "challenge"
    organization = factory.SubFactory(EnterpriseOrganizationFactory)


class TalentFactory(DemandFactory):
    kind = "talent"
