"""Named numbers about universities."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from apps.accounts.models import Organization
from apps.core import facts
from apps.universities.models import MajorEnrolment, ResearchPlatform, UniversityProfile
from apps.universities.shares import Row, stem_share


def _enrolments(subject: Organization | None, period: int | None) -> QuerySet[MajorEnrolment]:
    """Rows of one university, or of all; of one year, or of the latest reported."""
    rows = MajorEnrolment.objects.filter(organization=subject) if subject else MajorEnrolment.objects.all()
    return rows.of_year(period)


def _stem_share(subject: Organization | None, period: int | None) -> Decimal | None:
    return stem_share(Row(row.category, row.plan, row.actual) for row in _enrolments(subject, period))


def _with_liaison(subject: Any, period: Any) -> QuerySet[UniversityProfile]:
    return UniversityProfile.objects.with_liaison()


def _platforms(subject: Organization | None, period: Any) -> QuerySet[ResearchPlatform]:
    return ResearchPlatform.objects.filter(organization=subject) if subject else ResearchPlatform.objects.all()


facts.add(
    "universities.stem_share",
    label="理工农医类专业招生占比",
    unit="%",
    of="organization",
    value=_stem_share,
    rows=_enrolments,
)
facts.add(
    "universities.with_liaison",
    label="已明确牵头部门和协同专员的高校",
    unit="所",
    value=lambda subject, period: _with_liaison(subject, period).count(),
    rows=_with_liaison,
)
facts.add(
    "universities.platforms",
    label="科研平台",
    unit="个",
    of="organization",
    value=lambda subject, period: _platforms(subject, period).count(),
    rows=_platforms,
)
