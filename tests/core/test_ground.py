"""Registry, rules, journal, slots, jobs, facts and errors."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from apps.core import context, facts, jobs, journal, once, outbox, rules
from apps.core.errors import Defect, Defects
from apps.core.models import Job, JournalEntry, Slot
from apps.core.registry import Registry
from tests.core.conftest import person


def entry(slug):
    return SimpleNamespace(slug=slug)


def test_a_registry_keeps_order_and_refuses_a_second_of_the_same_name():
    registry = Registry("kind")
    lab, team = registry.add(entry("lab")), registry.add(entry("experts"))
    assert (list(registry), registry.slugs(), len(registry)) == ([lab, team], ["lab", "experts"], 2)
    assert (registry["lab"], registry.get("none"), "lab" in registry) == (lab, None, True)
    with pytest.raises(ValueError, match="registered twice"):
        registry.add(entry("lab"))
    with pytest.raises(LookupError, match="known: lab, experts"):
        registry["none"]
    assert registry.remove("lab") is lab
    assert registry.slugs() == ["experts"]


@pytest.fixture
def slot_rule():
    rules.register("core", {"slot.take": rules.predicate(lambda actor, slot: actor.role == "liaison")})
    yield
    rules.registered().remove_rule("core.slot.take")


def test_a_rule_decides_by_the_active_role(slot_rule, li_na, wang_wei):
    slot = Slot(job="a", slot="b")
    assert (rules.allowed(wang_wei, "take", slot), rules.allowed(li_na, "take", slot)) == (True, False)
    assert rules.allowed(wang_wei, "take", Slot) is True
    rules.require(wang_wei, "take", slot)
    with pytest.raises(PermissionDenied):
        rules.require(li_na, "take", slot)


def test_an_unknown_verb_is_an_error_not_a_no(li_na):
    with pytest.raises(LookupError, match="core.slot.fly"):
        rules.allowed(li_na, "fly", Slot)


def test_the_backend_asks_the_same_rules(slot_rule, li_na, wang_wei):
    backend = rules.ActorBackend()
    assert backend.authenticate(None) is None
    assert backend.has_perm(SimpleNamespace(actor=wang_wei), "core.slot.take") is True
    assert backend.has_perm(SimpleNamespace(actor=li_na), "core.slot.take") is False
    assert backend.has_perm(SimpleNamespace(actor=wang_wei), "core.slot.fly") is False
    assert backend.has_perm(SimpleNamespace(), "core.slot.take") is False


@pytest.mark.django_db(transaction=True)
def test_the_journal_only_grows(li_na):
    slot = Slot.objects.create(job="a", slot="b")
    token = context.enter(context.RequestContext("request-1", "127.0.0.1"))
    with transaction.atomic():
        journal.write(li_na, "take", slot, before={"a": 1}, after={"a": 2}, note="n", reason="r")
    context.leave(token)
    row = journal.of(slot).get()
    assert (
        row.request_id,
        row.address,
        row.user_id,
        row.organization_id,
        row.role,
        row.verb,
        row.about,
        row.after,
    ) == (
        "request-1",
        "127.0.0.1",
        1,
        10,
        "enterprise_owner",
        "take",
        "core.slot",
        {"a": 2},
    )
    for change in (lambda: JournalEntry.objects.update(note="x"), lambda: JournalEntry.objects.all().delete()):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            change()
    assert JournalEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_journal_refuses_to_write_outside_a_transaction(li_na):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        journal.write(li_na, "take", Slot(job="a", slot="b"))


@pytest.mark.django_db
def test_a_slot_has_one_taker():
    assert [
        once.claim("nightly", "2026-11-21"),
        once.claim("nightly", "2026-11-21"),
        once.claim("nightly", "2026-11-22"),
    ] == [
        True,
        False,
        True,
    ]


@pytest.mark.django_db
def test_a_job_shows_its_progress_and_its_result(li_na):
    job = jobs.start("import", actor=li_na, params={"n": 3})
    assert (job.status, job.percent, job.is_over) == (Job.WAITING, None, False)
    job = jobs.take(str(job.pk))
    jobs.progress(job, 1, 4, new=1)
    jobs.progress(job, 2, wrong=1)
    assert (job.percent, job.counts) == (50, {"new": 1, "wrong": 1})
    jobs.finish(job, rows=4)
    job.refresh_from_db()
    assert (job.status, job.result, job.is_over) == (Job.DONE, {"rows": 4}, True)
    assert jobs.take(str(job.pk)) is None


@pytest.mark.django_db
def test_a_job_in_work_is_busy_and_an_abandoned_one_is_free(li_na):
    job = jobs.start("import", actor=li_na)
    jobs.take(str(job.pk))
    with pytest.raises(outbox.Busy):
        jobs.take(str(job.pk))
    Job.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    assert jobs.take(str(job.pk)).pk == job.pk


@pytest.mark.django_db
def test_a_job_can_be_cancelled_by_its_own_people_only(li_na, wang_wei):
    job = jobs.take(str(jobs.start("import", actor=li_na).pk))
    with pytest.raises(PermissionDenied):
        jobs.cancel(job, wang_wei)
    nobody, machine = person(None), person(None)
    with pytest.raises(PermissionDenied):  # a visitor has no user, as the machine has none: still not the same
        jobs.cancel(jobs.start("nightly", actor=machine), nobody)
    jobs.progress(job, 1)
    jobs.cancel(job, li_na)
    with pytest.raises(jobs.Cancelled):
        jobs.progress(job, 2)
    jobs.stop(job)
    job.refresh_from_db()
    assert job.status == Job.CANCELLED
    waiting = jobs.start("import", actor=li_na)
    jobs.cancel(waiting, li_na)
    assert jobs.take(str(waiting.pk)) is None
    waiting.refresh_from_db()
    assert waiting.status == Job.CANCELLED


@pytest.mark.django_db
def test_a_failed_job_says_why(li_na):
    job = jobs.take(str(jobs.start("import", actor=li_na).pk))
    jobs.fail(job, "磁盘满")
    job.refresh_from_db()
    assert (job.status, job.error) == (Job.FAILED, "磁盘满")


@pytest.mark.django_db
def test_a_job_with_a_topic_is_owed_to_a_worker(li_na):
    outbox.on("test_job", queue="bulk")(lambda payload: None)
    try:
        job = jobs.start("import", actor=li_na, topic="test_job")
        assert [event.payload for event in outbox.claim()] == [{"job": str(job.pk)}]
    finally:
        del outbox.topics["test_job"]


@pytest.mark.django_db
def test_unknown_is_never_zero():
    facts.add("core.slots", label="时段", unit="个", value=lambda s, p: 0, rows=lambda s, p: Slot.objects.all())
    facts.add("core.mystery", label="谜", unit="个", value=lambda s, p: None)
    try:
        zero, mystery = facts.fact("core.slots"), facts.fact("core.mystery")
        assert (zero.value, zero.known, zero.rows.count()) == (0, True, 0)
        assert (mystery.known, bool(mystery.value), str(mystery.value), mystery.value == 0) == (
            False,
            False,
            "数据不足",
            False,
        )
        assert mystery.rows is None
        with pytest.raises(LookupError):
            facts.fact("core.nothing")
        assert [error.id for error in facts.unknown_names(["core.slots", "core.nothing"])] == ["core.E001"]
    finally:
        facts.registry.remove("core.slots")
        facts.registry.remove("core.mystery")


def test_defects_come_all_at_once_and_name_their_field():
    defects = Defects(
        [Defect("title", "缺少标题", "请填写"), Defect("title", "太短"), Defect("text", "缺少说明", row=3)]
    )
    assert defects.message == "缺少标题，请填写；太短；缺少说明"
    assert defects.by_field() == {"title": ["缺少标题，请填写", "太短"], "text": ["缺少说明"]}
    assert defects.defects[2].as_dict() == {"field": "text", "message": "缺少说明", "remedy": "", "row": 3}
