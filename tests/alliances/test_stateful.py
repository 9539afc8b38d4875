"""Some hundred steps of people who press whatever they like at the seats of two alliances: refused or whole.

`STATEFUL_EXAMPLES` asks for more of them: each example is up to a hundred steps.
"""

import os

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from apps.alliances.lifecycle.membership import LIVING, MEMBERSHIP
from apps.alliances.models import AllianceMember
from apps.alliances.services import seats
from apps.core import facts, journal, lifecycle
from apps.core.errors import Conflict, Refused
from tests import personas
from tests.factories.alliances import AllianceFactory

EXAMPLES, STEPS = int(os.environ.get("STATEFUL_EXAMPLES", "5")), 100
HOUSES = ("li_na", "he_jun", "lin_yue", "wang_wei")
PEOPLE = (*HOUSES, "zhou_lan", "gu_feng", "sun_centre", "zhao_office", "chen_committee", "xin_mei", "visitor")
OUTSIDE = ("visitor", "xin_mei")
ANY, WHO = st.integers(0, 30), st.sampled_from(PEOPLE)
ROLES = st.sampled_from(sorted(seats.ROLES))
counted = {"steps": 0, "done": 0}


class Seats(RuleBasedStateMachine):
    """One alliance of the centre and one of an enterprise, four houses, their colleagues, and those who only look."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.people = {name: personas.PERSONAS[name]() for name in PEOPLE}
        self.alliances = [
            AllianceFactory(organization=self.people[name].organization) for name in ("sun_centre", "he_jun")
        ]
        for house in HOUSES[:1] + HOUSES[2:]:
            for alliance in self.alliances:
                seats.join(alliance=alliance, actor=self.people[house], reason="想加入")

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    def tried(self, act, **given) -> bool:
        """Done whole, or refused in words and without a trace."""
        counted["steps"] += 1
        before = self.trace()
        try:
            with transaction.atomic():
                act(**given)
        except (Refused, PermissionDenied) as refusal:
            assert str(refusal)
            assert self.trace() == before
            return False
        counted["done"] += 1
        return True

    def trace(self) -> tuple:
        return tuple(AllianceMember.objects.order_by("pk").values_list("pk", "state", "version", "role", "reason"))

    def one(self, pick: int) -> AllianceMember | None:
        rows = list(AllianceMember.objects.select_related("alliance__organization", "organization").order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    @rule(which=ANY, who=WHO, house=st.sampled_from(HOUSES), fair=st.booleans())
    def join(self, which, who, house, fair):
        """Half the time a house that may."""
        actor = self.people[house if fair else who]
        self.tried(seats.join, alliance=self.alliances[which % 2], actor=actor, reason="想加入")

    @rule(which=ANY, who=WHO)
    def join_twice(self, which, who):
        """A double click: the second is always refused."""
        given = {"alliance": self.alliances[which % 2], "actor": self.people[who], "reason": "想加入"}
        self.tried(seats.join, **given)
        assert not self.tried(seats.join, **given)

    @rule(which=ANY, who=WHO, house=st.sampled_from((*HOUSES, "xin_mei")), role=ROLES)
    def invite(self, which, who, house, role):
        given = {"organization": self.people[house].organization, "role": role}
        self.tried(seats.invite, alliance=self.alliances[which % 2], actor=self.people[who], **given)

    @rule(pick=ANY, name=st.sampled_from(sorted(MEMBERSHIP.by_name)), who=WHO, other=ANY, fair=st.booleans())
    def move(self, pick, name, who, other, fair):
        """Anybody any move; half the time somebody a move he may make, else few seats would get far."""
        if not (seat := self.one(pick)):
            return
        if not fair:
            self.tried(seats.answer, seat=seat, move=name, actor=self.people[who], note="写明")
            return
        may = [(actor, step.name) for actor in self.people.values() for step in lifecycle.available(seat, actor)]
        if may:
            actor, step = may[other % len(may)]
            assert self.tried(seats.answer, seat=seat, move=step, actor=actor, note="写明")

    @rule(pick=ANY)
    def two_staff_at_once(self, pick):
        """Both opened the page before either pressed: exactly one is done, the other is told."""
        first, second = self.one(pick), self.one(pick)
        if not first or first.state != "requested":
            return
        office = next(one for one in self.people.values() if one.organization_id == first.alliance.organization_id)
        assert self.tried(seats.answer, seat=first, move="approve", actor=office)
        with pytest.raises(Conflict, match="刚刚被别人改过"), transaction.atomic():
            seats.answer(seat=second, move="send_back", actor=office, note="缺材料")

    @rule(pick=ANY, who=WHO, role=ROLES)
    def assign(self, pick, who, role):
        if seat := self.one(pick):
            self.tried(seats.assign, seat=seat, role=role, actor=self.people[who])

    @invariant()
    def at_most_one_living_seat_per_house_and_alliance(self):
        living = list(AllianceMember.objects.filter(state__in=LIVING).values_list("alliance", "organization"))
        assert len(living) == len(set(living))

    @invariant()
    def at_most_one_chain_leader_and_it_is_an_enterprise(self):
        leaders = AllianceMember.objects.filter(state__in=LIVING, role="leader")
        found = list(leaders.values_list("alliance", "organization__sort"))
        assert len({alliance for alliance, _ in found}) == len(found)
        assert {sort for _, sort in found} <= {"enterprise"}

    @invariant()
    def the_journal_tells_every_state_without_a_gap(self):
        for seat in AllianceMember.objects.order_by("-state_at")[:3]:
            told = [row for row in journal.of(seat).order_by("pk") if "state" in row.after]
            assert told[0].verb in {"join", "invite"}
            for before, after in zip(told, told[1:], strict=False):
                step = MEMBERSHIP.by_name[after.verb]
                assert before.after["state"] == after.before["state"]
                assert (after.before["state"] in step.sources, after.after["state"]) == (True, step.target)
            assert told[-1].after["state"] == seat.state
            assert len(told) == seat.version

    @invariant()
    def the_count_of_members_is_the_approved_rows(self):
        for alliance in self.alliances:
            rows = alliance.seats.filter(state="approved").count()
            assert facts.fact("alliances.members", alliance).value == rows

    @invariant()
    def nobody_outside_sees_what_is_not_approved(self):
        for name in OUTSIDE:
            actor = self.people[name]
            seen = AllianceMember.objects.visible_to(actor).exclude(state="approved")
            assert not seen.exclude(organization=actor.organization_id).exists()


@pytest.mark.django_db
def test_whatever_people_press_the_seats_stay_whole(capsys):
    found = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Seats, settings=found)
    with capsys.disabled():
        print(f"\n{counted['steps']} steps over seats, {counted['done']} of them done, the others refused whole")
    assert counted["done"] > 5
