"""Hard constraints: pairing from either side, counts per filter, and the first one failed."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.demands.models import Demand
from apps.listings.kinds import Kind
from apps.matching import constraints
from apps.matching.services import index
from apps.resources.models import Resource
from tests.factories.matching import a_demand, a_resource

pytestmark = pytest.mark.django_db


def test_pairing_is_the_union_of_both_declarations():
    assert constraints.answering_kinds("challenge") == ["instrument", "lab", "experts"]
    assert constraints.answering_kinds("talent") == ["lab", "experts"]
    assert constraints.asking_kinds("instrument") == ["challenge"]
    assert constraints.asking_kinds("lab") == ["challenge", "talent"]


def test_a_kind_declared_from_one_side_only_pairs_too(a_scenario):
    assert constraints.answering_kinds("scenario") == ["lab"]
    assert constraints.asking_kinds("lab") == ["challenge", "talent", "scenario"]
    assert constraints.kinds_pair_with_known_kinds(None) == []


def test_a_kind_that_pairs_with_nothing_real_is_refused(a_scenario, monkeypatch):
    monkeypatch.setitem(a_scenario.__dict__, "answered_by", frozenset({"laboratory"}))
    (error,) = constraints.kinds_pair_with_known_kinds(None)
    assert (error.id, error.msg) == ("matching.E001", "kind 'scenario' pairs with unknown kind 'laboratory'")


@pytest.fixture
def a_scenario():
    """A kind of demand that names who answers it; the labs do not know of it."""
    kind = Kind("scenario", "应用场景", Demand.kinds["challenge"].details, fields={}, answered_by=frozenset({"lab"}))
    yield Demand.kinds.add(kind)
    Demand.kinds.registry.remove("scenario")


@pytest.fixture
def world(leak, chamber, lin_yue, li_na):
    """One resource for each constraint to fail first, by the name of that constraint."""
    rows = {
        "published": a_resource(lin_yue, title="草稿中的舱", public=False),
        "visible": a_resource(lin_yue, title="限匹配方的舱", visibility="matched"),
        "valid": a_resource(lin_yue, title="过期的舱", valid_until=timezone.localdate() - timedelta(days=1)),
        "usable": a_resource(lin_yue, "instrument", title="不共享的仪器", sharing="不共享"),
        "kind": a_resource(lin_yue, title="别的类别的舱"),
        "other": a_resource(lin_yue, title="本单位的舱"),
    }
    Resource.objects.filter(pk=rows["kind"].pk).update(kind="retired_kind")
    Resource.objects.filter(pk=rows["other"].pk).update(organization=li_na.organization)
    return rows


def test_each_constraint_shuts_out_what_it_should(world, leak, chamber):
    today = timezone.localdate()
    first = {name: constraints.first_failed(leak, row, today).name for name, row in world.items()}
    assert first == {name: name for name in world}
    assert constraints.first_failed(leak, chamber, today) is None
    assert list(constraints.allowed(leak, today)) == [chamber]


def left_in_sql(demand, today):
    """After each constraint, asked of the tables."""
    rows = Resource.objects.filter(kind__in=Resource.kinds.labels())
    left = {}
    for constraint in constraints.CONSTRAINTS:
        rows = rows.filter(constraint.condition(demand, today))
        left[constraint.name] = rows.count()
    return left


def test_counts_fall_by_one_with_each_constraint(world, leak):
    today = timezone.localdate()
    allowed, steps = constraints.masked(leak, today, index.current(None).columns)
    left = {step["name"]: step["left"] for step in steps}
    assert left == {"published": 5, "kind": 5, "visible": 4, "valid": 3, "usable": 2, "other": 1}
    assert left == left_in_sql(leak, today)


def random_world(people, count):
    """Resources of every kind, state, visibility, validity, usability and owner; and a demand of every kind."""
    draw, today = random.Random(4), timezone.localdate()
    shown = [None, today - timedelta(days=1), today, today + timedelta(days=1)]
    for number in range(count):
        data = {"valid_until": draw.choice(shown), "visibility": draw.choice(["public", "matched", "committee"])}
        kind, owner = draw.choice(["lab", "instrument", "experts"]), draw.choice(people)
        if kind == "instrument":
            data |= {"sharing": draw.choice(["不共享", "单位内共享"]), "status": draw.choice(["正常", "停用", "报废"])}
        a_resource(owner, kind, title=f"资源{number}", public=draw.random() < 0.8, **data)
    Resource.objects.filter(pk__in=draw.sample(list(Resource.objects.values_list("pk", flat=True)), 5)).update(
        organization=Demand.objects.first().organization
    )


def test_masks_say_what_the_tables_say(leak, lin_yue, wang_wei, li_na):
    random_world([lin_yue, wang_wei], 60)
    demands = [leak, a_demand(li_na, "talent", title="检漏学徒", public=True), a_demand(li_na, public=True)]
    ready, said = index.current(None), set()
    for demand in demands:
        for day in range(-1, 3):
            today = timezone.localdate() + timedelta(days=day)
            allowed, steps = constraints.masked(demand, today, ready.columns)
            found = sorted(constraints.allowed(demand, today).values_list("pk", flat=True))
            assert sorted(ready.ids[allowed].tolist()) == found
            assert {step["name"]: step["left"] for step in steps} == left_in_sql(demand, today)
            said.add((len(found), *(step["left"] for step in steps)))
    assert len(said) > 4  # the filters did shut out


def test_the_comparison_would_notice_a_mask_that_lets_more_through(leak, lin_yue, wang_wei, monkeypatch):
    random_world([lin_yue, wang_wei], 30)
    wide = [replace(each, mask=lambda demand, today, columns: columns.published) for each in constraints.CONSTRAINTS]
    ready = index.current(None)
    monkeypatch.setattr(constraints, "CONSTRAINTS", tuple(wide))
    allowed, _ = constraints.masked(leak, timezone.localdate(), ready.columns)
    assert allowed.sum() > constraints.allowed(leak, timezone.localdate()).count()


def test_every_constraint_says_why_in_words(world, leak, chamber):
    told = {each.name: each.failed(leak, world[each.name]) for each in constraints.CONSTRAINTS if each.name != "kind"}
    assert told == {
        "published": "「草稿中的舱」现在是「待审核」，发布后才会推荐",
        "visible": "对方限定了可见范围，您的需求发布后或由专员协助才能看到",
        "valid": f"对方的有效期到 {timezone.localdate() - timedelta(days=1)} 为止，已经过期",
        "usable": "对方已停用、报废或不对外共享",
        "other": "这是您本单位的资源",
    }
