"""What a reader who comes back has to hear: when a row last changed, and which rows he can no longer see.

A row that leaves the view of others, or is deleted, leaves a tombstone in the transaction that took it away; the reader
asks for everything since a moment, and what he still sees is a change while what he no longer sees is gone.
"""

from typing import Any

from django.db.models import Expression, F, Model
from django.db.models.functions import Greatest
from django.utils import timezone

from apps.core.models import Tombstone

MARKS = ("updated_at", "state_at", "checked_at", "read_at", "created_at")  # created_at where there is no updated_at


def marks_of(model: type[Model]) -> list[str]:
    """The columns that say when a row of this model last changed."""
    there = {field.name for field in model._meta.local_fields}
    return [name for name in MARKS if name in there and not (name == "created_at" and "updated_at" in there)]


def changed_at(model: type[Model]) -> Expression | F:
    """When a row last changed, as the database computes it."""
    marks = marks_of(model)
    return Greatest(*marks) if len(marks) > 1 else F(marks[0])


def bury(record: Model, *, organization: Any = None) -> None:
    """Note that `record` has gone, for everybody or for one organization; call it in the transaction of the cause."""
    key = {"about": record._meta.label_lower, "about_id": record.pk, "organization_id": organization}
    Tombstone.objects.update_or_create(**key, defaults={"at": timezone.now()})
