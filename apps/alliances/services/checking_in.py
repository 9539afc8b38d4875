"""At the door: a code becomes a check-in, once; every other ticket is told why not."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.alliances.event import Event
from apps.alliances.lifecycle.event import ATTENDED, SEATED, WAITING
from apps.alliances.models.event import Registration
from apps.core import journal, lifecycle, rules, tabular
from apps.core.errors import Conflict, Defect, Defects
from apps.listings.fields import Moment

AFTER = timedelta(days=1)  # what was noted on paper is typed in the day after
WHEN = Moment(label="时间")


@transaction.atomic
def check_in(registration: Registration, *, actor: Actor, now: datetime) -> Registration:
    """Note that the person came. Raises PermissionDenied, and Conflict: twice (with when), no seat, no day."""
    rules.require(actor, "check_in", registration)
    row = Registration.objects.select_for_update(of=("self",)).select_related("event", "user").get(pk=registration.pk)
    if row.state == ATTENDED:
        raise Conflict(f"这张票已于 {WHEN.show(row.state_at)} 签到过，不用再签")
    if row.state != SEATED:
        raise Conflict(REFUSED.get(row.state, f"这张票现在是「{row.state_now.label}」，不能签到"))
    _require_time(row.event, now)
    return lifecycle.move(row, "check_in", actor=actor)


REFUSED = {WAITING: "这张票还在候补，没有席位，不能签到；有空位请先提高人数上限"}


def _require_time(event: Event, now: datetime) -> None:
    opens = timezone.localtime(event.starts).replace(hour=0, minute=0)
    if now < opens:
        raise Conflict(f"还没有到活动当天，{WHEN.show(opens)} 起可以签到")
    if now >= event.ends + AFTER:
        raise Conflict("活动结束已超过一天，签到已经关闭")


def find(event: Event, typed: str) -> Registration:
    """The ticket of this event a typed code names, however it was grouped. Raises Defects."""
    code = "".join(typed.split()).replace("-", "").upper()
    row = event.registrations.select_related("user", "organization", "event").filter(code=code).first()
    if row is None:
        raise Defects([Defect("code", "没有这个签到码，或它不属于这场活动", "请核对 16 位字母和数字")])
    return row


@transaction.atomic
def sheet(event: Event, *, actor: Actor) -> bytes:
    """Who comes and who came, as a workbook for the organizer. Raises PermissionDenied."""
    rules.require(actor, "keep", event)
    rows = event.registrations.select_related("user", "organization").order_by("pk")
    titles = ("姓名", "单位", "电话", "邮箱", "状态", "报名时间", "状态时间", "说明")
    columns = [tabular.ExportColumn(title) for title in titles]
    journal.write(actor, "export", event, after={"registrations": len(rows)})
    return tabular.export(columns, map(_cells, rows), f"活动：{event.title}\n{event.code}", name="报名名单")


def _cells(row: Registration) -> list:
    user, unit = row.user, row.organization
    said = [user.display_name, unit.name if unit else "", user.phone or "", user.email or "", row.state_now.label]
    return [*said, timezone.localtime(row.created_at), timezone.localtime(row.state_at), row.note]
