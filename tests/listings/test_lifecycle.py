"""How a listing travels: every move from every state, by everybody; one door; a way back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.accounts.services import grant
from apps.core import journal, lifecycle, rules
from apps.core.errors import Conflict, Defects
from apps.core.lifecycle import Lifecycle, Move, State
from apps.demands.models import Demand
from apps.listings import services
from apps.listings.lifecycle import LISTING
from apps.resources.models import Resource

pytestmark = pytest.mark.django_db

WORDS = "密封件在六十兆帕循环压力下微泄漏，现有气泡法测不出来，想要可重复的检测方法。"
STATES = [state.value for state in LISTING.states]


@pytest.fixture
def demand(li_na):
    return services.create(Demand, "challenge", {"title": "密封件微泄漏检测", "text": WORDS}, actor=li_na)


@pytest.fixture
def resource(lin_yue):
    return services.create(Resource, "lab", {"title": "高压环境实验室", "text": WORDS}, actor=lin_yue)


def put_in(record, state):
    """Force a state for a table test; the product has one door only."""
    type(record).objects.filter(pk=record.pk).update(state=state, state_at=timezone.now())
    record.refresh_from_db()
    return record


# who may make which move on a demand of 海陆精工, by state: everything else is refused
OWN = {
    "draft": {"submit", "withdraw"},
    "submitted": {"withdraw"},
    "returned": {"submit", "withdraw"},
    "published": {"close", "withdraw"},
    "closed": {"reopen"},
    "withdrawn": {"reopen"},
}
DESK = {"submitted": {"publish", "return"}, "published": {"close"}}
SYSTEM = {"submitted": {"publish"}, "published": {"amend"}}
MAY = {"li_na": OWN, "zhou_lan": OWN, "hailu_client": OWN, "sun_centre": DESK, "machine": SYSTEM}


@pytest.mark.parametrize("state", STATES)
def test_everybody_has_exactly_these_moves(state, demand, personas):
    put_in(demand, state)
    found = {name: {move.name for move in lifecycle.available(demand, actor)} for name, actor in personas.items()}
    assert found == {name: MAY.get(name, {}).get(state, set()) for name in personas}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", [move.name for move in LISTING.moves])
def test_a_move_goes_through_from_its_sources_only(state, name, demand, li_na, sun_centre, machine):
    put_in(demand, state)
    step = LISTING.by_name[name]
    actor = next((a for a in (li_na, sun_centre, machine) if rules.allowed(a, name, demand)), li_na)
    words = {"note": "请补充指标", "reason": "settled"}
    if state in step.sources:
        assert lifecycle.move(demand, name, actor=actor, **words).state == step.target
        last = journal.of(demand).first()
        assert (last.verb, last.before["state"], last.after["state"]) == (name, state, step.target)
    else:
        with pytest.raises(Conflict, match="不能"):
            lifecycle.move(demand, name, actor=actor, **words)
        demand.refresh_from_db()
        assert demand.state == state


def test_an_unknown_move_is_an_error(demand, li_na):
    with pytest.raises(LookupError, match="没有「fly」这一步"):
        lifecycle.move(demand, "fly", actor=li_na)


def test_a_stranger_is_refused_and_nothing_is_written(demand, he_jun):
    before = journal.of(demand).count()
    with pytest.raises(PermissionDenied):
        lifecycle.move(demand, "submit", actor=he_jun)
    demand.refresh_from_db()
    assert (demand.state, journal.of(demand).count()) == ("draft", before)


def test_a_return_needs_its_words(demand, li_na, sun_centre):
    lifecycle.move(demand, "submit", actor=li_na)
    with pytest.raises(Defects, match="需要写明说明"):
        lifecycle.move(demand, "return", actor=sun_centre, note="  ")


def test_closing_needs_a_reason_of_the_list(demand, li_na):
    put_in(demand, "published")
    with pytest.raises(Defects, match="已谈成"):
        lifecycle.move(demand, "close", actor=li_na, reason="because")
    assert lifecycle.move(demand, "close", actor=li_na, reason="settled").state == "closed"


def test_of_two_who_press_at_once_one_is_told(demand, li_na, sun_centre):
    lifecycle.move(demand, "submit", actor=li_na)
    seen_by_two = Demand.objects.get(pk=demand.pk)
    lifecycle.move(demand, "publish", actor=sun_centre)
    with pytest.raises(Conflict, match="刚刚被别人改过"):
        lifecycle.move(seen_by_two, "return", actor=sun_centre, note="晚了一步")
    demand.refresh_from_db()
    assert demand.state == "published"


def test_a_submission_can_be_taken_back_for_ten_minutes(demand, li_na):
    lifecycle.move(demand, "submit", actor=li_na)
    assert lifecycle.undoable(demand, li_na)[1] == "draft"
    assert lifecycle.undo(demand, actor=li_na).state == "draft"
    assert journal.of(demand).first().verb == "undo_submit"
    with pytest.raises(Conflict, match="撤回时限已过"):
        lifecycle.undo(demand, actor=li_na)


def test_taken_back_by_the_colleague_but_by_nobody_else(demand, li_na, zhou_lan, he_jun, visitor):
    lifecycle.move(demand, "submit", actor=li_na)
    for stranger in (he_jun, visitor):
        with pytest.raises(PermissionDenied):
            lifecycle.undo(demand, actor=stranger)
    assert lifecycle.undo(demand, actor=zhou_lan).state == "draft"


def test_after_ten_minutes_it_stays(demand, li_na):
    lifecycle.move(demand, "submit", actor=li_na)
    Demand.objects.filter(pk=demand.pk).update(state_at=timezone.now() - timedelta(minutes=10, seconds=1))
    demand.refresh_from_db()
    assert lifecycle.undoable(demand, li_na) is None


def test_the_owner_cannot_take_back_what_the_desk_did(demand, li_na, sun_centre):
    lifecycle.move(demand, "submit", actor=li_na)
    lifecycle.move(demand, "publish", actor=sun_centre)
    assert lifecycle.undoable(demand, li_na) is None
    assert lifecycle.undo(demand, actor=sun_centre).state == "submitted"


def test_what_was_taken_back_cannot_be_taken_back_again(demand, li_na, sun_centre):
    """The state is one that a submission leads to, but the last thing that happened was an undo."""
    lifecycle.move(demand, "submit", actor=li_na)
    lifecycle.move(demand, "publish", actor=sun_centre)
    lifecycle.undo(demand, actor=sun_centre)
    assert lifecycle.undoable(demand, sun_centre) is None


def test_a_move_without_a_window_is_final(demand, li_na, sun_centre):
    lifecycle.move(demand, "submit", actor=li_na)
    lifecycle.move(demand, "return", actor=sun_centre, note="请补充")
    assert lifecycle.undoable(demand, sun_centre) is None


def test_an_amendment_by_the_machine_cannot_be_undone_as_a_submission(demand, li_na, sun_centre, machine):
    lifecycle.move(demand, "submit", actor=li_na)
    lifecycle.move(demand, "publish", actor=sun_centre)
    lifecycle.move(demand, "amend", actor=machine)
    assert [lifecycle.undoable(demand, actor) for actor in (li_na, sun_centre, machine)] == [None, None, None]


def test_a_table_that_names_an_unknown_state_is_refused():
    with pytest.raises(ValueError, match="unknown states"):
        Lifecycle((State("a", "甲"),), (Move("go", "走", frozenset({"a"}), "b"),))


def test_labels_come_from_the_table(demand):
    assert (demand.state_now.label, demand.state_now.public_label) == ("草稿", "草稿")
    assert State("a", "内部说法", "公开说法").public_label == "公开说法"


def test_publishing_stamps_the_dates(demand, li_na, sun_centre):
    lifecycle.move(demand, "submit", actor=li_na)
    lifecycle.move(demand, "publish", actor=sun_centre)
    demand.refresh_from_db()
    assert demand.submitted_at < demand.published_at <= demand.checked_at


@pytest.mark.parametrize(("setting", "state"), [(False, "submitted"), (True, "published")])
def test_publication_without_review_is_off_by_default(setting, state, settings, demand, li_na):
    settings.PUBLISH_WITHOUT_REVIEW = setting
    lifecycle.move(demand, "submit", actor=li_na)
    demand.refresh_from_db()
    assert demand.state == state


def test_publication_without_review_is_for_verified_organizations_only(settings, xin_mei):
    settings.PUBLISH_WITHOUT_REVIEW = True
    demand = services.create(Demand, "challenge", {"title": "新来的需求", "text": WORDS}, actor=xin_mei)
    lifecycle.move(demand, "submit", actor=xin_mei)
    demand.refresh_from_db()
    assert demand.state == "submitted"


@pytest.mark.parametrize("visibility", ["public", "matched", "committee"])
@pytest.mark.parametrize("state", STATES)
def test_the_rule_and_the_query_agree_for_everybody(state, visibility, demand, personas, sun_centre, wang_wei):
    """The twin test: allowed("view") and visible_to are the same for every persona, state and visibility."""
    Demand.objects.filter(pk=demand.pk).update(visibility=visibility)
    put_in(demand, state)
    if visibility == "matched":
        grant(subject=demand, organization=wang_wei.organization, level=10, reason="匹配", actor=personas["machine"])
    by_rule = {name for name, actor in personas.items() if rules.allowed(actor, "view", demand)}
    by_query = {name for name, actor in personas.items() if Demand.objects.visible_to(actor).filter(pk=demand.pk)}
    assert by_rule == by_query
    assert by_rule == expected(state, visibility, set(personas))


def expected(state, visibility, everybody):
    owners = {"li_na", "zhou_lan", "hailu_client"}
    staff = (
        {"sun_centre", "zhao_office", "chen_committee"}
        if state in {"submitted", "returned", "published", "closed"}
        else set()
    )
    if state not in {"published", "closed"}:
        return owners | staff
    granted = {"wang_wei", "qian_expert"} if visibility == "matched" else set()  # both of 东滩大学
    return everybody if visibility == "public" else owners | staff | granted


def test_contacts_are_known_to_owner_desk_and_those_granted(demand, personas, wang_wei):
    Demand.objects.filter(pk=demand.pk).update(visibility="matched")
    put_in(demand, "published")
    know = lambda: {name for name, actor in personas.items() if rules.allowed(actor, "view_contact", demand)}  # noqa: E731
    owners_and_desk = {"li_na", "zhou_lan", "hailu_client", "sun_centre"}
    assert know() == owners_and_desk
    grant(subject=demand, organization=wang_wei.organization, level=20, reason="已接受对接", actor=personas["machine"])
    assert know() == owners_and_desk | {"wang_wei", "qian_expert"}


def test_a_resource_belongs_to_the_other_desk(resource, lin_yue, sun_centre, zhao_office):
    lifecycle.move(resource, "submit", actor=lin_yue)
    assert lifecycle.available(resource, sun_centre) == []
    assert {move.name for move in lifecycle.available(resource, zhao_office)} == {"publish", "return"}
