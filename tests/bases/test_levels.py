"""A level is the committee's: every decision with its document and date, and a way back only to where the base was."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.bases import services
from apps.bases.lifecycle import IN_FORCE, LEVEL
from apps.bases.models import LevelChange, Standing
from apps.core import lifecycle, rules
from apps.core.errors import Conflict, Defects
from apps.notices.models import Notice
from tests.factories.bases import BaseFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def decide(base, move, actor, day=DAY, **more):
    given = {"document": "示例〔2026〕1号", "note": "按评价结果", **more}
    return services.change_level(base=base, move=move, decided_on=day, actor=actor, **given)


def test_a_base_travels_through_every_level(base, chen_committee):
    steps = [
        ("award", "nurturing"),
        ("upgrade", "demonstration"),
        ("rectify", "rectification"),
        ("restore_demonstration", "demonstration"),
        ("exit", "exited"),
        ("award", "nurturing"),
    ]
    for place, (move, level) in enumerate(steps):
        decide(base, move, chen_committee, DAY + timedelta(place), reason="ended" if move == "exit" else "")
        assert base.level.value == level
    told = list(LevelChange.objects.values_list("move", "before", "after"))
    assert told[::-1][:3] == [
        ("award", "none", "nurturing"),
        ("upgrade", "nurturing", "demonstration"),
        ("rectify", "demonstration", "rectification"),
    ]
    assert len(told) == len(steps)


@pytest.mark.parametrize(
    ("held", "open_move", "closed"),
    [("nurturing", "restore", "restore_demonstration"), ("demonstration", "restore_demonstration", "restore")],
)
def test_who_has_mended_comes_back_to_where_he_was(chen_committee, held, open_move, closed):
    base = BaseFactory(level=held)
    decide(base, "rectify", chen_committee)
    with pytest.raises(PermissionDenied):
        decide(base, closed, chen_committee)
    assert decide(base, open_move, chen_committee).after == held


def test_only_the_committee_decides(base, personas):
    able = {name for name, actor in personas.items() if rules.allowed(actor, "award", services.standing_of(base))}
    assert able == {"chen_committee"}
    with pytest.raises(PermissionDenied):
        decide(base, "award", personas["sun_centre"])
    assert Standing.objects.count() == LevelChange.objects.count() == 0


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "withdrawn"])
def test_what_is_not_published_gets_no_level(chen_committee, state):
    with pytest.raises(PermissionDenied):
        decide(BaseFactory(state=state), "award", chen_committee)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"document": "  "}, "document"),
        ({"document": "长" * 81}, "document"),
        ({"decided_on": None}, "decided_on"),
        ({"move": "exit", "note": ""}, "note"),
        ({"move": "exit", "reason": "because"}, "reason"),
    ],
)
def test_a_decision_without_its_papers_leaves_nothing_behind(chen_committee, given, field):
    refused_decision(chen_committee, given, field)


def test_a_decision_of_tomorrow_is_refused(chen_committee):
    refused_decision(chen_committee, {"decided_on": timezone.localdate() + timedelta(1)}, "decided_on")


def refused_decision(actor, given, field):
    base = BaseFactory(level="nurturing")
    whole = {"move": "upgrade", "document": "示例〔2026〕2号", "decided_on": DAY, "note": "评价", "reason": "ended"}
    with pytest.raises(Defects) as refused:
        services.change_level(base=base, actor=actor, **whole | given)
    assert [defect.field for defect in refused.value.defects] == [field]
    assert (Standing.objects.get().state, LevelChange.objects.count()) == ("nurturing", 0)


def test_decisions_stand_in_the_order_of_their_dates(base, chen_committee):
    decide(base, "award", chen_committee)
    with pytest.raises(Defects) as refused:
        decide(base, "upgrade", chen_committee, DAY - timedelta(1))
    assert "早于上一次决定" in refused.value.message


def test_a_step_that_does_not_fit_the_level_is_a_conflict(base, chen_committee):
    with pytest.raises(Conflict):
        decide(base, "upgrade", chen_committee)
    assert Standing.objects.count() == 0


def test_of_two_who_decide_at_once_one_is_told(base, chen_committee):
    decide(base, "award", chen_committee)
    stale = type(base).objects.get(pk=base.pk)
    assert stale.level.value == "nurturing"
    decide(base, "upgrade", chen_committee)
    with pytest.raises(Conflict):
        decide(stale, "upgrade", chen_committee)
    assert LevelChange.objects.count() == 2


@pytest.mark.parametrize("level", sorted(state.value for state in LEVEL.states))
def test_what_holds_a_level_cannot_be_taken_back(li_na, sun_centre, level):
    base = BaseFactory(organization=li_na.organization, level=level)
    base = type(base).objects.get(pk=base.pk)
    free = level not in IN_FORCE
    assert {rules.allowed(li_na, move, base) for move in ("withdraw", "close")} == {free}
    assert rules.allowed(sun_centre, "close", base) == free
    if not free:
        with pytest.raises(PermissionDenied):
            lifecycle.move(base, "withdraw", actor=li_na)


def test_the_carrier_and_the_builders_hear_of_it(base, chen_committee, li_na, lin_yue):
    partner = services.invite(base=base, organization=lin_yue.organization, role="school", actor=li_na)
    services.answer(partner=partner, move="agree", actor=lin_yue)
    Notice.objects.all().delete()
    decide(base, "award", chen_committee)
    assert set(Notice.objects.values_list("user_id", "text")) == {
        (who.user_id, "精密装备产教融合基地：认定为培育，现为「培育」") for who in (li_na, lin_yue)
    }


def test_the_paper_itself_lies_with_the_decision(base, chen_committee, visitor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = SimpleUploadedFile("决定.txt", "认定为培育基地".encode(), "text/plain")
    change = decide(base, "award", chen_committee, upload=paper)
    assert [row.name for row in change.files.all()] == ["决定.txt"]
    assert list(LevelChange.objects.visible_to(visitor)) == [change]
    with pytest.raises(Defects):
        decide(base, "upgrade", chen_committee, upload=SimpleUploadedFile("x.pdf", b"MZ\x90\x00", "application/pdf"))
    assert (base.level_changes.count(), Standing.objects.get().state) == (1, "nurturing")


def test_level_and_history_are_seen_as_the_base_is(personas, li_na):
    rows = {}
    for state, visibility in (("draft", "public"), ("published", "public"), ("published", "committee")):
        base = BaseFactory(organization=li_na.organization, state=state, visibility=visibility, level="nurturing")
        rows[base.standing] = base
    for name, actor in personas.items():
        seen = set(Standing.objects.visible_to(actor))
        assert {row for row in rows if rules.allowed(actor, "view", row)} == seen, name
