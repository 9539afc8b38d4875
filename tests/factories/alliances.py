"""Alliances, made directly."""

import factory

from apps.alliances.models import Alliance
from tests.factories.accounts import OrganizationFactory
from tests.factories.listings import ListingFactory


class AllianceFactory(ListingFactory):
    """A published alliance of one industry, kept by an operator, unless told otherwise."""

    class Meta:
        model = Alliance

    kind = "sector_alliance"
    organization = factory.SubFactory(OrganizationFactory, sort="operator")
