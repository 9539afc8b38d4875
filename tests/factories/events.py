"""Events and places at them, made directly."""

from datetime import timedelta

import factory
from django.utils import timezone

from apps.alliances.models import Event, Registration
from tests.factories.accounts import EnterpriseOrganizationFactory, UserFactory
from tests.factories.listings import ListingFactory


class EventFactory(ListingFactory):
    """A published forum a week from now, three hours long, without a cap, unless told otherwise."""

    class Meta:
        model = Event

    kind = "forum"
    organization = factory.SubFactory(EnterpriseOrganizationFactory)
    starts = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    ends = factory.LazyAttribute(lambda one: one.starts and one.starts + timedelta(hours=3))
    mode, place = "onsite", "演示大厦 3 楼"


class RegistrationFactory(factory.django.DjangoModelFactory):
    """Somebody who has a seat unless told otherwise."""

    class Meta:
        model = Registration

    event = factory.SubFactory(EventFactory)
    user = factory.SubFactory(UserFactory)
    state = "seated"
