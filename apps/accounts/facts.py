"""Named numbers about who is here."""

from typing import Any

from django.db.models import QuerySet

from apps.accounts.models import Organization
from apps.accounts.roles import SORTS
from apps.core import facts


def _verified(*sorts: str):
    """Rows and value of one count; without `sorts`, of every organization that has a page."""

    def rows(subject: Any, period: Any) -> QuerySet[Organization]:
        found = Organization.objects.public()
        return found.of_sort(*sorts) if sorts else found

    return {"rows": rows, "value": lambda subject, period: rows(subject, period).count()}


def _waiting(subject: Any, period: Any) -> QuerySet[Organization]:
    return Organization.objects.waiting()


facts.add("accounts.organizations_verified", label="已核验单位", unit="家", **_verified())
facts.add("accounts.enterprises_verified", label="已核验企业", unit="家", **_verified("enterprise"))
facts.add("accounts.institutions_verified", label="已核验高校与科研院所", unit="家", **_verified("institution"))
facts.add(
    "accounts.organizations_waiting",
    label="待核验单位",
    unit="家",
    rows=_waiting,
    value=lambda subject, period: _waiting(subject, period).count(),
)
facts.add(
    "accounts.sort",
    label="单位类型",
    unit="",
    of="organization",
    type="choice",
    options={sort.code: sort.label for sort in SORTS.values()},
    value=lambda subject, period: subject.sort if subject else None,
)
# Lingang is not a code: a place in one of its parks says yes, nothing here says no.
facts.add(
    "accounts.in_area",
    label="在新片区的园区内",
    unit="",
    of="organization",
    type="flag",
    value=lambda subject, period: True if subject and subject.park_id else None,
)
