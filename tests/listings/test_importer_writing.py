"""A batch goes in as a whole or not at all, over nobody's work, and comes out again where nobody has touched it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from apps.accounts.models import Membership
from apps.core import jobs, journal, lifecycle, outbox, rules
from apps.core.errors import Conflict, Defects
from apps.core.lifecycle import changed, moved
from apps.core.models import Job, JournalEntry
from apps.listings import importer, services
from apps.listings.importer import receiving, settling, staging, work, writing
from apps.listings.models import ImportBatch, ImportRow
from apps.resources.models import Resource
from tests.factories.listings import WORDS
from tests.factories.resources import ResourceFactory
from tests.listings import sheets

pytestmark = pytest.mark.django_db
HEAD = ("单位编号", "仪器名称", "说明", "原值", "产业链环节")


def rows(*values):
    """Instruments A-0, A-1 … with these values in 万元."""
    made = [[f"A-{n}", f"氦质谱检漏仪{n}号", WORDS, value, "密封与连接"] for n, value in enumerate(values)]
    return sheets.plain(HEAD, made)


def published(lin_yue, zhao_office, number="A-0", value="10"):
    given = {"external_id": number, "title": f"氦质谱检漏仪{number[2:]}号", "text": WORDS, "value": value}
    made = services.create(Resource, "instrument", {**given, "nodes": ["equip-seal"]}, actor=lin_yue)
    lifecycle.move(made, "submit", actor=lin_yue)
    return lifecycle.move(made, "publish", actor=zhao_office)


@pytest.fixture
def heard():
    """Who is told of what: (signal, title, fields or move)."""
    said = []

    def on_changed(sender, record, fields, actor, **_):
        said.append(("changed", record.title, sorted(fields)))

    def on_moved(sender, record, move, actor, **_):
        said.append(("moved", record.title, move.name))

    changed.connect(on_changed)
    moved.connect(on_moved)
    yield said
    changed.disconnect(on_changed)
    moved.disconnect(on_moved)


# All or nothing


@pytest.fixture
def bomb():
    """The database itself refuses one listing in the middle."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.burst() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN IF NEW.price = 'boom' THEN RAISE EXCEPTION 'burst'; END IF; RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER burst BEFORE INSERT OR UPDATE ON resources_instrumentdetails"
            " FOR EACH ROW EXECUTE FUNCTION pg_temp.burst()"
        )


def everything():
    return (
        sorted(Resource.objects.values_list("pk", "version", "title")),
        JournalEntry.objects.count(),
        ImportBatch.objects.filter(applied_at=None).count(),
    )


def test_a_failure_in_the_middle_leaves_nothing(receive, lin_yue, bomb):
    given = sheets.records(planted=())
    batch = receive(sheets.xlsx(given))
    ImportRow.objects.filter(batch=batch, number=150).update(
        details={**ImportRow.objects.get(batch=batch, number=150).details, "price": "boom"}
    )
    before = everything()
    with pytest.raises(InternalError, match="burst"), transaction.atomic():
        importer.apply(batch, lin_yue)
    assert everything() == before
    batch.refresh_from_db()
    assert (batch.step, Resource.objects.count()) == ("staged", 0)


@pytest.mark.django_db(transaction=True)
def test_the_job_says_that_it_failed_and_can_be_tried_again(receive, lin_yue, bomb):
    batch = receive(rows("1", "2"))
    details = ImportRow.objects.get(batch=batch, number=3).details
    ImportRow.objects.filter(batch=batch, number=3).update(details={**details, "price": "boom"})
    with pytest.raises(InternalError, match="burst"):
        importer.apply(batch, lin_yue)
    batch.refresh_from_db()
    assert (batch.job.status, batch.job.error, batch.step) == ("failed", work.BROKEN, "staged")
    ImportRow.objects.filter(batch=batch, number=3).update(details=details)
    assert importer.apply(batch, lin_yue).result == {"batch": batch.pk, "new": 2, "changed": 0}
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER burst ON resources_instrumentdetails")


def left_behind(job):
    """As a worker leaves it that was killed three minutes ago, and whose user pressed cancel meanwhile."""
    long_ago = timezone.now() - timedelta(minutes=3)
    Job.objects.filter(pk=job.pk).update(status="running", seen_at=long_ago, cancel_asked_at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_cancelled_while_writing_it_leaves_nothing_and_can_be_let_in_later(receive, lin_yue, monkeypatch):
    batch = receive(rows("1", "2", "3"))
    monkeypatch.setattr(receiving, "AT_ONCE_ROWS", 0)
    job = importer.apply(batch, lin_yue)
    assert (job.status, batch.step) == ("waiting", "working")
    left_behind(job)
    importer.run(str(job.pk))
    job.refresh_from_db()
    assert (job.status, Resource.objects.count(), JournalEntry.objects.filter(verb="create").count()) == (
        "cancelled", 0, 0,
    )  # fmt: skip
    importer.apply(batch, lin_yue)
    outbox.drain()
    batch.refresh_from_db()
    assert (batch.step, Resource.objects.count()) == ("applied", 3)


@pytest.mark.django_db(transaction=True)
def test_cancelled_while_judging_it_keeps_no_row(receive, monkeypatch):
    monkeypatch.setattr(receiving, "AT_ONCE_BYTES", 0)
    monkeypatch.setattr(staging, "PORTION", 2)
    batch = receive(rows("1", "2", "3"))
    assert (batch.step, batch.job.status) == ("working", "waiting")
    left_behind(batch.job)
    outbox.drain()
    batch.refresh_from_db()
    assert (batch.step, batch.job.status, batch.job.done, ImportRow.objects.count()) == ("failed", "cancelled", 2, 0)


@pytest.mark.django_db(transaction=True)
def test_with_other_columns_nothing_goes_in_before_it_is_judged_anew(receive, lin_yue, monkeypatch):
    batch = receive(rows("1", "2", "3"))
    monkeypatch.setattr(receiving, "AT_ONCE_ROWS", 0)
    importer.remap(batch, {3: ""}, lin_yue)
    jobs.cancel(batch.job, lin_yue)
    outbox.drain()
    batch.refresh_from_db()
    assert (batch.step, batch.job.status) == ("failed", "cancelled")
    with pytest.raises(Conflict, match="还没有核对好"):
        importer.apply(batch, lin_yue)
    importer.remap(batch, {3: ""}, lin_yue)
    outbox.drain()
    importer.apply(batch, lin_yue)
    outbox.drain()
    assert Resource.objects.get(external_id="A-0").details.value is None


@pytest.mark.django_db(transaction=True)
def test_a_long_sheet_shows_how_far_it_is(receive, monkeypatch):
    monkeypatch.setattr(staging, "PORTION", 100)
    batch = receive()
    job = Job.objects.get(pk=batch.job_id)
    assert (job.done, job.total, job.counts) == (200, 300, {"wrong": 9})


# Over nobody's work


def test_a_batch_goes_in_once(receive, lin_yue):
    batch = receive(rows("1"))
    importer.apply(batch, lin_yue)
    for verb in (lambda: importer.apply(batch, lin_yue), lambda: importer.remap(batch, {}, lin_yue)):
        with pytest.raises(Conflict, match="已经导入过了"):
            verb()


def test_two_presses_at_once_write_once(receive, lin_yue):
    """The second request saw the batch before the first wrote it."""
    batch = receive(rows("1"))
    seen_by_both = ImportBatch.objects.get(pk=batch.pk)
    importer.apply(batch, lin_yue)
    job = jobs.start(work.APPLY, actor=lin_yue, params={**batch.job.params})
    importer.run(str(job.pk))
    job.refresh_from_db()
    assert (job.status, job.error, Resource.objects.count()) == ("failed", "这一批已经导入过了", 1)
    assert seen_by_both.applied_at is None


def test_only_one_worker_at_a_time(receive, lin_yue, monkeypatch):
    batch = receive(rows("1"))
    monkeypatch.setattr(receiving, "AT_ONCE_ROWS", 0)
    importer.apply(batch, lin_yue)
    with pytest.raises(Conflict, match="正在处理"):
        importer.apply(batch, lin_yue)


def test_nothing_to_write_is_said(receive, lin_yue):
    with pytest.raises(Conflict, match="没有要写入的行"):
        importer.apply(receive(rows("x")), lin_yue)


def test_not_judged_is_not_let_in(receive, lin_yue, monkeypatch):
    monkeypatch.setattr(receiving, "AT_ONCE_BYTES", 0)
    with pytest.raises(Conflict, match="还没有核对好"):
        importer.apply(receive(rows("1")), lin_yue)


def test_the_same_sheet_twice_before_either_went_in_gives_each_row_once(receive, lin_yue):
    first, second = receive(rows("1", "2")), receive(rows("1", "2", "3"))
    assert (first.counts["new"], second.counts["new"]) == (2, 3)
    assert {line.target_id for line in importer.lines(first)} == {None}
    importer.apply(first, lin_yue)
    job = importer.apply(second, lin_yue)
    assert (job.result["new"], Resource.objects.count()) == (1, 3)
    second.refresh_from_db()
    assert (second.counts["new"], second.counts["wrong"], second.counts["defects"]) == (1, 2, 2)
    wrong = second.rows.filter(verdict="wrong").first()
    assert [importer.sentence(one) for one in wrong.defects] == [
        "第 2 行 A 列“单位编号”：上传之后平台上已经有了这一条，请重新上传这一行再核对一次"
    ]
    assert wrong.raw["title"] == "氦质谱检漏仪0号" and wrong.raw["value"] == "1.00"
    assert {line.number: line.target_id for line in importer.lines(second)} == {
        2: None, 3: None, 4: Resource.objects.get(external_id="A-2").pk,
    }  # fmt: skip


def test_the_same_without_numbers(receive, lin_yue):
    content = sheets.plain(("仪器名称", "说明"), [["氦质谱检漏仪", WORDS]])
    first, second = receive(content), receive(content)
    importer.apply(first, lin_yue)
    assert importer.apply(second, lin_yue).result["new"] == 0
    assert Resource.objects.count() == 1


def test_a_listing_somebody_edited_meanwhile_is_not_overwritten(receive, lists, lin_yue, tang_lab):
    made = ResourceFactory(title="扫描电镜", external_id="A-0", organization=lin_yue.organization)
    ResourceFactory(title="显微镜一", external_id="A-1", organization=lin_yue.organization)
    batch = receive(rows("1", "2"))
    assert batch.counts["changed"] == 2
    services.update(made, {"title": "同事改过的电镜"}, actor=tang_lab, version=1)
    job = importer.apply(batch, lin_yue)
    made.refresh_from_db()
    assert (job.result["changed"], made.title) == (1, "同事改过的电镜")
    (defect,) = batch.rows.get(verdict="wrong").defects
    assert defect["message"] == "上传之后这一条在平台上被改过"


@pytest.mark.django_db(transaction=True)
def test_a_row_typed_in_the_very_same_moment_makes_the_whole_batch_wait(receive, lin_yue):
    """The other transaction is seen by nobody until it ends; the unique number catches it."""
    batch = receive(rows("1", "2"))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.rival() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN IF NEW.external_id = 'A-1' AND NEW.title <> 'rival' THEN"
            " RAISE unique_violation USING MESSAGE = 'resource_external_id_once'; END IF; RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER rival BEFORE INSERT ON resources_resource FOR EACH ROW EXECUTE FUNCTION pg_temp.rival()"
        )
        job = importer.apply(batch, lin_yue)
        assert (job.status, job.error[:11], Resource.objects.count()) == ("failed", "有一条刚刚被同事录入了", 0)
        cursor.execute("DROP TRIGGER rival ON resources_resource")
    assert importer.apply(batch, lin_yue).status == "done"


# What others hear


def test_drafts_are_nobody_s_news_but_can_be_found_by_their_owner(receive, lin_yue, heard):
    importer.apply(receive(rows("1", "2")), lin_yue)
    assert heard == []
    assert Resource.objects.search("检漏仪1号").get().external_id == "A-1"
    assert Resource.objects.get(external_id="A-1").text_hash == Resource.objects.get(external_id="A-1").hash_of_text()


def test_new_rows_can_be_sent_in_at_once(receive, lin_yue, heard):
    batch = receive(rows("1", "2"))
    importer.apply(batch, lin_yue, submit=True)
    assert heard == [("moved", "氦质谱检漏仪0号", "submit"), ("moved", "氦质谱检漏仪1号", "submit")]
    assert set(Resource.objects.values_list("state", "version")) == {("submitted", 2)}
    assert Resource.objects.exclude(submitted_at=None).count() == 2


def test_a_published_listing_changes_in_place_and_everybody_is_told(receive, lists, lin_yue, zhao_office, heard):
    made = published(lin_yue, zhao_office)
    heard.clear()
    importer.apply(receive(rows("20")), lin_yue)
    now = Resource.objects.get(pk=made.pk)
    assert (now.state, now.version, now.details.value) == ("published", made.version + 1, 20)
    assert heard == [("changed", "氦质谱检漏仪0号", ["value"])]
    last = journal.of(now).first()
    assert (last.verb, last.before, last.after) == ("edit", {"value": "10.00"}, {"value": "20.00"})


def test_new_words_of_a_published_listing_are_looked_at_again(receive, lists, lin_yue, zhao_office, heard):
    made = published(lin_yue, zhao_office)
    heard.clear()
    content = sheets.plain(("单位编号", "仪器名称", "联系人"), [["A-0", "换了名字的检漏仪", "高某"]])
    importer.apply(receive(content), lin_yue)
    now = Resource.objects.get(pk=made.pk)
    assert (now.state, now.title) == ("submitted", "换了名字的检漏仪")
    assert heard == [
        ("moved", "换了名字的检漏仪", "amend"),
        ("changed", "换了名字的检漏仪", ["contact_name", "title"]),
    ]
    edit = journal.of(now).get(verb="edit", via="web", before__has_key="title")
    assert edit.after == {"title": "换了名字的检漏仪", "contact_name": "***"}


def test_chain_nodes_change_with_the_row(receive, lists, lin_yue, zhao_office):
    made = published(lin_yue, zhao_office)
    content = sheets.plain(("单位编号", "产业链环节"), [["A-0", "检测与试验"]])
    importer.apply(receive(content), lin_yue)
    assert [node.code for node in Resource.objects.get(pk=made.pk).nodes.all()] == ["equip-test"]


def test_a_large_batch_is_announced_by_the_worker(receive, lin_yue, monkeypatch, heard):
    monkeypatch.setattr(writing, "AT_ONCE", 1)
    monkeypatch.setattr(settling, "PORTION", 2)
    batch = receive(rows("1", "2", "3"))
    importer.apply(batch, lin_yue, submit=True)
    assert (heard, Resource.objects.search("检漏仪").count()) == ([], 0)
    Resource.objects.get(external_id="A-0").delete()
    outbox.drain()
    assert [(one[1], one[2]) for one in heard] == [("氦质谱检漏仪1号", "submit"), ("氦质谱检漏仪2号", "submit")]
    assert Resource.objects.search("检漏仪").count() == 2
    assert importer.settle(batch.pk, lin_yue.membership.pk) == 0


def test_a_draft_its_owner_sent_in_first_is_not_sent_twice(receive, lin_yue, monkeypatch, heard):
    monkeypatch.setattr(writing, "AT_ONCE", 0)
    importer.apply(receive(rows("1", "2")), lin_yue, submit=True)
    lifecycle.move(Resource.objects.get(external_id="A-0"), "submit", actor=lin_yue)
    outbox.drain()
    assert [one[2] for one in heard] == ["submit", "submit"]
    assert set(Resource.objects.values_list("state", "version")) == {("submitted", 2)}


def test_of_a_person_who_has_left_all_is_found_and_nothing_sent_in(receive, lin_yue, monkeypatch):
    monkeypatch.setattr(writing, "AT_ONCE", 0)
    importer.apply(receive(rows("1", "2")), lin_yue, submit=True)
    Membership.objects.filter(pk=lin_yue.membership.pk).update(state="ended")
    outbox.drain()
    assert Resource.objects.search("检漏仪").count() == 2
    assert set(Resource.objects.values_list("state", flat=True)) == {"draft"}


def test_any_other_broken_promise_of_the_database_is_not_talked_away(receive, lin_yue):
    batch = receive(rows("1"))
    details = {**batch.rows.get().details, "value": "-1"}
    batch.rows.update(common={**batch.rows.get().common, "title": None}, details=details)
    with pytest.raises(IntegrityError), transaction.atomic():
        importer.apply(batch, lin_yue)
    assert Resource.objects.count() == 0


# Back again


def test_taken_back_within_a_day_where_nobody_touched_it(receive, lists, lin_yue, zhao_office, tang_lab, heard):
    made = published(lin_yue, zhao_office, number="A-0")
    batch = receive(rows("20", "2", "3"))
    importer.apply(batch, lin_yue)
    services.update(Resource.objects.get(external_id="A-2"), {"value": "99"}, actor=tang_lab, version=1)
    heard.clear()
    assert importer.undo(batch, lin_yue) == {"deleted": 1, "withdrawn": 0, "restored": 1, "kept": 1}
    assert list(Resource.objects.order_by("pk").values_list("external_id", "state")) == [
        ("A-0", "published"), ("A-2", "draft"),
    ]  # fmt: skip
    now = Resource.objects.get(pk=made.pk)
    assert (now.details.value, now.version) == (10, made.version + 2)
    assert heard == [("changed", "氦质谱检漏仪0号", ["value"])]
    batch.refresh_from_db()
    assert (batch.step, batch.counts["undone"]["kept"]) == ("undone", 1)
    assert JournalEntry.objects.filter(verb="undo_import").count() == 3
    with pytest.raises(Conflict, match="24 小时内"):
        importer.undo(batch, lin_yue)


def test_nodes_and_texts_come_back_too(receive, lists, lin_yue):
    given = {
        "external_id": "A-0",
        "title": "氦质谱检漏仪0号",
        "text": WORDS,
        "nodes": ["equip-test"],
        "park": "dafeiji",
    }
    made = services.create(Resource, "instrument", given, actor=lin_yue)
    before = made.values()
    content = sheets.plain(
        ("单位编号", "仪器名称", "产业链环节", "学科领域"), [["A-0", "别的名字", "密封与连接", "物理"]]
    )
    batch = receive(content)
    importer.apply(batch, lin_yue)
    assert Resource.objects.get().values() != before
    importer.undo(batch, lin_yue)
    assert Resource.objects.get().values() == before


def test_what_was_sent_in_with_the_batch_is_withdrawn(receive, lin_yue):
    batch = receive(rows("1"))
    importer.apply(batch, lin_yue, submit=True)
    assert importer.undo(batch, lin_yue) == {"deleted": 0, "withdrawn": 1, "restored": 0, "kept": 0}
    assert Resource.objects.get().state == "withdrawn"


def test_what_an_operator_has_published_since_stays(receive, lin_yue, zhao_office):
    batch = receive(rows("1"))
    importer.apply(batch, lin_yue, submit=True)
    lifecycle.move(Resource.objects.get(), "publish", actor=zhao_office)
    assert importer.undo(batch, lin_yue)["kept"] == 1
    assert Resource.objects.get().state == "published"


def test_after_a_day_it_stays(receive, lin_yue):
    batch = receive(rows("1"))
    importer.apply(batch, lin_yue)
    ImportBatch.objects.filter(pk=batch.pk).update(applied_at=timezone.now() - timedelta(hours=24, seconds=1))
    with pytest.raises(Conflict, match="24 小时内"):
        importer.undo(batch, lin_yue)
    assert Resource.objects.count() == 1


def test_taken_back_before_the_worker_came_to_it(receive, lin_yue, monkeypatch, heard):
    monkeypatch.setattr(writing, "AT_ONCE", 0)
    batch = receive(rows("1", "2"))
    importer.apply(batch, lin_yue, submit=True)
    assert importer.undo(batch, lin_yue)["deleted"] == 2
    outbox.drain()
    assert (heard, Resource.objects.count()) == ([], 0)


# Who may


def test_strangers_touch_nothing(receive, lin_yue, wang_wei, li_na, shen_mentor, visitor, zhao_office):
    batch = receive(rows("1"))
    for stranger in (wang_wei, li_na, shen_mentor, visitor, zhao_office):
        for verb in (
            lambda actor: importer.apply(batch, actor),
            lambda actor: importer.remap(batch, {}, actor),
            lambda actor: importer.undo(batch, actor),
        ):
            with pytest.raises(PermissionDenied):
                verb(stranger)
        assert list(ImportBatch.objects.visible_to(stranger)) == []
    for stranger in (li_na, shen_mentor, visitor, zhao_office):
        with pytest.raises(PermissionDenied):
            receive(rows("1"), actor=stranger)
        with pytest.raises(PermissionDenied):
            importer.paste(Resource, "instrument", actor=stranger, text="仪器名称\t说明")
    assert ImportBatch.objects.count() == 1


def test_colleagues_may(receive, lin_yue, gu_feng, tang_lab):
    batch = receive(rows("1"))
    for colleague in (lin_yue, gu_feng, tang_lab):
        assert list(ImportBatch.objects.visible_to(colleague)) == [batch]
    importer.apply(batch, gu_feng)
    assert Resource.objects.get().created_by == gu_feng.user


def test_rule_and_query_are_twins(receive, personas):
    receive(rows("1"))
    batch = ImportBatch.objects.get()
    seen = {name for name, actor in personas.items() if batch in ImportBatch.objects.visible_to(actor)}
    allowed = {name for name, actor in personas.items() if rules.allowed(actor, "view", batch)}
    assert seen == allowed == {"lin_yue", "gu_feng", "tang_lab"}


def test_a_kind_nobody_may_bring_is_refused(receive):
    with pytest.raises(Defects, match="没有「spaceship」这个类别"):
        receive(rows("1"), kind="spaceship")
