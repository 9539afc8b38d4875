"""Alliances and the seats in them, made directly."""

import factory

from apps.alliances.models import Alliance, AllianceMember
from tests.factories.accounts import EnterpriseOrganizationFactory, OrganizationFactory
from tests.factories.listings import ListingFactory


class AllianceFactory(ListingFactory):
    """A published alliance of one industry, kept by an operator, unless told otherwise."""

    class Meta:
        model = Alliance

    kind = "sector_alliance"
    organization = factory.SubFactory(OrganizationFactory, sort="operator")


class SeatFactory(factory.django.DjangoModelFactory):
    """A member unless told otherwise."""

    class Meta:
        model = AllianceMember

    alliance = factory.SubFactory(AllianceFactory)
    organization = factory.SubFactory(EnterpriseOrganizationFactory)
    role = "member"
    state = "approved"
