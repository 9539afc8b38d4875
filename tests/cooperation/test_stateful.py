"""Three hundred steps of people who press whatever they like: refused or whole, and the invariants below hold.

`STATEFUL_EXAMPLES` asks for more of them: each example is up to a hundred steps.
"""

import os
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from apps.accounts.models import Grant
from apps.cooperation import services
from apps.cooperation.lifecycle import DEALING, LIVE, OPENED
from apps.cooperation.models import Confirmation, Deadline, Dealing, Milestone, Paper, Rating
from apps.core import journal, lifecycle
from apps.core.errors import Refused
from apps.core.models import Attachment
from apps.demands.models import Demand
from apps.resources.models import Resource
from tests import personas
from tests.core import uploads
from tests.factories.cooperation import MARKS
from tests.factories.demands import DemandFactory
from tests.factories.resources import ResourceFactory

EXAMPLES, STEPS = int(os.environ.get("STATEFUL_EXAMPLES", "3")), 100
PEOPLE = ("li_na", "zhou_lan", "lin_yue", "gu_feng", "wang_wei", "he_jun", "sun_centre", "zhao_office", "machine")
ANY, WHO = st.integers(0, 30), st.sampled_from(PEOPLE)
KIND = st.sampled_from(("intent", "agreement"))
counted = {"steps": 0, "done": 0}


class Dealings(RuleBasedStateMachine):
    """Two demands and three resources of three organizations, and everybody who might touch them."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.people = {name: personas.PERSONAS[name]() for name in PEOPLE}
        self.demands = [DemandFactory(organization=self.people["li_na"].organization) for _ in range(2)]
        owners = ("lin_yue", "lin_yue", "wang_wei")
        self.resources = [ResourceFactory(organization=self.people[name].organization) for name in owners]
        self.today = timezone.localdate()
        services.propose(demand=self.demands[0], resource=self.resources[0], actor=self.people["li_na"])

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
            tuple(Dealing.objects.order_by("pk").values_list("pk", "state", "version", "broker")),
            Grant.objects.active().count(),
            Confirmation.objects.count() + Rating.objects.count() + Milestone.objects.count(),
            Paper.objects.count() + Attachment.objects.count(),
        )

    def one(self, pick: int) -> Dealing | None:
        rows = list(Dealing.objects.with_card().order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    @rule(demand=ANY, resource=ANY, who=WHO)
    def propose(self, demand, resource, who):
        pair = {"demand": self.demands[demand % 2], "resource": self.resources[resource % 3]}
        self.tried(services.propose, **pair, actor=self.people[who])

    @rule(pick=ANY, name=st.sampled_from(sorted(DEALING.by_name)), who=WHO)
    def move(self, pick, name, who):
        if dealing := self.one(pick):
            words = {"note": "写明", "reason": "budget"}
            self.tried(lifecycle.move, dealing, name, actor=self.people[who], **words)

    @rule(pick=ANY, side=st.booleans())
    def push_on(self, pick, side):
        """Somebody who may, does the next thing: else nothing would ever get far."""
        if not (dealing := self.one(pick)):
            return
        actor = self.people["li_na" if side else ("lin_yue" if dealing.answerer.code == "yanshi" else "wang_wei")]
        if steps := [one for one in lifecycle.available(dealing, actor) if one.name not in {"end", "decline"}]:
            self.tried(lifecycle.move, dealing, steps[0].name, actor=actor, note="写明", reason="budget")
        elif dealing.state == "agreeing":
            paper = dealing.papers.filter(kind="agreement").first() or services.generate(dealing, actor=actor)
            self.tried(services.confirm, dealing, actor=actor, sha256=paper.sha256)
        elif dealing.state == "delivered":
            self.tried(services.rate, dealing, marks=MARKS, actor=actor)

    @rule(pick=ANY, who=WHO, kind=KIND, amount=st.sampled_from((None, Decimal(20), Decimal(0))))
    def generate(self, pick, who, kind, amount):
        if dealing := self.one(pick):
            self.tried(services.generate, dealing, actor=self.people[who], kind=kind, amount=amount)

    @rule(pick=ANY, who=WHO, kind=KIND, edition=st.integers(0, 2))
    def confirm(self, pick, who, kind, edition):
        """The newest version, an older one, or one that is not there."""
        if dealing := self.one(pick):
            read = dealing.papers.filter(kind=kind).values_list("sha256", flat=True)[edition : edition + 1]
            given = {"kind": kind, "sha256": read[0] if read else ""}
            self.tried(services.confirm, dealing, actor=self.people[who], **given)

    @rule(pick=ANY, who=WHO, there=st.booleans())
    def show_a_scan(self, pick, who, there):
        if dealing := self.one(pick):
            upload = SimpleUploadedFile("签署件.pdf", uploads.pdf(), "application/pdf") if there else None
            self.tried(services.confirm, dealing, actor=self.people[who], way="scan", upload=upload)

    @rule(pick=ANY, who=WHO)
    def rate(self, pick, who):
        if dealing := self.one(pick):
            self.tried(services.rate, dealing, marks=MARKS, actor=self.people[who])

    @rule(pick=ANY, who=WHO)
    def plan_milestone(self, pick, who):
        if dealing := self.one(pick):
            given = {"title": "样件测完", "due_on": self.today, "actor": self.people[who]}
            self.tried(services.add_milestone, dealing, **given)

    @rule(pick=ANY, who=WHO)
    def reach(self, pick, who):
        rows = list(Milestone.objects.select_related("dealing").order_by("pk"))
        if rows:
            self.tried(services.reach, rows[pick % len(rows)], evidence="报告", actor=self.people[who])

    @rule(pick=ANY, who=WHO, broker=st.sampled_from(("sun_centre", "zhao_office", "li_na")))
    def assign(self, pick, who, broker):
        if dealing := self.one(pick):
            to = self.people[broker].membership
            self.tried(services.assign, dealing, broker=to, actor=self.people[who])

    @rule(days=st.integers(1, 9))
    def time_passes(self, days):
        self.today += timedelta(days=days)
        counted["steps"] += 1
        services.tick(today=self.today)
        assert not services.tick(today=self.today)  # the second ring finds nothing to do

    @invariant()
    def contacts_are_open_exactly_between_those_who_deal(self):
        wanted = set()
        for one in Dealing.objects.filter(state__in=OPENED):
            wanted |= {(Demand, one.demand_id, one.answerer_id), (Resource, one.resource_id, one.asker_id)}
        rows = Grant.objects.active().at_least(Grant.Level.CONTACT).select_related("content_type")
        held = [(row.content_type.model_class(), row.object_id, row.organization_id) for row in rows]
        assert (set(held), len(held)) == (wanted, len(wanted))

    @invariant()
    def one_live_dealing_per_pair_and_every_one_has_a_broker(self):
        live = list(Dealing.objects.filter(state__in=LIVE).values_list("demand", "resource"))
        assert len(live) == len(set(live))
        assert not Dealing.objects.filter(broker=None).exists()

    @invariant()
    def what_a_state_says_is_so(self):
        for one in Dealing.objects.prefetch_related("confirmations", "ratings", "milestones"):
            said = sum(row.kind == "agreement" for row in one.confirmations.all())
            rated = len(one.ratings.all())
            begun = one.state in {"running", "delivered", "done"}
            assert (one.agreed_at is not None and said == 2) or not begun
            assert (rated == 2) == (one.state == "done")
            if one.state in {"delivered", "done"}:
                assert all(milestone.reached_at for milestone in one.milestones.all())
            assert (one.answered_at is None) == (one.state in {"proposed", "withdrawn", "lapsed"})

    @invariant()
    def who_confirmed_a_version_confirmed_the_newest_and_every_word_has_its_file(self):
        for one in Confirmation.objects.select_related("paper__docx", "scan"):
            stands_on = one.scan or one.paper.docx
            assert one.sha256 == stands_on.sha256 and stands_on.about_id == one.dealing_id
            newest = Paper.objects.filter(dealing=one.dealing_id, kind=one.kind).first()
            assert one.paper == newest

    @invariant()
    def the_answers_clock_runs_for_proposals_only(self):
        stages = ("remind", "escalate", "hand_over")
        running = Deadline.objects.open().filter(stage__in=stages).values_list("dealing__state", flat=True)
        assert set(running) <= {"proposed"}
        assert not Deadline.objects.open().filter(dealing__state__in=set(DEALING.by_value) - LIVE).exists()

    @invariant()
    def the_journal_ends_where_the_row_stands(self):
        for one in Dealing.objects.order_by("-state_at")[:2]:
            last = journal.of(one).filter(after__has_key="state").first()
            assert last.after["state"] == one.state


@pytest.mark.django_db
def test_whatever_people_press_a_dealing_stays_whole(capsys):
    found = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Dealings, settings=found)
    with capsys.disabled():
        print(f"\n{counted['steps']} steps over dealings, {counted['done']} of them done, the others refused whole")
    assert counted["done"] > 5
