"""Named numbers about enterprises."""

from typing import Any

from django.db.models import QuerySet

from apps.core import facts
from apps.enterprises.models import EnterpriseProfile


def _certified(subject: Any, period: Any) -> QuerySet[EnterpriseProfile]:
    return EnterpriseProfile.objects.certified()


def _chain_leaders(subject: Any, period: Any) -> QuerySet[EnterpriseProfile]:
    return EnterpriseProfile.objects.chain_leaders()


facts.add(
    "enterprises.certified",
    label="产教融合型企业",
    unit="家",
    rows=_certified,
    value=lambda subject, period: _certified(subject, period).count(),
)
facts.add(
    "enterprises.chain_leaders",
    label="链主企业",
    unit="家",
    rows=_chain_leaders,
    value=lambda subject, period: _chain_leaders(subject, period).count(),
)
