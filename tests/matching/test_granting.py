"""Grants a match gives: journalled, given once, renewed when they ran out, and nobody's own limit is touched."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts import services as accounts
from apps.accounts.actor import Actor
from apps.accounts.models import Grant
from apps.core import journal
from apps.matching import services
from tests.factories.matching import a_demand

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(li_na, chamber):
    """A published demand for matched parties only, whose one fair match is the chamber of 演示大学."""
    demand = a_demand(li_na, public=True, visibility="matched")
    services.match(demand=demand)
    return demand


def running():
    return [(grant.subject, grant.organization) for grant in Grant.objects.active().order_by("pk")]


def test_a_grant_is_journalled_and_given_once(hidden, lin_yue):
    assert running() == [(hidden, lin_yue.organization)]
    assert [entry.verb for entry in journal.of(Grant.objects.get())] == ["grant"]
    assert services.granting.grant([hidden]) == 0
    assert Grant.objects.count() == 1


def test_a_grant_that_ran_out_is_renewed(hidden, lin_yue):
    Grant.objects.update(until=timezone.now() - timedelta(days=1))
    assert running() == []
    assert services.granting.grant([hidden]) == 1
    assert running() == [(hidden, lin_yue.organization)]
    assert Grant.objects.exclude(revoked_at=None).count() == 1  # the old row stays as history


def test_somebodys_own_limit_is_left_alone(hidden, lin_yue):
    limited = {"subject": hidden, "organization": lin_yue.organization, "until": timezone.now() + timedelta(days=9)}
    accounts.grant(**limited, reason="人工", actor=Actor.system())
    assert services.granting.grant([hidden]) == 0
    assert Grant.objects.active().get().reason == "人工"
