"""Bases with a level, and what stands beside them."""

from datetime import date

import factory

from apps.bases.models import Base, LevelChange, Partner, SnapshotRow, Standing, YearlyFigure
from tests.factories.accounts import EnterpriseOrganizationFactory, InstitutionOrganizationFactory
from tests.factories.listings import ListingFactory


class BaseFactory(ListingFactory):
    """A published industry-education base unless told otherwise; `level="nurturing"` gives it a standing."""

    class Meta:
        model = Base

    kind = "industry_base"
    organization = factory.SubFactory(EnterpriseOrganizationFactory)

    @classmethod
    def _create(cls, model, *args, level="", **columns):
        base = super()._create(model, *args, **columns)
        if level:
            base.standing = Standing.objects.create(base=base, state=level, held=level)
        return base


class LevelChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LevelChange

    base = factory.SubFactory(BaseFactory)
    move, before, after = "award", "none", "nurturing"
    document = "示例〔2025〕1号"
    decided_on = date(2025, 3, 1)


class PartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partner

    base = factory.SubFactory(BaseFactory)
    organization = factory.SubFactory(InstitutionOrganizationFactory)
    role = "school"
    state = "agreed"


class YearlyFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = YearlyFigure

    base = factory.SubFactory(BaseFactory)
    year = 2025
    indicator = "students"
    value = 120
    evidence = "学员名册"


class SnapshotRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SnapshotRow

    base = factory.SubFactory(BaseFactory)
    day = date(2026, 11, 1)
    fact = "bases.partners"
    value = 3
