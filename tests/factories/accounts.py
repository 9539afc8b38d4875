"""Rows of accounts, made directly: a factory may write a state, the product may not."""

import factory
from django.utils import timezone

from apps.accounts.identifiers import DEMO_REGION, uscc_check_character
from apps.accounts.models import Grant, Membership, Organization, User


def demo_uscc(number: int) -> str:
    """A credit code that can belong to nobody, with a right check character."""
    first17 = f"91{DEMO_REGION}{number:09d}"
    return first17 + uscc_check_character(first17)


def real_looking_uscc(number: int) -> str:
    """A sound code of Shanghai's region, for the public doors that refuse the demo region."""
    first17 = f"91310115{number:09d}"
    return first17 + uscc_check_character(first17)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        django_get_or_create = ("email",)

    login = factory.Sequence(lambda n: f"utest{n:08d}")
    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"演示人员{n}")
    is_demo = True


class OrganizationFactory(factory.django.DjangoModelFactory):
    """A verified organization; `sort` decides which codes it has."""

    class Meta:
        model = Organization
        django_get_or_create = ("code",)

    class Params:
        unverified = factory.Trait(state="registered", verified_at=None)

    code = factory.Sequence(lambda n: f"org-{n}")
    name = factory.Sequence(lambda n: f"演示单位{n}（演示）")
    sort = "enterprise"
    state = "verified"
    verified_at = factory.LazyFunction(timezone.now)
    contact_name = "演示联系人"
    contact_phone = "13800000000"
    contact_email = "contact@example.com"
    is_demo = True


class EnterpriseOrganizationFactory(OrganizationFactory):
    uscc = factory.Sequence(demo_uscc)


class InstitutionOrganizationFactory(OrganizationFactory):
    sort = "institution"
    name = factory.Sequence(lambda n: f"演示大学{n}（演示）")
    institution_code = factory.Sequence(lambda n: f"99{n:08d}")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership
        django_get_or_create = ("user", "organization", "role")

    user = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(EnterpriseOrganizationFactory)
    role = "enterprise_owner"
    state = "active"


class GrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Grant

    subject = factory.SubFactory(EnterpriseOrganizationFactory)
    organization = factory.SubFactory(InstitutionOrganizationFactory)
    level = Grant.Level.VIEW
    reason = "测试授权"
