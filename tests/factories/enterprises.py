"""Enterprise profiles: the row itself is made by the receiver, a factory fills it."""

from apps.accounts.models import Organization
from apps.enterprises.models import EnterpriseProfile
from tests.factories.accounts import EnterpriseOrganizationFactory


def profile_of(organization: Organization | None = None, **values) -> EnterpriseProfile:
    """The profile of an enterprise (a new one when none is given) with some columns set."""
    organization = organization or EnterpriseOrganizationFactory()
    EnterpriseProfile.objects.filter(organization=organization).update(**values)
    return EnterpriseProfile.objects.select_related("organization").get(organization=organization)
