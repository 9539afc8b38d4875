"""Named numbers of bases: how many at which level, and what one base declared in a year."""

from decimal import Decimal

from django.db.models import QuerySet, Sum

from apps.bases.indicators import DECLARED
from apps.bases.lifecycle import DEMONSTRATION, NURTURING, RECTIFICATION
from apps.bases.models import Base, Partner, YearlyFigure
from apps.core.facts import add
from apps.listings import facts

INDUSTRY = "industry_base"  # the targets of the action plan count these; consortia have a number of their own
LEVELS = {NURTURING: "培育基地", DEMONSTRATION: "示范基地", RECTIFICATION: "整改中的基地"}
KINDS = {"consortia": "consortium", "skills_bases": "skills_base"}

facts.add_all(Base)
for level, label in LEVELS.items():
    facts.add(
        Base, level, label, lambda rows, level=level: rows.public().filter(kind=INDUSTRY).at_level(level), unit="家"
    )
for name, slug in KINDS.items():
    label = f"已发布{Base.kinds[slug].label}"
    facts.add(Base, name, label, lambda rows, slug=slug: rows.public().filter(kind=slug), unit="家")


def _partners(base: Base | None, period: object) -> QuerySet[Partner]:
    rows = Partner.objects.agreed()
    return rows.filter(base=base) if base else rows.filter(base__in=Base.objects.public())


def _figures(slug: str, base: Base | None, year: int | None) -> QuerySet[YearlyFigure]:
    """One indicator: of one base or of all public ones, in one year or in the latest each has."""
    rows = YearlyFigure.objects.filter(indicator=slug)
    rows = rows.filter(base=base) if base else rows.filter(base__in=Base.objects.public())
    return rows.filter(year=year) if year else rows.latest()


def _total(slug: str, base: Base | None, year: int | None) -> Decimal | None:
    """Nothing declared is unknown, not zero."""
    return _figures(slug, base, year).aggregate(total=Sum("value"))["total"]


add(
    "bases.partners",
    label="共建单位",
    unit="家",
    of="base",
    value=lambda base, period: _partners(base, period).count(),
    rows=_partners,
)
for slug, indicator in DECLARED.items():
    add(
        f"bases.{slug}",
        label=indicator.label,
        unit=indicator.unit,
        of="base",
        value=lambda base, year, slug=slug: _total(slug, base, year),
        rows=lambda base, year, slug=slug: _figures(slug, base, year),
    )
