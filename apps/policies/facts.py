"""Named numbers of policies."""

from typing import Any

from django.db.models import QuerySet

from apps.core import facts
from apps.policies.models import Policy, PolicyItem


def _in_force(subject: Any, period: Any) -> QuerySet[Policy]:
    return Policy.objects.in_force()


def _items(subject: Any, period: Any) -> QuerySet[PolicyItem]:
    return PolicyItem.objects.in_force()


def _owing(subject: Any, period: Any) -> QuerySet[Policy]:
    return Policy.objects.without_guide()


for _name, _label, _unit, _rows in (
    ("in_force", "现行政策", "份", _in_force),
    ("items", "可体检的政策事项", "项", _items),
    ("without_guide", "待补办事指南的政策", "份", _owing),
):
    facts.add(f"policies.{_name}", label=_label, unit=_unit, rows=_rows, value=lambda s, p, r=_rows: r(s, p).count())
