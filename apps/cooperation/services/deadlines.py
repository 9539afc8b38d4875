"""Stored due dates in working days: begun, met, counted anew. What happens when one passes is the clock's."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils import timezone

from apps.cooperation.models import Case, Deadline, Dealing
from apps.core import workdays

ANSWER = ("remind", "escalate", "hand_over")  # of a proposal nobody answers, in this order
LABELS = {
    "remind": "催办",
    "escalate": "升级给专员",
    "hand_over": "转由专员接手",
    "no_dealing": "发布后无对接转专员",
    "rate": "提醒互评",
    "next_step": "下一步到期",
}


def days_of(stage: str) -> int:
    """Working days of a stage: settings, 「示例（待管委会确认）」."""
    return settings.COOPERATION_DAYS.get(stage, 0)


def answer_days() -> int:
    """Working days after which a proposal nobody answers is reminded of."""
    return days_of(ANSWER[0])


def all_days() -> dict[str, int]:
    """Every stage with its days, for the board."""
    return {label: days_of(stage) for stage, label in LABELS.items() if days_of(stage)}


def begin(record: Dealing | Case, *stages: str, on: date | None = None) -> None:
    """Start the clock of these stages on a day; begun twice on one day it runs once, and anew."""
    day, calendar = on or timezone.localdate(), workdays.calendar()
    for stage in stages:
        due = calendar.add(day, days_of(stage))
        values = {"days": days_of(stage), "due_on": due.day, "is_estimate": due.estimate}
        values |= {"done_at": None, "ended_as": ""}
        key = {record._meta.model_name: record, "stage": stage, "begun_on": day}
        Deadline.objects.update_or_create(**key, defaults=values)


def settle(record: Dealing | Case, stages: Iterable[str], ended_as: str) -> None:
    """These need no clock any more."""
    rows = record.deadlines.open().filter(stage__in=list(stages))
    rows.update(done_at=timezone.now(), ended_as=ended_as)


def recount() -> int:
    """Count every open due date anew from the calendar as it now is; returns how many changed."""
    calendar, changed = workdays.calendar(), []
    for row in Deadline.objects.open():
        due = calendar.add(row.begun_on, row.days)
        if (due.day, due.estimate) != (row.due_on, row.is_estimate):
            row.due_on, row.is_estimate = due.day, due.estimate
            changed.append(row)
    Deadline.objects.bulk_update(changed, ("due_on", "is_estimate"), batch_size=500)
    return len(changed)
