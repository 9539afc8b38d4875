"""Named numbers of alliances."""

from typing import Any

from django.db.models import QuerySet

from apps.alliances.models import Alliance, Event, Registration
from apps.core import facts as core
from apps.listings import facts

facts.add_all(Alliance)


def attended(subject: Any, period: Any) -> QuerySet[Registration]:
    """Those who were checked in, at events of an organization where one is named; of a year when one is named."""
    rows = Registration.objects.attended()
    rows = rows.filter(event__organization=subject) if subject is not None else rows
    return rows.filter(event__starts__year=period) if period else rows


facts.add(Event, "events", "公开的活动", lambda rows: rows.public(), unit="场")
facts.add(Event, "events_waiting", "待审核活动", lambda rows: rows.awaiting_review(), unit="场")
core.add(
    "alliances.attendance",
    label="活动到场",
    unit="人次",
    of="organization",
    value=lambda s, p: attended(s, p).count(),
    rows=attended,
)
