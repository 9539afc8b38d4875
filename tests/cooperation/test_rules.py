"""Who sees, reads and moves a dealing or a case: rule and query are twins, and every move has its people."""

import pytest

from apps.cooperation import services
from apps.cooperation.lifecycle import CASE, DEALING
from apps.cooperation.models import Case, Dealing
from apps.core import rules
from apps.core.errors import Conflict, Defects
from apps.core.lifecycle import available, move
from tests.factories.cooperation import a_dealing, fresh
from tests.personas import PERSONAS

pytestmark = pytest.mark.django_db

ASKING, ANSWERING = {"li_na", "zhou_lan", "hailu_client"}, {"lin_yue", "gu_feng", "tang_lab"}
OPERATORS = {"sun_centre", "zhao_office"}
VIEW = ASKING | ANSWERING | {"shen_mentor", "machine"} | OPERATORS
BOTH = ASKING | ANSWERING
MOVES = {
    "accept": ANSWERING,
    "decline": ANSWERING,
    "withdraw": ASKING | {"machine"},
    "lapse": set(),  # only once the clock has handed it over
    "negotiate": BOTH,
    "agree": BOTH,
    "renegotiate": BOTH,
    "start": {"machine"},
    "deliver": ASKING,
    "finish": {"machine"},
    "end": BOTH | OPERATORS,
}
CASE_MOVES = {
    "ask": ASKING | OPERATORS,
    "overdue": {"machine"},
    "take": OPERATORS,
    "deal": {"machine"},
    "close": OPERATORS | {"machine"},
    "watch": {"machine"},
}


def those(people, verb, record) -> set[str]:
    return {name for name, actor in people.items() if rules.allowed(actor, verb, record)}


def test_rule_and_query_agree_for_everybody(dealing):
    people = {name: maker() for name, maker in PERSONAS.items()}
    found = {name for name, actor in people.items() if dealing in Dealing.objects.visible_to(actor)}
    assert those(people, "view", dealing) == found == VIEW
    case = Case.objects.get()
    found = {name for name, actor in people.items() if case in Case.objects.visible_to(actor)}
    assert those(people, "view", case) == found == ASKING | OPERATORS | {"chen_committee", "machine"}


def test_the_committee_sees_that_people_deal_but_not_what_they_write(dealing):
    people = {name: maker() for name, maker in PERSONAS.items()}
    found = {name for name, actor in people.items() if dealing in Dealing.objects.supervised_by(actor)}
    assert those(people, "supervise", dealing) == found == OPERATORS | {"chen_committee"}


def test_the_table_of_moves_is_complete():
    assert set(MOVES) == set(DEALING.by_name)
    assert set(CASE_MOVES) == set(CASE.by_name)


@pytest.mark.parametrize("name", MOVES)
def test_every_move_has_its_people(dealing, name):
    people = {name: maker() for name, maker in PERSONAS.items()}
    assert those(people, name, dealing) == MOVES[name]


@pytest.mark.parametrize("name", CASE_MOVES)
def test_every_move_of_a_case_has_its_people(dealing, name):
    people = {name: maker() for name, maker in PERSONAS.items()}
    assert those(people, name, Case.objects.get()) == CASE_MOVES[name]


def test_a_broker_ends_a_silent_one_only_after_the_hand_over(dealing, sun_centre, li_na):
    assert not rules.allowed(sun_centre, "lapse", dealing)
    Dealing.objects.filter(pk=dealing.pk).update(handed_over_at=dealing.created_at)
    assert rules.allowed(sun_centre, "lapse", fresh(dealing))
    assert not rules.allowed(li_na, "lapse", fresh(dealing))


@pytest.mark.parametrize("state", ["proposed", "accepted", "negotiating", "agreeing", "running", "delivered", "done"])
def test_every_move_from_a_state_it_does_not_start_from_is_refused(li_na, lin_yue, sun_centre, machine, state):
    """A right without its state is a sentence and no change."""
    dealing = a_dealing(li_na, lin_yue, state)
    for step in DEALING.moves:
        if state in step.sources:
            continue
        for actor in (li_na, lin_yue, sun_centre, machine):
            if rules.allowed(actor, step.name, dealing):
                with pytest.raises((Conflict, Defects)):
                    move(fresh(dealing), step.name, actor=actor, note="x", reason="other")
    assert fresh(dealing).state == state


def test_buttons_come_from_the_table(dealing, li_na, lin_yue, sun_centre, chen_committee):
    def names(actor):
        return [step.name for step in available(dealing, actor)]

    assert (names(li_na), names(lin_yue)) == (["withdraw"], ["accept", "decline"])
    assert (names(sun_centre), names(chen_committee)) == ([], [])


def test_proposing_at_large(personas):
    found = those(personas, "propose", Dealing)
    assert found == BOTH | OPERATORS | {"he_jun", "xin_mei", "wang_wei", "chen_committee"}


def test_records_have_their_people(li_na, lin_yue, sun_centre, zhao_office):
    people = {name: maker() for name, maker in PERSONAS.items()}
    running = a_dealing(li_na, lin_yue, "running")
    assert those(people, "note", running) == BOTH | OPERATORS
    assert those(people, "milestone", running) == those(people, "outcome", running) == BOTH
    assert those(people, "rate", running) == those(people, "confirm", running) == BOTH  # the state is the service's
    assert services.open_now(running, li_na) == {"note", "step", "milestone", "reach", "outcome"}
    assert services.open_now(running, sun_centre) == {"note", "step", "remind"}
    assert those(people, "rate", a_dealing(li_na, lin_yue, "delivered")) == BOTH
    assert those(people, "confirm", a_dealing(li_na, lin_yue, "agreeing")) == BOTH
    assert those(people, "remind", running) == those(people, "assign", running) == OPERATORS
    assert services.desk_of(li_na.organization) == "centre_operator"
    assert services.desk_of(lin_yue.organization) == "office_operator"
