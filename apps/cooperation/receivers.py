"""Demands get their broker as they are sent in; what a dealing's move brings with it happens in its transaction."""

from django.dispatch import receiver

from apps.cooperation import services
from apps.cooperation.models import Case, Dealing
from apps.core import outbox, workdays
from apps.core.lifecycle import moved
from apps.demands.models import Demand
from apps.listings.lifecycle import PUBLISHED, SUBMITTED
from apps.resources.models import Resource

LEAVES = {"close": "elsewhere", "withdraw": "withdrawn"}


@receiver(moved, sender=Dealing)
def on_dealing_moved(record, move, actor, **_) -> None:
    services.follow(record, move, actor)


@receiver(moved, sender=Case)
def on_case_moved(record, move, actor, **_) -> None:
    services.follow_case(record, move, actor)


@receiver(moved, sender=Demand)
def on_demand_moved(record, move, **_) -> None:
    if move.target in {SUBMITTED, PUBLISHED}:
        services.watch(record)
    if move.name in LEAVES:
        services.unwatch(record, reason=LEAVES[move.name])
        services.give_up(record, "demand")


@receiver(moved, sender=Resource)
def on_resource_moved(record, move, **_) -> None:
    if move.name in LEAVES:
        services.give_up(record, "resource")


@receiver(workdays.entered)
def on_calendar_entered(**_) -> None:
    outbox.put("recount_deadlines", key="recount")
