"""Doors count in Postgres, per source, and let go after their time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from apps.accounts import tasks as tidy
from apps.accounts.models import Attempt
from apps.accounts.services import DOORS, Throttled, forget, knock


def tries(door: str, source: str, times: int) -> int:
    """How many of `times` knocks are let in."""
    inside = 0
    for _ in range(times):
        try:
            knock(door, source)
        except Throttled:
            continue
        inside += 1
    return inside


@pytest.mark.django_db
@pytest.mark.parametrize("door", sorted(DOORS))
def test_each_door_lets_in_its_limit(door):
    limit = DOORS[door].limit
    assert tries(door, "10.0.0.1", limit + 3) == limit
    assert tries(door, "10.0.0.2", 1) == 1


@pytest.mark.django_db
def test_a_door_opens_again_after_its_time():
    tries("reset", "10.0.0.1", 6)
    Attempt.objects.update(at=timezone.now() - timedelta(hours=1, seconds=1))
    assert tries("reset", "10.0.0.1", 1) == 1


@pytest.mark.django_db
def test_addresses_are_kept_as_digests_and_for_a_day():
    knock("paste", "203.0.113.7")
    row = Attempt.objects.get()
    assert "203.0.113.7" not in str(vars(row)) and str(row).startswith("paste ")
    assert forget() == 0
    Attempt.objects.update(at=timezone.now() - timedelta(days=1, seconds=1))
    assert forget() == 1


@pytest.mark.django_db
def test_every_night_forgets_what_is_over(li_na):
    kept, over = timedelta(days=179), timedelta(days=181)
    for ago in (kept, over):
        AccessLog.objects.create(username=li_na.user.login)
        AccessLog.objects.filter(attempt_time__gt=timezone.now() - timedelta(hours=1)).update(
            attempt_time=timezone.now() - ago
        )
        Session.objects.create(session_key=f"s{ago.days}", expire_date=timezone.now() + timedelta(days=180) - ago)
    tidy.forget()
    assert [row.attempt_time < timezone.now() - kept for row in AccessLog.objects.all()] == [True]
    assert [row.pk for row in Session.objects.all()] == ["s179"]


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_are_counted_like_forty_in_a_row():
    def one(_):
        try:
            return tries("register", "10.0.0.9", 1)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(40))) == DOORS["register"].limit
