"""The outbox: owed once, done once, never lost."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from apps.core import outbox
from apps.core.models import OutboxEvent, Slot

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def topic():
    """A topic of the test's own; its handler can be swapped."""
    calls: list[dict] = []
    state = {"run": lambda payload: calls.append(payload)}
    outbox.on("test_topic")(lambda payload: state["run"](payload))
    yield calls, state
    del outbox.topics["test_topic"]


def put(**options):
    with transaction.atomic():
        return outbox.put("test_topic", {"n": 1}, **options)


def elsewhere(work):
    """Do it in another process's place: another thread, another connection; and wait for it."""

    def there():
        work()
        connection.close()

    thread = threading.Thread(target=there)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()


def owe_elsewhere(key):
    elsewhere(lambda: put(key=key))


def test_an_effect_is_owed_only_with_its_cause(topic):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        outbox.put("test_topic")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.put("test_topic")
        raise ZeroDivisionError
    assert OutboxEvent.objects.count() == 0


def test_a_topic_nobody_handles_is_refused(topic):
    with pytest.raises(LookupError, match="nobody handles"), transaction.atomic():
        outbox.put("no_such_topic")


def test_it_is_done_once(topic):
    calls, _ = topic
    event = put()
    assert [outbox.deliver(str(event.pk)), outbox.deliver(str(event.pk))] == [True, False]
    assert calls == [{"n": 1}]


def test_the_same_key_is_owed_once_until_it_is_done(topic):
    calls, _ = topic
    first = put(key="a")
    assert put(key="a") is None
    assert put(key="b") is not None
    assert outbox.drain() == 2
    assert put(key="a") is not None
    assert OutboxEvent.objects.filter(key="a").count() == 2
    assert calls == [{"n": 1}, {"n": 1}]
    first.refresh_from_db()
    assert first.done_at is not None


def test_owed_again_while_it_runs_it_runs_once_more(topic):
    calls, state = topic

    def run(payload):
        calls.append(payload)
        if len(calls) == 1:
            owe_elsewhere("a")

    state["run"] = run
    put(key="a")
    assert outbox.drain() == 2
    assert len(calls) == 2
    assert list(OutboxEvent.objects.values_list("done_at", flat=True).filter(done_at=None)) == []


def test_rung_and_turned_away_while_it_runs_it_still_runs_once_more(topic):
    """The dispatcher rings for the second debt while the first run goes on: a second worker finds it locked."""
    calls, state = topic
    turned_away = []

    def second_worker():
        put(key="a")
        turned_away.extend(outbox.deliver(str(event.pk)) for event in outbox.claim())

    def run(payload):
        calls.append(payload)
        if len(calls) == 1:
            elsewhere(second_worker)

    state["run"] = run
    first = put(key="a")
    assert outbox.deliver(str(first.pk)) is True
    assert turned_away == [False]
    assert OutboxEvent.objects.get().done_at is None
    assert outbox.drain() == 1
    assert (len(calls), OutboxEvent.objects.get().done_at is None) == (2, False)


def test_what_another_worker_has_in_hand_is_not_taken_along(topic):
    calls, state = topic

    def run(payload):
        if not calls:
            calls.append("first")
            elsewhere(lambda: outbox.deliver(str(second.pk)))
        else:
            calls.append(outbox.gather("test_topic"))

    state["run"] = run
    first, second = put(key="a"), put(key="b")
    assert outbox.deliver(str(first.pk)) is True
    assert calls == ["first", []]


def test_two_that_put_the_same_key_at_once_leave_one(topic, monkeypatch):
    """Neither saw the other's row: the constraint decides, and the loser's wish is kept on the winner's row."""
    put(key="a")
    real, asked = outbox._owe_again, []

    def blind_at_first(*args):
        asked.append(args)
        return False if len(asked) == 1 else real(*args)

    monkeypatch.setattr(outbox, "_owe_again", blind_at_first)
    assert put(key="a") is None
    assert OutboxEvent.objects.get().owed == 2


def test_a_failing_effect_waits_longer_each_time_and_is_given_up_at_last(topic):
    _, state = topic
    state["run"] = lambda payload: 1 / 0
    event = put()
    assert outbox.deliver(str(event.pk)) is False
    event.refresh_from_db()
    assert event.attempts == 1
    assert "ZeroDivisionError" in event.error
    assert event.due_at > timezone.now()
    OutboxEvent.objects.update(attempts=outbox.MAX_ATTEMPTS - 1)
    outbox.deliver(str(event.pk))
    event.refresh_from_db()
    assert event.failed_at is not None
    assert outbox.deliver(str(event.pk)) is False


def test_what_a_failing_handler_wrote_is_undone(topic):
    _, state = topic

    def half(payload):
        Slot.objects.create(job="half", slot="done")
        raise ValueError("no")

    state["run"] = half
    outbox.deliver(str(put().pk))
    assert Slot.objects.count() == 0


def test_busy_means_later_and_counts_no_failure(topic):
    _, state = topic

    def busy(payload):
        raise outbox.Busy

    state["run"] = busy
    event = put()
    assert outbox.deliver(str(event.pk)) is False
    event.refresh_from_db()
    assert (event.attempts, event.done_at, event.failed_at) == (0, None, None)
    assert event.due_at > timezone.now() + timedelta(seconds=20)


def test_a_handler_that_commits_as_it_goes_is_marked_afterwards(topic):
    _, state = topic
    outbox.topics["test_topic"] = outbox.Topic("test_topic", state["run"], "now", atomic=False)
    event = put()
    assert outbox.deliver(str(event.pk)) is True
    event.refresh_from_db()
    assert event.done_at is not None


def test_a_second_worker_on_the_same_event_is_turned_away(topic):
    calls, state = topic
    outcome = []

    def rival():
        outcome.append(outbox.deliver(str(event.pk)))
        connection.close()

    def run(payload):
        calls.append(payload)
        thread = threading.Thread(target=rival)
        thread.start()
        thread.join()

    state["run"] = run
    event = put()
    assert outbox.deliver(str(event.pk)) is True
    assert outcome == [False]
    assert calls == [{"n": 1}]


def test_finished_by_somebody_else_meanwhile_our_work_is_undone(topic):
    _, state = topic

    def run(payload):
        Slot.objects.create(job="mine", slot="x")
        thread = threading.Thread(target=finish)
        thread.start()
        thread.join()

    def finish():
        OutboxEvent.objects.update(done_at=timezone.now())
        connection.close()

    state["run"] = run
    event = put()
    assert outbox.deliver(str(event.pk)) is False
    assert Slot.objects.count() == 0


def test_a_claimed_event_is_leased_and_comes_back(topic):
    event = put()
    assert [e.pk for e in outbox.claim()] == [event.pk]
    assert outbox.claim() == []
    OutboxEvent.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert [e.pk for e in outbox.claim()] == [event.pk]
    event.refresh_from_db()
    assert event.rings == 2
    assert event.due_at > timezone.now() + timedelta(seconds=35)  # the second lease is twice the first


def test_what_somebody_waits_for_is_claimed_before_any_number_of_others(topic):
    _, state = topic
    outbox.topics["test_topic"] = outbox.Topic("test_topic", state["run"], "bulk", atomic=True)
    others = [put() for _ in range(3)]
    outbox.topics["test_topic"] = outbox.Topic("test_topic", state["run"], "now", atomic=True)
    mine = put()
    assert [event.pk for event in outbox.claim(2)] == [mine.pk, others[0].pk]
    assert [event.pk for event in outbox.claim()] == [event.pk for event in others[1:]]
    left = {
        event.queue: event.due_at - timezone.now()
        for event in OutboxEvent.objects.filter(pk__in=[mine.pk, others[0].pk])
    }
    assert left["now"] < timedelta(seconds=21) < timedelta(minutes=9) < left["bulk"]


def test_long_work_ahead_of_a_handler_is_kept_whatever_becomes_of_it(topic):
    _, state = topic

    def fail(payload):
        Slot.objects.create(job="handler", slot="1")
        raise ZeroDivisionError

    def ahead():
        Slot.objects.create(job="ahead", slot="1")

    outbox.topics["test_topic"] = outbox.Topic("test_topic", fail, "now", atomic=True, before=ahead)
    assert outbox.deliver(str(put().pk)) is False
    assert list(Slot.objects.values_list("job", flat=True)) == ["ahead"]


def test_released_events_are_due_at_once(topic):
    put()
    events = outbox.claim()
    outbox.release(event.pk for event in events)
    assert [e.pk for e in outbox.claim()] == [e.pk for e in events]


def test_a_delayed_effect_is_not_due_yet(topic):
    put(delay=timedelta(minutes=5))
    assert outbox.claim() == []


def test_a_handler_may_take_the_others_along(topic):
    calls, state = topic

    def run(payload):
        calls.append([payload, *outbox.gather("test_topic")])
        owe_elsewhere("d")

    state["run"] = run
    first = put(key="a")
    for key in "bcd":
        put(key=key)
    assert outbox.deliver(str(first.pk)) is True
    assert calls == [[{"n": 1}] * 4]  # "d" was owed once more meanwhile, without waiting for the handler
    assert list(OutboxEvent.objects.filter(done_at=None).values_list("key", flat=True)) == ["d"]


def test_what_was_taken_along_by_a_failing_handler_stays_owed(topic):
    _, state = topic

    def run(payload):
        outbox.gather("test_topic")
        raise ValueError("no")

    state["run"] = run
    first = put(key="a")
    put(key="b")
    assert outbox.deliver(str(first.pk)) is False
    assert OutboxEvent.objects.filter(done_at=None).count() == 2


def test_draining_stops_at_its_limit(topic):
    for _ in range(3):
        put()
    assert outbox.drain(limit=0) == 0
    assert outbox.drain() == 3


def test_sweeping_forgets_only_what_was_done_long_ago(topic):
    old, new, owed = put(), put(), put()
    OutboxEvent.objects.filter(pk=old.pk).update(done_at=timezone.now() - timedelta(days=20))
    OutboxEvent.objects.filter(pk=new.pk).update(done_at=timezone.now())
    assert outbox.sweep() == 1
    assert set(OutboxEvent.objects.values_list("pk", flat=True)) == {new.pk, owed.pk}
