"""What every kind of every family keeps to, so that whatever is built from it works."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from apps.demands.models import Demand
from apps.listings import services
from apps.listings.fields import Choice, Day, Field, Flag, Moment, Number, Picks, Tags, Term, Terms, Text
from apps.listings.forms import WIDGETS, form_for
from apps.listings.models import families
from apps.resources.models import Resource
from tests.factories.listings import WORDS

KINDS = [(model, kind) for model in families() for kind in model.kinds]
ENTERED = [(model, kind) for model in families() for kind in model.kinds.entered()]
EVERY_FIELD = [(model, kind, name) for model, kind in KINDS for name in model.kinds.fields_of(kind.slug)]
COLUMNS = {
    Text: (models.CharField, models.TextField),
    Number: (models.IntegerField, models.DecimalField),
    Flag: (models.BooleanField,),
    Day: (models.DateField,),
    Moment: (models.DateTimeField,),
    Choice: (models.CharField,),
    Term: (models.CharField, models.ForeignKey),
    Tags: (ArrayField, models.ManyToManyField),
}


def ident(value):
    return value.__name__ if isinstance(value, type) else getattr(value, "slug", None)


def column_of(model, kind, name):
    owner = model if name in model.kinds.common else kind.details
    return owner._meta.get_field(name)


@pytest.mark.parametrize(("model", "kind", "name"), EVERY_FIELD, ids=ident)
def test_every_field_has_a_column_that_holds_whatever_it_lets_through(model, kind, name):
    field, column = model.kinds.fields_of(kind.slug)[name], column_of(model, kind, name)
    wanted = next(columns for sort, columns in COLUMNS.items() if isinstance(field, sort))
    assert isinstance(column, wanted)
    if isinstance(field, Text) and isinstance(column, models.CharField):
        assert field.max <= column.max_length
    if isinstance(field, Choice):
        assert max(map(len, field.options)) <= column.max_length
    if isinstance(field, Picks):
        assert max(map(len, field.options)) <= column.base_field.max_length
    elif isinstance(field, Tags) and isinstance(column, ArrayField):
        assert field.length <= column.base_field.max_length
    if isinstance(field, Number):
        assert column.null and fits(field.max, column) and fits(field.min, column)
    if isinstance(field, Day | Moment):
        assert column.null


def fits(bound, column):
    if isinstance(column, models.DecimalField):
        return abs(Decimal(bound)) < Decimal(10) ** (column.max_digits - column.decimal_places)
    low, high = connection.ops.integer_field_range(column.get_internal_type())
    return low <= bound <= high


@pytest.mark.parametrize(("model", "kind"), KINDS, ids=ident)
def test_no_column_of_a_kind_is_forgotten(model, kind):
    assert {field.name for field in kind.details._meta.get_fields()} - {"listing"} == set(kind.fields)


@pytest.mark.parametrize(("model", "kind"), KINDS, ids=ident)
def test_whatever_a_kind_names_exists(model, kind):
    assert set(kind.shows) | set(kind.searches) | set(kind.filters) | {kind.identity} - {""} <= set(kind.fields)
    assert set(kind.aliases) | set(kind.composes) <= set(model.kinds.common)
    assert {part for parts in kind.composes.values() for part in parts} <= set(kind.fields)
    assert kind.answers <= {one.slug for one in Demand.kinds}
    assert kind.answered_by <= {one.slug for one in Resource.kinds}
    assert kind.label and kind.hint and kind.icon


@pytest.mark.parametrize(("model", "kind"), KINDS, ids=ident)
def test_no_heading_means_two_fields(model, kind):
    fields = model.kinds.fields_of(kind.slug).values()
    names = [name for field in fields for name in {field.label, *field.aliases}]
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "kind", "name"), EVERY_FIELD, ids=ident)
def test_every_field_can_be_drawn_described_and_shown(model, kind, name):
    field = model.kinds.fields_of(kind.slug)[name]
    assert field.widget in WIDGETS
    assert field.schema()["type"] in {"string", "integer", "number", "boolean", "array"}
    assert field.show(field.empty()) in {"", "否"}


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "kind"), KINDS, ids=ident)
def test_examples_are_good_examples(model, kind):
    for name, field in model.kinds.fields_of(kind.slug).items():
        if field.example:
            cleaned = field.clean(field.example)
            assert cleaned not in (None, "", []), name


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "kind"), ENTERED, ids=ident)
def test_title_and_text_are_enough(model, kind, writers):
    actor = writers[model]
    made = services.create(model, kind.slug, {"title": "演示标题一条", "text": WORDS}, actor=actor)
    again = model.objects.get(pk=made.pk)
    assert {name: value for name, value in again.values().items() if name in kind.fields} == {
        name: field.empty() for name, field in kind.fields.items()
    }
    assert form_for(model, kind.slug, instance=again).initial["title"] == "演示标题一条"


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "kind"), ENTERED, ids=ident)
def test_what_every_field_lets_through_comes_back_from_the_database(model, kind, writers):
    actor = writers[model]
    given = {name: most(field) for name, field in kind.fields.items()}
    made = services.create(model, kind.slug, {"title": "演示标题一条", "text": WORDS, **given}, actor=actor)
    assert {name: value for name, value in model.objects.get(pk=made.pk).values().items() if name in given} == {
        name: kind.fields[name].clean(value) for name, value in given.items()
    }


def most(field: Field):
    """The largest thing a field lets through."""
    match field:
        case Choice():
            return list(field.options)[-1]
        case Picks():
            return list(field.options)
        case Terms() | Term():
            return ""
        case Tags():
            return [f"{place:0{field.length}d}" for place in range(field.max)]
        case Text():
            return "字" * field.max
        case Number():
            return field.max
        case Day():
            return date(2026, 1, 31)
    return True


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "kind"), KINDS, ids=ident)
def test_an_unknown_name_is_a_defect_not_a_loss(model, kind):
    found = model.kinds.clean(kind.slug, {"no_such": 1}, date(2026, 11, 21))
    assert found.defects[0].field == "no_such"
