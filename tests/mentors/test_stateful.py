"""Two hundred steps of two sides and two strangers on one ledger, past the end of its term: the invariants below hold.

`STATEFUL_EXAMPLES` asks for more of them: each example is up to a hundred steps.
"""

import os
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from apps.core import facts
from apps.core.errors import Refused
from apps.mentors import services
from apps.mentors.models import Appointment, HourEntry
from tests import personas
from tests.factories.mentors import AppointmentFactory, MentorFactory

EXAMPLES, STEPS = int(os.environ.get("STATEFUL_EXAMPLES", "10")), 100
SIDES, STRANGERS = ("li_na", "lin_yue"), ("he_jun", "sun_centre")
ANY, WHO = st.integers(0, 30), st.sampled_from(SIDES * 3 + STRANGERS)
HALVES = st.integers(-2, 50)
counted = {"steps": 0, "done": 0}


class Ledger(RuleBasedStateMachine):
    """A mentor of 海陆精工 appointed by 演示大学; beside it a model on paper: what both have said yes to."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.people = {name: personas.PERSONAS[name]() for name in SIDES + STRANGERS}
        mentor = MentorFactory(organization=self.people["li_na"].organization)
        self.term = AppointmentFactory(mentor=mentor, organization=self.people["lin_yue"].organization)
        self.today = date(2026, 12, 1)
        self.paper: dict[int, Decimal] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    def tried(self, act, *args, **given):
        """Done whole, or refused in words and without a trace."""
        counted["steps"] += 1
        before = self.trace()
        try:
            with transaction.atomic():
                done = act(*args, **given)
            counted["done"] += 1
            return done
        except (Refused, PermissionDenied) as refusal:
            assert str(refusal)
            assert self.trace() == before

    def trace(self) -> tuple:
        return tuple(HourEntry.objects.order_by("pk").values_list("pk", "state", "version", "hours", "confirmed_by"))

    def one(self, pick: int) -> HourEntry | None:
        rows = list(HourEntry.objects.select_related("appointment__mentor").order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def yes(self, entry: HourEntry, who: str) -> None:
        if confirmed := self.tried(services.confirm, entry, actor=self.people[who]):
            self.paper[confirmed.pk] = confirmed.hours

    @rule(who=WHO, halves=HALVES, back=st.integers(-3, 400))
    def record(self, who, halves, back):
        given = {"day": self.today - timedelta(days=back), "hours": Decimal(halves) / 2, "what": "第 3 讲"}
        self.tried(services.record, self.fresh(), actor=self.people[who], today=self.today, **given)

    def fresh(self) -> Appointment:
        return Appointment.objects.get(pk=self.term.pk)

    @rule(pick=ANY, who=WHO, twice=st.booleans())
    def confirm(self, pick, who, twice):
        for _ in range(1 + twice):
            if entry := self.one(pick):
                self.yes(entry, who)

    @rule(pick=ANY)
    def confirm_as_the_other_side(self, pick):
        """Somebody who may: else nothing would ever count."""
        if entry := self.one(pick):
            self.yes(entry, SIDES[entry.recorded_by_id == self.people["li_na"].organization_id])

    @rule(pick=ANY, who=WHO)
    def dispute(self, pick, who):
        if entry := self.one(pick):
            self.tried(services.dispute, entry, actor=self.people[who], note="不对")

    @rule(pick=ANY, who=WHO, halves=HALVES)
    def correct(self, pick, who, halves):
        if entry := self.one(pick):
            self.tried(services.correct, entry, hours=Decimal(halves) / 2, what="更正", actor=self.people[who])

    @rule(days=st.integers(1, 12))
    def time_passes(self, days):
        counted["steps"] += 1
        self.today += timedelta(days=days)
        services.expire_past(self.today)
        assert not services.expire_past(self.today)  # the second ring finds nothing to do

    @invariant()
    def an_hour_counts_only_when_both_units_have_said_yes(self):
        both = {self.term.unit_id, self.term.organization_id}
        for row in self.term.hours.confirmed():
            assert {row.recorded_by_id, row.confirmed_by_id} == both

    @invariant()
    def what_is_confirmed_twice_counts_once_and_the_total_is_the_sum_of_what_both_confirmed(self):
        total = sum(self.paper.values(), Decimal(0))
        assert self.term.hours.confirmed().total() == total
        assert facts.fact("mentors.hours", self.people["li_na"].organization).value == total

    @invariant()
    def nothing_counts_outside_the_term(self):
        for row in self.term.hours.confirmed():
            assert self.term.since <= row.day <= min(self.term.until, self.today)

    @invariant()
    def a_correction_carries_no_old_yes_with_it(self):
        """What is mended counts as it was until both have agreed to the new number, and then exactly as that."""
        for row in self.term.hours.filter(corrects__isnull=False).exclude(state="confirmed"):
            assert row.confirmed_by_id is None
            assert row.pk not in self.paper

    @invariant()
    def no_entry_leaves_the_bounds_of_a_day(self):
        for row in self.term.hours.confirmed().filter(corrects=None):
            assert 0 <= row.hours + row.corrections.confirmed().total() <= 24


@pytest.mark.django_db
def test_whatever_two_sides_do_the_sum_is_what_both_confirmed(capsys):
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    with capsys.disabled():
        print(f"\n{counted['steps']} steps over the ledger, {counted['done']} of them done, the others refused whole")
    assert counted["done"] > counted["steps"] // 10
