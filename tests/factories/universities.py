"""University profiles, enrolment and platforms."""

import factory

from apps.accounts.models import Organization
from apps.universities.models import MajorEnrolment, PlatformFunding, ResearchPlatform, UniversityProfile
from tests.factories.accounts import InstitutionOrganizationFactory


def profile_of(organization: Organization | None = None, **values) -> UniversityProfile:
    """The profile of a university (a new one when none is given) with some columns set."""
    organization = organization or InstitutionOrganizationFactory()
    UniversityProfile.objects.filter(organization=organization).update(**values)
    return UniversityProfile.objects.select_related("organization").get(organization=organization)


class MajorEnrolmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MajorEnrolment

    organization = factory.SubFactory(InstitutionOrganizationFactory)
    year = 2026
    major_code = factory.Sequence(lambda n: f"08{n:04d}")
    major_name = factory.Sequence(lambda n: f"演示专业{n}")
    category = "08"
    plan = 60
    actual = 58


class ResearchPlatformFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ResearchPlatform

    organization = factory.SubFactory(InstitutionOrganizationFactory)
    name = factory.Sequence(lambda n: f"演示科研平台{n}")


class PlatformFundingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlatformFunding

    platform = factory.SubFactory(ResearchPlatformFactory)
    year = 2026
    operating = 120
