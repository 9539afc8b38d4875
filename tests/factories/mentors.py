"""Mentors and their appointments, made directly."""

from datetime import date

import factory
from django.utils import timezone

from apps.mentors.models import Appointment, Consent, Mentor
from tests.factories.accounts import EnterpriseOrganizationFactory, InstitutionOrganizationFactory
from tests.factories.listings import ListingFactory


class MentorFactory(ListingFactory):
    """A published professor who has consented, unless told otherwise."""

    class Meta:
        model = Mentor

    kind = "professor"
    title = factory.Sequence(lambda n: f"演示教师{n}")
    organization = factory.SubFactory(EnterpriseOrganizationFactory)
    consented_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model, *args, **columns):
        mentor = super()._create(model, *args, **columns)
        if mentor.consented_at:
            given = {"version": "2026-11", "text": "同意", "way": "paper", "given_at": mentor.consented_at}
            Consent.objects.create(mentor=mentor, **given)
        return mentor


class AppointmentFactory(factory.django.DjangoModelFactory):
    """In force all of 2026 unless told otherwise."""

    class Meta:
        model = Appointment

    mentor = factory.SubFactory(MentorFactory)
    unit = factory.SelfAttribute("mentor.organization")
    organization = factory.SubFactory(InstitutionOrganizationFactory)
    post = "产业教授"
    duties = "每学期开课 32 课时"
    since, until = date(2026, 1, 1), date(2026, 12, 31)
    state = "active"
