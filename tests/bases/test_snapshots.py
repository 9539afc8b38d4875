"""Every night once, whoever rings; a line of nights, and no word of the future before there are six."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, connections

from apps.bases import services
from apps.bases.models import SnapshotRow
from apps.bases.services import TRACKED, snapshots
from apps.bases.trend import ENOUGH, trend
from apps.core.models import Slot
from tests.factories.bases import BaseFactory, PartnerFactory, SnapshotRowFactory, YearlyFigureFactory
from tests.personas import client_of

NIGHT = date(2026, 11, 22)


@pytest.mark.django_db
def test_a_night_writes_every_fact_of_every_published_base():
    base, other = BaseFactory(), BaseFactory()
    BaseFactory(state="draft")
    PartnerFactory(base=base)
    PartnerFactory(base=base, state="invited")
    YearlyFigureFactory(base=base, value=120)
    assert services.snapshot(day=NIGHT) == 2 * len(TRACKED)
    kept = dict(base.snapshots.values_list("fact", "value"))
    assert (kept["bases.partners"], kept["bases.students"], kept["bases.patents"]) == (1, 120, None)
    assert dict(other.snapshots.values_list("fact", "value"))["bases.partners"] == 0
    assert services.snapshot(day=NIGHT) == 0
    assert services.snapshot(day=NIGHT + timedelta(1)) == 2 * len(TRACKED)


@pytest.mark.django_db
def test_a_night_that_broke_off_is_taken_anew(monkeypatch):
    BaseFactory()

    def broken(name, base):
        raise RuntimeError("cut off")

    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "_value", broken)
        with pytest.raises(RuntimeError):
            services.snapshot(day=NIGHT)
    assert (SnapshotRow.objects.count(), Slot.objects.filter(job="bases.snapshot").count()) == (0, 0)
    assert services.snapshot(day=NIGHT) == len(TRACKED)


@pytest.mark.django_db(transaction=True)
def test_three_schedulers_ring_and_each_night_is_written_once():
    base = BaseFactory()
    gate, done = threading.Barrier(3), []

    def ring():
        try:
            gate.wait(timeout=20)
            done.extend(services.snapshot(day=NIGHT + timedelta(night)) for night in range(5))
        finally:
            connections.close_all()

    schedulers = [threading.Thread(target=ring) for _ in range(3)]
    for scheduler in schedulers:
        scheduler.start()
    for scheduler in schedulers:
        scheduler.join(timeout=60)
    assert sorted(done) == [0] * 10 + [len(TRACKED)] * 5
    assert base.snapshots.count() == 5 * len(TRACKED)
    assert Slot.objects.filter(job="bases.snapshot").count() == 5
    connection.ensure_connection()


@pytest.mark.django_db
def test_old_nights_are_forgotten():
    for days in (1, 1097, 1099):
        SnapshotRowFactory(day=NIGHT - timedelta(days))
    assert services.forget(today=NIGHT) == 1


def points(count, step=1.0):
    return [(NIGHT + timedelta(n), n * step) for n in range(count)]


@pytest.mark.parametrize("count", range(ENOUGH))
def test_fewer_than_six_nights_say_nothing(count):
    assert trend(points(count)) is None


def test_a_straight_line_goes_on():
    found = trend(points(6, 2.0))
    assert (round(found.per_day, 6), round(found.expected, 6), found.word, found.points) == (2.0, 70.0, "上升", 6)
    assert trend(points(6, 0.0)).word == "持平"
    falling = trend([(day, 10 - value) for day, value in points(6)])
    assert (falling.word, falling.expected) == ("下降", 0.0)


@pytest.mark.django_db
def test_the_page_shows_line_and_table_and_says_when_it_cannot_tell(visitor):
    base = BaseFactory()
    browser, url = client_of(visitor), base.get_absolute_url()
    assert "第一夜之后这里会有线" in browser.get(url).content.decode()
    for night in range(5):
        SnapshotRowFactory(base=base, day=NIGHT + timedelta(night), value=night)
    page = browser.get(url).content.decode()
    assert ("预测：数据不足" in page, 'id="trend-data"' in page, "2026-11-26" in page) == (True, True, True)
    SnapshotRowFactory(base=base, day=NIGHT + timedelta(5), value=5)
    SnapshotRowFactory(base=base, day=NIGHT + timedelta(6), value=None)
    page = browser.get(url).content.decode()
    assert ("按最近 6 次快照" in page, "预测：数据不足" in page) == (True, False)
    lines = browser.get(f"/bases/{base.pk}/trend.csv").content.decode("utf-8-sig").splitlines()
    assert lines[:3] == ["日期,共建单位（家）", "2026-11-28,数据不足", "2026-11-27,5"]
    assert browser.get(f"/bases/{base.pk}/trend.csv?fact=bases.students").status_code == 404
    assert "共建单位" in browser.get(f"{url}?fact=../etc").content.decode()
