"""What every base's facts say, written down once a night."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.bases.indicators import COMPUTED, DECLARED
from apps.bases.models import Base, SnapshotRow
from apps.core import facts, once

JOB = "bases.snapshot"
KEEP = timedelta(days=3 * 366)
TRACKED = (*(one.fact for one in COMPUTED.values()), *(f"bases.{slug}" for slug in DECLARED))


@transaction.atomic
def snapshot(*, day: date) -> int:
    """Rows written for `day`: all of them, or none where another scheduler has claimed the night.

    The claim and the rows are one transaction: a night that is cut off is not lost, the next ring takes it anew.
    """
    if not once.claim(JOB, day.isoformat()):
        return 0
    bases = Base.objects.published().select_related("organization")
    rows = [SnapshotRow(base=base, day=day, fact=name, value=_value(name, base)) for base in bases for name in TRACKED]
    return len(SnapshotRow.objects.bulk_create(rows, batch_size=1_000, ignore_conflicts=True))


def _value(name: str, base: Base) -> Decimal | None:
    """The fact of the base itself, or of the organization that carries it."""
    value: Any = facts.fact(name, base.organization if facts.registry[name].of == "organization" else base).value
    return None if value is facts.UNKNOWN else Decimal(value)


def forget(*, today: date) -> int:
    """Drop nights of three years ago; returns how many rows."""
    return SnapshotRow.objects.filter(day__lt=today - KEEP).delete()[0]
