"""Fictional alliances of eight industries under one umbrella: founded or in preparation, with seats in all states.

Written and published as people do; seats, shelf and words to the members are entered in bulk. Members are fictional
organizations marked 演示.
"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.models import Organization
from apps.alliances.lifecycle.membership import APPROVED
from apps.alliances.models import Alliance, AllianceMember, Announcement, Secretary, SharedItem
from apps.core import lifecycle
from apps.listings import services
from apps.listings.lifecycle import PUBLISHED
from apps.resources.models import Resource

Row = dict[str, Any]
LENT = 2  # of each member that has something, at most
TERMS = ("成员单位机时八折", "每月为成员留 20 小时", "教学使用不收费，耗材自理", "提前三个工作日预约，成员优先")
REASON = "在临港有研发和实训场地，愿意开放设备、接收学生，想参加联盟的联合攻关。"


def read() -> list[Row]:
    return json.loads((Path(__file__).parent / "alliances.json").read_text(encoding="utf-8"))


def load(places: dict[str, Organization], centre: Actor, committee: Actor) -> int:
    """Enter what is not there yet; returns how many alliances."""
    rows = read()
    keys = [row["key"] for row in rows]
    there = set(Alliance.objects.filter(external_id__in=keys).values_list("external_id", flat=True))
    made = [(row, _enter(row, centre, committee)) for row in rows if row["key"] not in there]
    Alliance.objects.filter(pk__in=[alliance.pk for _, alliance in made]).update(is_demo=True)
    seats = AllianceMember.objects.bulk_create(
        AllianceMember(
            alliance=alliance,
            organization=places[code],
            role=role,
            state=state,
            reason=REASON,
            created_by=centre.user,
            state_at=timezone.now() - timedelta(days=7 * number + 3),
        )
        for row, alliance in made
        for number, (code, role, state) in enumerate(row["members"])
    )
    SharedItem.objects.bulk_create(_lent([seat for seat in seats if seat.state == APPROVED]))
    Announcement.objects.bulk_create(
        Announcement(
            alliance=alliance,
            title=title,
            text=text,
            sent_by=centre.user,
            reached=sum(state == APPROVED for _, _, state in row["members"]),
        )
        for row, alliance in made
        for title, text in row["news"]
    )
    Secretary.objects.bulk_create(
        Secretary(alliance=alliance, membership=centre.membership, duty="入会与活动") for _, alliance in made
    )
    return len(made)


def _enter(row: Row, centre: Actor, committee: Actor) -> Alliance:
    common = {name: row[name] for name in ("title", "text", "industry", "stage", "founded", "charter", "nodes")}
    data = {**common, **row["details"], "contact_name": "演示经办人", "external_id": row["key"]}
    alliance = services.create(Alliance, row["kind"], data, actor=centre)
    lifecycle.move(alliance, "submit", actor=centre)
    if row["state"] == PUBLISHED:
        lifecycle.move(alliance, "publish", actor=committee)
    return alliance


def _lent(seats: list[AllianceMember]) -> list[SharedItem]:
    """Of each member's public resources those on the alliance's own chain first, else its newest."""
    own: dict[int, list[Resource]] = {}
    houses = {seat.organization_id for seat in seats}
    for resource in Resource.objects.public().filter(organization__in=houses).prefetch_related("nodes__industry"):
        own.setdefault(resource.organization_id, []).append(resource)
    rows = []
    for place, seat in enumerate(seats):
        found = own.get(seat.organization_id, [])
        industry = seat.alliance.industry
        fits = [one for one in found if any(node.industry.code == industry for node in one.nodes.all())]
        for number, one in enumerate((fits or ([] if industry else found))[:LENT]):
            terms = TERMS[(place + number) % len(TERMS)]
            about = one._meta.label_lower
            rows.append(SharedItem(seat=seat, about=about, about_id=one.pk, terms=terms, shared_by=seat.created_by))
    return rows
