"""One way to write a versioned record: rule, compare-and-set, journal, `changed`."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import journal, rules
from apps.core.errors import Stale
from apps.core.lifecycle import changed


@transaction.atomic
def edit(
    record: Model, *, data: dict[str, Any], version: int, actor: Actor, allowed: Collection[str], verb: str = "edit"
) -> Model:
    """Write `data` unless somebody saved since `version` was read; the record counts as confirmed now.

    Raises PermissionDenied and Stale. Keys outside `allowed` are a programming error (ValueError).
    """
    rules.require(actor, verb, record)
    if foreign := set(data) - set(allowed):
        raise ValueError(f"not to be written here: {sorted(foreign)}")
    many = {field.name for field in record._meta.many_to_many}
    columns = {name: value for name, value in data.items() if name not in many}
    fields = sorted(name for name, value in data.items() if _differs(record, name, value, many))
    _claim(record, columns, version)
    for name in data.keys() & many:
        getattr(record, name).set(data[name])
    record.refresh_from_db()
    # Names of fields only: contact data must not be copied into the journal.
    journal.write(actor, verb, record, after={"fields": fields})
    changed.send(sender=type(record), record=record, fields=fields, actor=actor)
    return record


def _differs(record: Model, name: str, value: Any, many: set[str]) -> bool:
    if name in many:
        return {row.pk for row in getattr(record, name).all()} != {row.pk for row in value}
    return getattr(record, name) != value


def _claim(record: Model, columns: dict[str, Any], version: int) -> None:
    rows, now = type(record)._base_manager.filter(pk=record.pk), timezone.now()
    values = {**columns, "checked_at": now, "updated_at": now, "version": F("version") + 1}
    if not rows.filter(version=version).update(**values):
        theirs = rows.values_list("version", flat=True).get()
        raise Stale("资料刚刚被同事改过，请对照后再保存", theirs)


@transaction.atomic
def confirm(record: Model, *, actor: Actor) -> Model:
    """“Nothing has changed”: the record counts as fresh from now. Raises PermissionDenied."""
    rules.require(actor, "edit", record)
    record.checked_at = timezone.now()
    type(record)._base_manager.filter(pk=record.pk).update(checked_at=record.checked_at)
    journal.write(actor, "confirm", record)
    changed.send(sender=type(record), record=record, fields=["checked_at"], actor=actor)
    return record
