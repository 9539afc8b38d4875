"""Writing an enterprise's profile and its titles."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from apps.accounts.actor import Actor
from apps.accounts.services import edit
from apps.core.errors import Defect, Defects
from apps.enterprises.models import EnterpriseProfile
from apps.taxonomy.models import Industry

PROFILE_FIELDS = frozenset(
    "scale founded_on registered_capital business products staff research_staff research_spending "
    "training_spending nodes".split()
)
TITLE_FIELDS = frozenset("integration integration_since integration_basis chain_leader_of".split())


def update_profile(*, profile: EnterpriseProfile, data: dict[str, Any], version: int, actor: Actor):
    """Write the enterprise's own part. Raises PermissionDenied, Defects and Stale."""
    if defects := figure_defects({"staff": profile.staff, "research_staff": profile.research_staff, **data}):
        raise Defects(defects)
    return edit(profile, data=data, version=version, actor=actor, allowed=PROFILE_FIELDS)


def figure_defects(data: Mapping[str, Any]) -> list[Defect]:
    """Figures that contradict each other, beside the field and with both numbers."""
    staff, research = data.get("staff"), data.get("research_staff")
    if staff is None or research is None or research <= staff:
        return []
    return [Defect("research_staff", f"研发人员 {research} 人多于员工 {staff} 人", "请核对两项人数")]


@transaction.atomic
def certify(
    *,
    profile: EnterpriseProfile,
    integration: str,
    actor: Actor,
    since: date | None = None,
    basis: str = "",
    chain_leader_of: Industry | None = None,
) -> EnterpriseProfile:
    """Write down the titles as the documents say, with their basis. [S1-14, S1-17]

    Raises PermissionDenied and Defects (a title without its day or its document).
    """
    titled = integration != EnterpriseProfile.Integration.NONE
    if titled and (since is None or not basis.strip()):
        raise Defects([Defect("integration_basis", "认定要写明日期和依据文件", "例如：沪发改〔2025〕1号")])
    data = {
        "integration": integration,
        "integration_since": since if titled else None,
        "integration_basis": basis.strip() if titled else "",
        "chain_leader_of": chain_leader_of,
    }
    version = profile.version
    return edit(profile, data=data, version=version, actor=actor, allowed=TITLE_FIELDS, verb="certify")
