"""How matching answers what happens below: an outbox row in the same transaction, nothing else."""

from django.dispatch import receiver

from apps.core import outbox
from apps.core.lifecycle import changed, moved
from apps.demands.models import Demand
from apps.listings.lifecycle import MATCHED_STATES, PUBLISHED
from apps.resources.models import Resource

TRIGGERS = {"submit": "submit", "publish": "publish"}


@receiver(moved, sender=Demand)
def on_demand_moved(record, move, **_) -> None:
    """The owner sees suggestions as soon as it is sent in; publication opens it to the other side."""
    if record.state in MATCHED_STATES:
        _match(record, TRIGGERS.get(move.name, "change"))


@receiver(changed, sender=Demand)
def on_demand_changed(record, fields, **_) -> None:
    if record.state in MATCHED_STATES and set(fields) - {"checked_at"}:
        _match(record, "change")


def _match(demand: Demand, trigger: str) -> None:
    outbox.put("match_demand", {"demand": demand.pk, "trigger": trigger}, key=f"demand:{demand.pk}")


@receiver(moved, sender=Resource)
def on_resource_moved(record, move, **_) -> None:
    """New ones reach open demands; those that leave free their place."""
    if PUBLISHED in move.sources | {move.target}:
        _reach(record)


@receiver(changed, sender=Resource)
def on_resource_changed(record, **_) -> None:
    if record.state == PUBLISHED:
        _reach(record)


def _reach(resource: Resource) -> None:
    outbox.put("match_resource", {"resource": resource.pk}, key=f"resource:{resource.pk}")
