"""Bring a table in line with its list: new rows in, changed rows up, rows that are gone marked, never deleted."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models, transaction

from apps.core import text
from apps.taxonomy.models import (
    Discipline,
    IndustryClass,
    Institution,
    InstitutionName,
    InstrumentClass,
    Listed,
    LoadedList,
    Major,
    Region,
)
from apps.taxonomy.reference import Reading

TABLES: dict[str, type[Listed]] = {
    "institutions": Institution,
    "majors": Major,
    "disciplines": Discipline,
    "industry_classes": IndustryClass,
    "regions": Region,
    "instrument_classes": InstrumentClass,
}
BATCH = 1_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Counts:
    new: int
    changed: int
    gone: int


class Older(Exception):
    """The table already holds a newer edition of the list."""


@transaction.atomic
def load(*, reading: Reading, progress: Progress = lambda done, total: None) -> Counts:
    """Make the table say what `reading` says. Idempotent; raises Older when a newer edition stands there."""
    before = LoadedList.objects.select_for_update().filter(name=reading.name).first()
    if before and before.edition > reading.edition:
        raise Older(f"{reading.name}：库里已是 {before.edition} 的版本，文件是 {reading.edition} 的")
    model = TABLES[reading.name]
    counts = _sync(model, _wanted(model, reading), _scope(model, reading), progress)
    if model is Institution:
        _remember_names(reading)
    LoadedList.objects.update_or_create(
        name=reading.name,
        defaults={
            "edition": reading.edition,
            "source": reading.source,
            "digest": reading.digest,
            "rows": len(reading.rows),
        },
    )
    return counts


def _has_year(model: type[Listed]) -> bool:
    return any(one.name == "year" for one in model._meta.fields)


def _wanted(model: type[Listed], reading: Reading) -> dict[str, dict]:
    """Code → columns; a model with a year takes the list's."""
    if len({row["code"] for row in reading.rows}) != len(reading.rows):
        raise ValueError(f"{reading.name}: a code is there twice")  # every reader must have refused it
    extra = {"year": reading.year, "active": True} if _has_year(model) else {"active": True}
    return {row["code"]: {**row, **extra} for row in reading.rows}


def _scope(model: type[Listed], reading: Reading) -> models.QuerySet:
    """Which rows the list speaks about: a catalogue of majors only about its own year."""
    rows = model._base_manager.all()
    return rows.filter(year=reading.year) if model is Major else rows


def _sync(model: type[Listed], wanted: dict[str, dict], scope: models.QuerySet, progress: Progress) -> Counts:
    present = {record.code: record for record in scope}
    new, changed = [], []
    for done, (code, columns) in enumerate(wanted.items(), start=1):
        record = present.get(code)
        if record is None:
            new.append(model(**columns, sort_key=text.pinyin_key(columns["name"])))
        elif any(getattr(record, name) != value for name, value in columns.items()):
            changed.append(_set(record, columns))
        if done % BATCH == 0 or done == len(wanted):
            progress(done, len(wanted))
    gone = [_set(record, {"active": False}) for code, record in present.items() if code not in wanted and record.active]
    model._base_manager.bulk_create(new, batch_size=BATCH)
    names = [one.name for one in model._meta.concrete_fields if not one.primary_key]
    model._base_manager.bulk_update([*changed, *gone], names, batch_size=BATCH)
    return Counts(len(new), len(changed), len(gone))


def _set(record: Listed, columns: dict) -> Listed:
    for name, value in columns.items():
        setattr(record, name, value)
    record.sort_key = text.pinyin_key(record.name)
    return record


def _remember_names(reading: Reading) -> None:
    """One name per institution and year, corrected when the same year's list is loaded again."""
    codes = dict(Institution.objects.values_list("code", "pk"))
    InstitutionName.objects.bulk_create(
        [
            InstitutionName(institution_id=codes[row["code"]], year=reading.year, name=row["name"])
            for row in reading.rows
        ],
        update_conflicts=True,
        unique_fields=("institution", "year"),
        update_fields=("name",),
        batch_size=BATCH,
    )
