"""A sheet on its way in: judged, looked at, let in as a whole, and back to its owner where it is wrong."""

import pytest

from apps.core import journal
from apps.listings import importer, services
from apps.resources.models import Resource
from tests.listings import sheets

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("name", "build"), [("台账.xlsx", sheets.xlsx), ("台账.csv", sheets.gb18030)])
def test_300_rows_with_11_planted_errors(receive, name, build):
    batch = receive(build(), name=name)
    assert (batch.job.status, batch.job.error, batch.step) == ("done", "", "staged")
    assert batch.counts == {"new": 289, "changed": 0, "same": 0, "wrong": 11, "defects": 11, "all": 300}
    wrong = [(row.number, [one["field"] for one in row.defects]) for row in batch.rows.filter(verdict="wrong")]
    assert wrong == [(sheets.FIRST_ROW + one.place, [one.field]) for one in sheets.PLANTED]


def test_the_good_go_in_and_the_same_sheet_again_writes_nothing(receive, lin_yue):
    batch = receive()
    job = importer.apply(batch, lin_yue)
    assert (job.status, job.error, job.result) == ("done", "", {"batch": batch.pk, "new": 289, "changed": 0})
    assert (batch.step, Resource.objects.count()) == ("applied", 289)
    assert set(Resource.objects.values_list("state", flat=True)) == {"draft"}
    one = Resource.objects.get(external_id="SHOU-0000")
    assert one.details.class_code == "010100"
    assert journal.of(one).get().verb == "create"
    before = dict(Resource.objects.values_list("pk", "version"))
    again = receive()
    assert again.counts == {"new": 0, "changed": 0, "same": 289, "wrong": 11, "defects": 11, "all": 300}
    assert dict(Resource.objects.values_list("pk", "version")) == before


def test_what_goes_in_is_what_the_form_would_have_saved(receive, lin_yue, lists):
    """Every column of a row let in equals that of a row typed by hand with the same words."""
    batch = receive(sheets.xlsx([sheets.record(3)]))
    importer.apply(batch, lin_yue)
    imported = everything(Resource.objects.get())
    row = sheets.record(3)
    data = {
        "external_id": row[0], "title": row[2], "model": row[3], "class_code": row[4], "value": row[5],
        "origin": row[6], "maker": row[7], "started_on": row[8], "indicators": row[9], "functions": row[10],
        "disciplines": row[11], "status": row[12], "price": row[13], "sharing": row[15],
    }  # fmt: skip
    Resource.objects.all().delete()
    typed = services.create(Resource, "instrument", data, actor=lin_yue)
    assert imported == everything(Resource.objects.get(pk=typed.pk))


def everything(listing):
    """Every column of a listing but its key and its times, and every declared value."""
    own = {"id", "created_at", "updated_at", "checked_at", "state_at"}
    columns = {field.name: field.value_from_object(listing) for field in listing._meta.concrete_fields}
    return {name: value for name, value in columns.items() if name not in own}, listing.values()
