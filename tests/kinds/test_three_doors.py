"""Three doors, one lock: form, API and importer give the same verdict on 1,000 odd rows and blame the same fields."""

import csv
import io
from datetime import date, datetime, time
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict

from apps.core import tabular
from apps.core.tabular import cells
from apps.listings import services
from apps.listings.fields.listed import SEPARATORS
from apps.listings.forms import SEVERAL, form_for
from apps.listings.importer import columns
from apps.listings.importer.judge import Judge
from apps.listings.models import ImportBatch, families
from apps.listings.vocabulary import remembered
from apps.resources.models import Resource
from tests.api.conftest import program_of
from tests.kinds import odd

pytestmark = pytest.mark.django_db
KINDS = [(model, kind.slug) for model in families() for kind in model.kinds.entered()]
IDS = [kind for _, kind in KINDS]
PER_KIND = 200
Verdicts = list[set[str]]  # of each row, the fields that are blamed; an empty set is a row that may come in


@pytest.fixture
def actor_for(writers, lists):
    return writers


# The doors


def form_door(model, kind, rows) -> Verdicts:
    """As a browser posts it: boxes with several ticks by name, one value each."""
    found = []
    for row in rows:
        data = QueryDict(mutable=True)
        for name, value in row.items():
            several = model.kinds.fields_of(kind)[name].widget in SEVERAL
            data.setlist(name, SEPARATORS.split(value) if several and value else [value or ""])
        found.append(set(form_for(model, kind, data=data).errors))
    return found


def api_door(model, kind, rows, *, program) -> Verdicts:
    """Through HTTP; whatever would be created is taken back."""
    found = []
    for row in rows:
        details = {name: value for name, value in row.items() if name in model.kinds[kind].fields}
        body = {"kind": kind, "details": details} | {k: v for k, v in row.items() if k not in details}
        with transaction.atomic():
            status, answer = program.post(f"{model._meta.model_name}s/", body)
            transaction.set_rollback(True)
        assert status in {201, 422}, (status, answer, row)
        found.append({error["pointer"].split("/")[-1] for error in answer.get("errors", [])})
        assert bool(found[-1]) == (status == 422)
    return found


def sheet_door(model, kind, rows, *, actor) -> Verdicts:
    """As a .csv with every column; each row judged for itself, since odd rows may well be twins."""
    names = list(model.kinds.fields_of(kind))
    titles = [columns.title_of(model, kind, name) for name in names]
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([titles, *([row.get(name, "") for name in names] for row in rows)])
    sheet = tabular.read(buffer.getvalue().encode(), "a.csv", expect=titles).main
    assert len(sheet.rows) == len(rows)
    return judged(model, kind, actor, sheet.columns, sheet.rows)


def judged(model, kind, actor, heads, rows) -> Verdicts:
    batch = ImportBatch(family=model._meta.label_lower, kind=kind, organization=actor.organization)
    batch.sheet = {"columns": [{"index": one.index, "letter": one.letter, "title": one.title} for one in heads]}
    batch.mapping = columns.propose(heads, batch)
    assert {one["field"] for one in batch.mapping.values()} == set(model.kinds.fields_of(kind))
    with remembered():
        judge = Judge(batch, actor)
        found = []
        for row in rows:
            judge.seen.clear()
            found.append({defect["field"] for defect in judge([row])[0].defects})
    return found


def service(model, kind, rows) -> Verdicts:
    with remembered():
        return [{defect.field for defect in services.clean(model, kind, row).defects} for row in rows]


# The lock


def carried(value: Any) -> bool:
    """What a .csv and a browser can both carry."""
    return value is None or isinstance(value, str)


@pytest.mark.parametrize(("model", "kind"), KINDS, ids=IDS)
def test_1000_odd_rows_fare_alike_at_every_door(model, kind, actor_for):
    fields, actor = model.kinds.fields_of(kind), actor_for[model]
    with remembered():
        rows = odd.rows(fields, PER_KIND, seed=len(kind), values=tuple(filter(carried, odd.ANYWHERE)))
    doors = {
        "form": form_door,
        "api": partial(api_door, program=program_of(actor)),
        "sheet": partial(sheet_door, actor=actor),
    }
    found = {name: door(model, kind, rows) for name, door in doors.items()}
    differing = [
        (row, *verdicts)
        for row, *verdicts in zip(rows, *found.values(), strict=True)
        if len({*map(frozenset, verdicts)}) > 1
    ]
    assert differing == []
    wrong = sum(map(bool, found["form"]))
    assert 0.2 * PER_KIND < wrong < PER_KIND, "rows that are all sound, or all broken, show nothing"


def test_there_are_a_thousand():
    assert PER_KIND * len(KINDS) >= 1000


@pytest.mark.parametrize(("model", "kind"), KINDS, ids=IDS)
def test_what_only_json_carries_is_judged_by_the_same_lock(model, kind, actor_for):
    """Lists, objects, huge numbers, NUL, halves of characters: 422 with the field, never a crash."""
    fields, actor = model.kinds.fields_of(kind), actor_for[model]
    with remembered():
        rows = odd.rows(fields, 100, seed=7, values=odd.ONLY_JSON)
    assert api_door(model, kind, rows, program=program_of(actor)) == service(model, kind, rows)


@pytest.mark.parametrize(("model", "kind"), KINDS, ids=IDS)
def test_typed_cells_are_judged_as_the_same_values_in_json(model, kind, actor_for):
    """A spreadsheet's numbers and days against the API's numbers and ISO days."""
    fields, actor = model.kinds.fields_of(kind), actor_for[model]
    heads = [tabular.Column(place, "A", columns.title_of(model, kind, name)) for place, name in enumerate(fields)]
    with remembered():
        rows = odd.rows(fields, 100, seed=11, values=odd.ONLY_CELLS)
    read = [tabular.Row(n, tuple(as_cell(row.get(name)) for name in fields)) for n, row in enumerate(rows)]
    sent = [{name: as_json(value) for name, value in row.items()} for row in rows]
    assert judged(model, kind, actor, heads, read) == service(model, kind, sent)


def as_cell(value: Any) -> str:
    if isinstance(value, date):
        value = {"d": str(value)}
    return cells.text_of(value)[0] if value is not None else ""


def as_json(value: Any) -> Any:
    """A sheet knows no midnight: it has a day, and so has the program."""
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    return str(value) if isinstance(value, date) else value


def test_the_doors_would_be_told_apart(actor_for, monkeypatch):
    """A door with a lock of its own is found out: here the sheet's takes titles of any length."""
    row = {"title": "长" * 81, "text": odd.WORDS}
    fields = Resource.kinds.fields_of("lab")
    assert (
        sheet_door(Resource, "lab", [row], actor=actor_for[Resource])
        == form_door(Resource, "lab", [row])
        == [{"title"}]
    )
    lax = {**fields, "title": type(fields["title"])(label="标题", max=1000)}
    monkeypatch.setattr(type(Resource.kinds), "fields_of", lambda self, slug: lax)
    assert sheet_door(Resource, "lab", [row], actor=actor_for[Resource]) == [set()]
