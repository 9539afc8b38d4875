"""Named numbers about enterprises."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from apps.accounts.models import Organization
from apps.core import facts
from apps.enterprises.models import EnterpriseProfile


def _certified(subject: Any, period: Any) -> QuerySet[EnterpriseProfile]:
    return EnterpriseProfile.objects.certified()


def _chain_leaders(subject: Any, period: Any) -> QuerySet[EnterpriseProfile]:
    return EnterpriseProfile.objects.chain_leaders()


def _profile(subject: Organization | None) -> EnterpriseProfile | None:
    """Of this enterprise; None for anybody else."""
    return getattr(subject, "enterpriseprofile", None)


def _own(column: str) -> Callable[[Any, Any], Any]:
    """What an enterprise has filled in; left blank it is unknown."""
    return lambda subject, period: getattr(_profile(subject), column, None)


facts.add("enterprises.staff", label="员工人数", unit="人", of="organization", value=_own("staff"))
facts.add("enterprises.research_staff", label="研发人员", unit="人", of="organization", value=_own("research_staff"))
for _column, _label in (("research_spending", "年研发投入"), ("training_spending", "年培训投入")):
    facts.add(f"enterprises.{_column}", label=_label, unit="万元", of="organization", value=_own(_column))
facts.add(
    "enterprises.integration",
    label="产教融合型企业",
    unit="",
    of="organization",
    type="choice",
    options=dict(EnterpriseProfile.Integration.choices),
    value=_own("integration"),
)
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
