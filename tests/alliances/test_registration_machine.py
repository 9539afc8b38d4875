"""Hundreds of steps of people who come, go and change the hall: refused or whole, and the invariants below hold.

`STATEFUL_EXAMPLES` asks for more of them: each example is up to a hundred steps.
"""

import os
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from apps.alliances.lifecycle.event import LIVING, REGISTRATION, TAKEN
from apps.alliances.models import Event, Registration
from apps.alliances.services import checking_in, registering
from apps.core import journal, lifecycle
from apps.core.errors import Refused
from apps.listings import services as listings
from apps.notices.models import Notice
from tests import personas
from tests.factories.events import EventFactory

EXAMPLES, STEPS = int(os.environ.get("STATEFUL_EXAMPLES", "3")), 100
PEOPLE = ("li_na", "zhou_lan", "lin_yue", "gu_feng", "wang_wei", "he_jun", "sun_centre", "zhao_office", "visitor")
HOST = "li_na"
ANY, WHO = st.integers(0, 30), st.sampled_from(PEOPLE)
counted = {"steps": 0, "done": 0}


class Hall(RuleBasedStateMachine):
    """Two events of one organizer, the first with two seats, and everybody who might come."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.people = {name: personas.PERSONAS[name]() for name in PEOPLE}
        owner, self.now = self.people[HOST].organization, timezone.now()
        self.events = [EventFactory(organization=owner, cap=cap).pk for cap in (2, None)]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    def tried(self, act, *args, **given) -> None:
        """Done whole, or refused in words and without a trace."""
        counted["steps"] += 1
        before = self.trace()
        try:
            with transaction.atomic():
                act(*args, **given)
            counted["done"] += 1
        except (Refused, PermissionDenied) as refusal:
            assert str(refusal)
            assert self.trace() == before

    def trace(self) -> tuple:
        return (
            tuple(Registration.objects.order_by("pk").values_list("pk", "state", "version")),
            tuple(Event.objects.order_by("pk").values_list("pk", "state", "cap")),
            Notice.objects.count(),
        )

    def event(self, pick: int) -> Event:
        return Event.objects.get(pk=self.events[0 if pick % 4 else 1])

    def one(self, pick: int) -> Registration | None:
        rows = list(Registration.objects.select_related("event", "user").order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    @rule(pick=ANY, who=WHO)
    def register(self, pick, who):
        self.tried(registering.register, self.event(pick), actor=self.people[who], now=self.now)

    @rule(pick=ANY, first=WHO, second=WHO)
    def register_two_at_once(self, pick, first, second):
        """Both have read the event before either has come."""
        one, same = self.event(pick), self.event(pick)
        self.tried(registering.register, one, actor=self.people[first], now=self.now)
        self.tried(registering.register, same, actor=self.people[second], now=self.now)

    @rule(pick=ANY)
    def give_back(self, pick):
        if row := self.one(pick):
            actor = next((one for one in self.people.values() if one.user_id == row.user_id), None)
            self.tried(registering.step, row, "cancel", actor=actor, now=self.now)

    @rule(pick=ANY, name=st.sampled_from(("cancel", "remove", "seat", "call_off")), who=WHO)
    def press(self, pick, name, who):
        if row := self.one(pick):
            self.tried(registering.step, row, name, actor=self.people[who], now=self.now, note="写明")

    @rule(pick=ANY, who=st.sampled_from((HOST, HOST, "zhou_lan", "he_jun")))
    def check_in(self, pick, who):
        if row := self.one(pick):
            self.tried(checking_in.check_in, row, actor=self.people[who], now=self.now)

    @rule(pick=ANY, cap=st.sampled_from(("1", "2", "3", "5", "")))
    def resize(self, pick, cap):
        event = self.event(pick)
        self.tried(listings.update, event, {"cap": cap}, actor=self.people[HOST], version=event.version)

    @rule(pick=ANY)
    def shut(self, pick):
        event = self.event(pick)
        given = {"closes": event.starts - timedelta(days=6 if pick % 2 else 0)}
        self.tried(listings.update, event, given, actor=self.people[HOST], version=event.version)

    @rule(pick=ANY, who=st.sampled_from(PEOPLE[:6]))
    def call_off(self, pick, who):
        if pick in {7, 8}:
            note = {"note": "场地检修"}
            self.tried(lifecycle.move, self.event(pick), "cancel", actor=self.people[who], **note)

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours):
        counted["steps"] += 1
        self.now += timedelta(hours=hours)

    @invariant()
    def seats_taken_never_exceed_the_cap(self):
        for event in Event.objects.exclude(cap=None):
            assert event.registrations.filter(state__in=TAKEN).count() <= event.cap

    @invariant()
    def nobody_waits_while_a_seat_is_free(self):
        for event in Event.objects.filter(state="published", ends__gt=self.now):
            assert not (event.registrations.waiting().exists() and event.seats.free != 0)

    @invariant()
    def one_living_registration_per_person_and_event(self):
        pairs = list(Registration.objects.filter(state__in=LIVING).values_list("event", "user"))
        assert len(pairs) == len(set(pairs))

    @invariant()
    def only_who_had_a_seat_was_checked_in(self):
        for row in Registration.objects.attended():
            steps = journal.of(row).filter(after__has_key="state").order_by("pk").values_list("verb", flat=True)
            assert list(steps) == ["seat", "check_in"]

    @invariant()
    def everybody_seated_was_told_exactly_once(self):
        told = Counter()
        for key in Notice.objects.filter(topic="events").values_list("key", flat=True):
            name, _, pk = key.partition(":")
            told[pk] += name in {"seated", "promoted"}
        for row in Registration.objects.all():
            seated = journal.of(row).filter(verb="seat").count()
            assert told[str(row.pk)] == seated <= 1, row.state

    @invariant()
    def an_event_called_off_has_nobody_left(self):
        assert not Registration.objects.filter(event__state="closed", state__in=LIVING).exists()


@pytest.mark.django_db
def test_whatever_people_press_the_hall_stays_whole(capsys):
    found = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Hall, settings=found)
    with capsys.disabled():
        print(f"\n{counted['steps']} steps over registrations, {counted['done']} done, the others refused whole")
    assert counted["done"] > 5
    assert set(REGISTRATION.by_value) >= LIVING
