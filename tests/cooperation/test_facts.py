"""The cockpit's numbers: each equals the count of the rows it opens; unknown is not zero."""

from decimal import Decimal

import pytest
from django.utils import timezone

from apps.cooperation import services
from apps.cooperation.lifecycle import DEALING
from apps.cooperation.models import Dealing
from apps.core.facts import fact
from tests.factories.cooperation import a_dealing
from tests.factories.demands import DemandFactory

pytestmark = pytest.mark.django_db


def test_nothing_is_unknown_not_zero(db):
    names = ("first_answer_days", "outcome.amount", "acted_share")
    assert [fact(f"cooperation.{name}").known for name in names] == [False, False, False]


def test_the_funnel_counts_every_dealing_once(li_na, lin_yue, he_jun, sun_centre):
    for state in ("proposed", "accepted", "running", "running", "done"):
        a_dealing(li_na, lin_yue, state)
    a_dealing(he_jun, lin_yue)
    counts = {state.value: fact(f"cooperation.state.{state.value}").value for state in DEALING.states}
    assert {k: n for k, n in counts.items() if n} == {"proposed": 2, "accepted": 1, "running": 2, "done": 1}
    for state in DEALING.states:
        shown = fact(f"cooperation.state.{state.value}", li_na.organization)
        assert shown.value == shown.rows.count()
    assert fact("cooperation.dealings", he_jun.organization).value == 1
    today = timezone.localdate()
    assert fact("cooperation.dealings", period=(today, today)).value == 6


def test_the_middle_answer_time(li_na, lin_yue, sun_centre):
    for days in (1, 2, 9):
        dealing = a_dealing(li_na, lin_yue, "accepted")
        Dealing.objects.filter(pk=dealing.pk).update(answered_in=days)
    a_dealing(li_na, lin_yue)
    found = fact("cooperation.first_answer_days")
    assert (found.value, found.rows.count()) == (2.0, 3)


def test_amounts_are_summed_from_rows(li_na, lin_yue, sun_centre):
    for value in ("12.5", "30"):
        services.add_outcome(
            a_dealing(li_na, lin_yue, "running"),
            kind="amount",
            value=Decimal(value),
            on=timezone.localdate(),
            evidence="合同",
            actor=li_na,
        )
    found = fact("cooperation.outcome.amount", lin_yue.organization)
    assert (found.value, found.rows.count()) == (Decimal("42.5"), 2)


def test_the_share_of_demands_somebody_deals_over(li_na, lin_yue, sun_centre):
    a_dealing(li_na, lin_yue)
    DemandFactory.create_batch(3)
    assert fact("cooperation.acted_share").value == 25.0
    assert fact("cooperation.acted_share").rows.count() == 1
