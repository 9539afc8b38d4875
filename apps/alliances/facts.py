"""Named numbers of alliances: how many, with how many members, how much on their shelves."""

from typing import Any

from django.db.models import QuerySet

from apps.alliances.models import Alliance, AllianceMember, Event, Registration, SharedItem
from apps.core.facts import add
from apps.listings import facts

facts.add_all(Alliance)
facts.add(Alliance, "active", "已成立的联盟", lambda rows: rows.public().filter(stage="founded"), unit="个")


def members(alliance: Alliance | None, period: Any) -> QuerySet[AllianceMember]:
    rows = AllianceMember.objects.approved()
    return rows.filter(alliance=alliance) if alliance else rows.filter(alliance__in=Alliance.objects.public())


def shared(alliance: Alliance | None, period: Any) -> QuerySet[SharedItem]:
    rows = SharedItem.objects.standing()
    return (
        rows.filter(seat__alliance=alliance) if alliance else rows.filter(seat__alliance__in=Alliance.objects.public())
    )


add(
    "alliances.members",
    label="联盟成员单位",
    unit="家",
    of="alliance",
    value=lambda alliance, period: members(alliance, period).count(),
    rows=members,
)
add(
    "alliances.shared",
    label="联盟共享的资源",
    unit="条",
    of="alliance",
    value=lambda alliance, period: shared(alliance, period).count(),
    rows=shared,
)


def attended(subject: Any, period: Any) -> QuerySet[Registration]:
    """Those who were checked in, at events of an organization where one is named; of a year when one is named."""
    rows = Registration.objects.attended()
    rows = rows.filter(event__organization=subject) if subject is not None else rows
    return rows.filter(event__starts__year=period) if period else rows


facts.add(Event, "events", "公开的活动", lambda rows: rows.public(), unit="场")
facts.add(Event, "events_waiting", "待审核活动", lambda rows: rows.awaiting_review(), unit="场")
add(
    "alliances.attendance",
    label="活动到场",
    unit="人次",
    of="organization",
    value=lambda s, p: attended(s, p).count(),
    rows=attended,
)
