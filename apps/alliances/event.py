"""The family of events: roadshows, forums, contests and job fairs one registers for. [S1-2, S1-14]"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.alliances.alliance import Alliance
from apps.alliances.lifecycle.event import EVENT, FULL, OFF, OPEN, OVER, PHASES, RUNNING, SHUT, TAKEN, WAITING
from apps.alliances.queries.event import EventQuerySet
from apps.core.errors import Defect
from apps.core.lifecycle import State, StateField
from apps.listings import privacy
from apps.listings.common import HEAD, PLACE, TAIL
from apps.listings.fields import Choice, Field, Moment, Number, Text
from apps.listings.kinds import Kinds
from apps.listings.lifecycle import CLOSED, PUBLISHED
from apps.listings.models import Listing

MODES = {"onsite": "线下", "online": "线上", "both": "线下和线上"}
ADDRESS = re.compile(r"^https?://[^\s<>\"']+$")
OWN: dict[str, Field] = {
    "starts": Moment(label="开始时间", example="2026-12-18 14:00", aliases=("活动时间", "开始")),
    "ends": Moment(label="结束时间", example="2026-12-18 17:00", aliases=("结束",)),
    "closes": Moment(label="报名截止", example="2026-12-16 18:00", help="不填就是活动开始时", aliases=("截止时间",)),
    "mode": Choice(label="形式", options=MODES, example="线下", aliases=("举办形式",)),
    "place": Text(
        label="地点", max=120, example="演示大厦 3 楼报告厅", help="写到楼层和房间", aliases=("活动地点", "举办地点")
    ),
    "link": Text(
        label="线上参加链接",
        max=300,
        personal=True,
        help="以 https:// 开头；只给报名成功的人看，不公开",
        aliases=("会议链接", "直播链接"),
    ),
    "cap": Number(
        label="人数上限", min=1, max=100_000, unit="人", help="不填就是不限；报满以后排候补", aliases=("名额", "限额")
    ),
    "agenda": Text(label="议程", max=5000, lines=6, help="一行一项：时间、内容、谁来讲", aliases=("活动议程", "日程")),
}
COMMON: dict[str, Field] = {
    "title": replace(HEAD["title"], label="活动名称", help="一句话说清办什么", aliases=("名称", "标题")),
    "text": replace(
        HEAD["text"],
        label="活动介绍",
        help="写给谁、解决什么、来了能得到什么",
        aliases=("说明", "描述", "简介", "介绍"),
    ),
    **OWN,
    **PLACE,
    **{name: field for name, field in TAIL.items() if name != "valid_until"},
}


@dataclass(frozen=True)
class Seats:
    """How full an event is; no cap means there is always a seat."""

    cap: int | None
    taken: int
    waited: int

    @property
    def free(self) -> int | None:
        return None if self.cap is None else max(0, self.cap - self.taken)

    @property
    def are_gone(self) -> bool:
        return self.free == 0


class Event(Listing):
    """Something held at a time; registered for, with or without a cap, on its own or by an alliance."""

    prefix = "HD"
    kinds = Kinds("event", COMMON)
    lifecycle = EVENT

    state = StateField(EVENT)
    starts = models.DateTimeField("开始时间", null=True, blank=True)
    ends = models.DateTimeField("结束时间", null=True, blank=True)
    closes = models.DateTimeField("报名截止", null=True, blank=True)
    mode = models.CharField("形式", max_length=16, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    link = models.CharField("线上参加链接", max_length=300, blank=True)
    cap = models.PositiveIntegerField("人数上限", null=True, blank=True)
    agenda = models.TextField("议程", blank=True)
    alliance = models.ForeignKey(
        Alliance, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name="所属联盟"
    )

    objects = EventQuerySet.as_manager()

    class Meta(Listing.Meta):
        verbose_name = "活动"
        constraints = [
            *Listing.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state__in=[PUBLISHED, CLOSED]) | Q(starts__isnull=False, ends__isnull=False),
                name="event_public_with_a_time",
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="event_ends_after_it_starts"),
        ]

    @property
    def mode_label(self) -> str:
        return MODES.get(self.mode, "")

    @property
    def shuts(self) -> datetime | None:
        """Until when one may register."""
        return min(self.closes, self.starts) if self.closes and self.starts else self.closes or self.starts

    @property
    def seats(self) -> Seats:
        """Read off the list's annotations where there are any."""
        if not hasattr(self, "seats_taken"):
            counts = self.registrations.aggregate(
                taken=models.Count("pk", filter=Q(state__in=TAKEN)), waited=models.Count("pk", filter=Q(state=WAITING))
            )
            self.seats_taken, self.seats_waited = counts["taken"], counts["waited"]
        return Seats(self.cap, self.seats_taken, self.seats_waited)

    def phase(self, now: datetime) -> State:
        """What the clock and the seats make of it; its own state while it is not public."""
        if self.state == CLOSED:
            return PHASES[OFF]
        if self.state != PUBLISHED or not (self.starts and self.ends):
            return self.state_now
        if now >= self.starts:
            return PHASES[OVER if now >= self.ends else RUNNING]
        if now >= self.shuts:
            return PHASES[SHUT]
        return PHASES[FULL if self.seats.are_gone else OPEN]

    @property
    def phase_now(self) -> State:
        return self.phase(timezone.now())

    def beside(self) -> dict:
        seats, phase = self.seats, self.phase_now
        return {
            "phase": phase.value,
            "phase_label": phase.public_label,
            "taken": seats.taken,
            "waiting": seats.waited,
            "free": seats.free,
            "alliance": self.alliance_id,
        }


class EventDetails(models.Model):
    """The typed columns of one kind of event."""

    listing = models.OneToOneField(
        Event, models.CASCADE, primary_key=True, related_name="%(class)s_row", editable=False
    )

    class Meta:
        abstract = True


def ends_after_it_starts(values: Mapping[str, Any], today: date) -> Defect | None:
    starts, ends = values["starts"], values["ends"]
    if starts and ends and ends <= starts:
        return Defect("ends", "结束时间不晚于开始时间", "请核对日期和钟点")
    return None


def closes_before_it_starts(values: Mapping[str, Any], today: date) -> Defect | None:
    starts, closes = values["starts"], values["closes"]
    if starts and closes and closes > starts:
        return Defect("closes", "报名截止晚于活动开始", "请改到开始之前，或者不填")
    return None


def links_to_a_page(values: Mapping[str, Any], today: date) -> Defect | None:
    if values["link"] and not ADDRESS.match(values["link"]):
        return Defect("link", "线上参加链接不是网址", "请贴以 https:// 开头的完整网址")
    return None


CHECKS = (ends_after_it_starts, closes_before_it_starts, links_to_a_page)
privacy.declare("alliances.Event", others=[*OWN, "alliance"])
