"""Sheets we give out, files we refuse, pasted blocks, and the job behind them."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from apps.accounts.models import Membership
from apps.core import jobs, outbox, tabular
from apps.core.errors import Conflict, Defects
from apps.core.models import Job
from apps.demands.models import Demand
from apps.listings import importer, tasks
from apps.listings.fields import Field
from apps.listings.importer import receiving, work
from apps.listings.importer import sheets as given_out
from apps.listings.models import ImportBatch, families
from apps.resources.models import Resource
from tests.factories.listings import WORDS
from tests.listings import sheets

pytestmark = pytest.mark.django_db
KINDS = [(model, kind.slug) for model in families() for kind in model.kinds.entered()]


def red_rows(content):
    """(first cell, titles of the red cells) of every row that has one."""
    page = load_workbook(io.BytesIO(content)).active
    grid = list(page.iter_rows())
    header = next(number for number, row in enumerate(grid) if row[0].value in (sheets.TITLES[0], "单位编号"))
    titles = [cell.value for cell in grid[header]]
    found = []
    for row in grid[header + 1 :]:
        red = [titles[place] for place, cell in enumerate(row) if cell.fill.fgColor.rgb == "00FCECEA"]
        found += [(row[0].value, red)] if red else []
    return found


def test_eleven_red_rows_go_back_and_mended_touch_nothing_else(receive, lin_yue):
    batch = receive()
    name, content = importer.failures(batch)
    found = red_rows(content)
    assert (name, len(found)) == ("台账-待修改.xlsx", 11)
    assert [red[0] for _, red in found] == [sheets.TITLES[one.column] for one in sheets.PLANTED]
    assert {red[-1] for _, red in found} == {tabular.ERRORS}
    importer.apply(batch, lin_yue)
    before = dict(Resource.objects.values_list("pk", "version"))
    mended = receive(mend(content), name=name)
    assert mended.counts == {"new": 11, "changed": 0, "same": 0, "wrong": 0, "defects": 0, "all": 11}
    importer.apply(mended, lin_yue)
    assert Resource.objects.count() == 300
    assert dict(Resource.objects.filter(pk__in=before).values_list("pk", "version")) == before
    whole = receive(sheets.xlsx(sheets.records(planted=())))
    assert whole.counts == {"new": 0, "changed": 0, "same": 300, "wrong": 0, "defects": 0, "all": 300}


def mend(content):
    """The person puts the right values into the red cells and saves."""
    book = load_workbook(io.BytesIO(content))
    wrong = [one.place for one in sheets.PLANTED]
    first = next(row for row in range(1, 9) if book.active.cell(row, 1).value == sheets.TITLES[0]) + 1
    for row, place in enumerate(wrong, start=first):
        for column, value in enumerate(sheets.record(place), start=1):
            book.active.cell(row, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(("model", "kind"), KINDS)
def test_every_kind_has_a_template_that_is_understood_whole(model, kind, lists, li_na, lin_yue):
    content = importer.template(model, kind)
    actor = lin_yue if model is Resource else li_na
    batch = importer.receive(model, kind, actor=actor, file_name="模板.xlsx", content=content)
    assert (batch.job.status, batch.job.error) == ("failed", "表格里只有表头，没有数据行；请填好后再传")
    batch = importer.receive(model, kind, actor=actor, file_name="模板.xlsx", content=filled(content, model, kind))
    assert batch.job.error == ""
    assert {head.field for head in importer.heads(batch)} == set(model.kinds.fields_of(kind))
    assert batch.counts["new"] == 1, batch.rows.get().defects


def filled(content, model, kind):
    """One row under the example, each cell as a person would fill it."""
    book = load_workbook(io.BytesIO(content))
    page = next(sheet for sheet in book if sheet.sheet_state == "visible")
    for column, (name, field) in enumerate(model.kinds.fields_of(kind).items(), start=1):
        page.cell(4, column, sample(name, field))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sample(name, field):
    if field.choices():
        return next(iter(field.choices().values()))
    return {"title": "演示标题一条", "text": WORDS, "needed_by": "2027-01-31", "valid_until": "2027-12-31"}.get(
        name, field.example
    )


def test_a_template_says_what_each_column_takes(lists):
    page = load_workbook(io.BytesIO(importer.template(Resource, "instrument")))["仪器设备"]
    columns = range(1, page.max_column + 1)
    hints = {page.cell(1, column).value: page.cell(2, column).value for column in columns}
    asked = (
        "*说明",
        "仪器分类编码",
        "原值（万元）",
        "启用日期",
        "学科领域",
        "使用方式",
        "园区",
        "运行状态",
        "产业链环节",
    )
    assert {title: hints[title] for title in asked} == {
        "*说明": "必填；10—5000 个字；写上现状、目标指标和试过的办法，候选会更准",
        "仪器分类编码": "6 位代码或名称",
        "原值（万元）": "数字，最多 2 位小数，单位万元",
        "启用日期": "日期，如 2026-11-21",
        "学科领域": "多项用顿号隔开，最多 20 项",
        "使用方式": "可填多项，用分号隔开",
        "园区": "从列表中选",
        "运行状态": "从列表中选",
        "产业链环节": "可填多项，用分号隔开；最多 6 个，越准越好找",
    }
    assert given_out.hint(Demand.kinds["challenge"].fields["trl_now"]) == "整数；1 原理 — 9 已量产"
    assert given_out.hint(Demand.kinds["talent"].fields["headcount"]) == "整数，单位人"
    assert given_out.hint(Field(label="x")) == "从列表中选"


def test_a_template_of_another_kind_is_recognised(lists, lin_yue):
    content = filled(importer.template(Resource, "lab"), Resource, "lab")
    batch = importer.receive(Resource, "instrument", actor=lin_yue, file_name="a.xlsx", content=content)
    assert (batch.step, batch.job.error) == (
        "failed",
        "这是“实验室”的模板，现在导入的是“仪器设备”；请换模板，或改选类别后再传",
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.exe", b"MZ", "不认识的文件类型"),
        ("a.xlsx", b"", "文件是空的"),
        ("a.xlsx", b"PK\x03\x04 nothing", "文件不完整或已损坏"),
        ("a.csv", b"<html><table>", "内容却是网页"),
        ("a.csv", b"x" * (20 * 1024 * 1024 + 1), "超过上限"),
    ],
)
def test_a_bad_file_is_refused_before_anything_is_kept(receive, name, content, message):
    with pytest.raises(Defects) as refused:
        receive(content, name=name)
    assert message in refused.value.defects[0].message and refused.value.defects[0].field == "file"
    assert (ImportBatch.objects.count(), Job.objects.count()) == (0, 0)


def test_a_file_the_parser_refuses_ends_the_job_with_the_reason(receive):
    batch = receive("仪器名称,说明\n检\x01漏仪,x".encode(), name="坏.csv")
    assert (batch.step, batch.job.status) == ("failed", "failed")
    assert batch.job.error.startswith("第 2 行“仪器名称”有不可见的控制字符")


def test_a_name_is_only_a_name(receive):
    assert receive(name="C:\\secret\\..\\台账.xlsx").file_name == "台账.xlsx"
    assert receive(name="../../etc/" + "长" * 300 + ".xlsx").file_name.endswith("长.xlsx")


def test_a_pasted_block_with_and_without_its_header(lists, lin_yue):
    block = f"仪器名称\t说明\t型号\n氦质谱检漏仪\t{WORDS}\tL-300\n"
    batch = importer.paste(Resource, "instrument", actor=lin_yue, text=block)
    assert (batch.file_name, batch.counts["new"]) == ("粘贴的内容.csv", 1)
    block = f"氦质谱检漏仪\t{WORDS}\t密封与连接\t大飞机产业园\n"
    headless = importer.paste(Resource, "instrument", actor=lin_yue, text=block)
    assert (headless.counts["new"], headless.rows.get().common["park"]) == (1, "dafeiji")


@pytest.mark.parametrize("text", ["", "\n\n", "字" * 1_100_000])
def test_nothing_pasted_or_too_much_is_refused(lists, lin_yue, text):
    with pytest.raises(Defects) as refused:
        importer.paste(Resource, "instrument", actor=lin_yue, text=text)
    assert refused.value.defects[0].field == "file"


# The job


def test_a_large_file_waits_for_the_worker(receive, lin_yue, monkeypatch):
    monkeypatch.setattr(receiving, "AT_ONCE_BYTES", 0)
    batch = receive()
    assert (batch.step, batch.job.status, batch.rows.count()) == ("working", "waiting", 0)
    outbox.drain()
    batch.refresh_from_db()
    assert (batch.step, batch.counts["new"]) == ("staged", 289)
    monkeypatch.setattr(receiving, "AT_ONCE_ROWS", 0)
    importer.remap(batch, {}, lin_yue)
    assert batch.step == "working"
    outbox.drain()
    batch.refresh_from_db()
    job = importer.apply(batch, lin_yue)
    outbox.drain()
    job.refresh_from_db()
    assert (job.status, job.result["new"]) == ("done", 289)


def test_what_was_done_at_once_is_not_done_again_by_the_worker(receive, lin_yue):
    batch = receive()
    importer.apply(batch, lin_yue)
    assert outbox.drain() > 0
    assert (Resource.objects.count(), Job.objects.filter(status="done").count()) == (289, 2)


def test_a_quicker_worker_keeps_its_job(receive, lin_yue, monkeypatch):
    monkeypatch.setattr(receiving, "AT_ONCE_BYTES", 0)
    batch = receive()
    jobs.take(str(batch.job_id))
    work.run_here(batch.job)
    assert (batch.job.status, batch.rows.count()) == ("running", 0)
    with pytest.raises(outbox.Busy):
        importer.run(str(batch.job_id))


def test_a_person_who_has_left_brings_nothing(receive, lin_yue, monkeypatch):
    monkeypatch.setattr(receiving, "AT_ONCE_BYTES", 0)
    batch = receive()
    Membership.objects.filter(pk=lin_yue.membership.pk).update(state="ended")
    outbox.drain()
    batch.refresh_from_db()
    assert (batch.step, batch.job.error) == ("failed", "导入人的身份已经停用，请换人重新上传")


def test_a_person_who_has_changed_office_brings_nothing(receive, lin_yue, monkeypatch):
    monkeypatch.setattr(receiving, "AT_ONCE_BYTES", 0)
    batch = receive()
    Membership.objects.filter(pk=lin_yue.membership.pk).update(role="mentor")
    outbox.drain()
    batch.refresh_from_db()
    assert (batch.job.status, batch.rows.count()) == ("failed", 0)


def test_after_thirty_days_only_the_counts_are_left(receive, lin_yue):
    old, young = receive(), receive()
    importer.apply(old, lin_yue)
    ImportBatch.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=30, seconds=1))
    tasks.forget()
    kept = ImportBatch.objects.get(pk=old.pk)
    assert (bytes(kept.content), kept.sheet, kept.rows.count(), kept.counts["new"]) == (b"", {}, 0, 289)
    assert (importer.heads(kept), importer.lines(kept), young.rows.count()) == ([], [], 300)
    with pytest.raises(Conflict, match="只保存 30 天"):
        importer.failures(kept)
    assert (importer.forget(), Resource.objects.count()) == (0, 289)


def test_the_file_stays_in_the_table_until_it_is_asked_for(receive, django_assert_num_queries):
    receive()
    with django_assert_num_queries(1):
        batch = ImportBatch.objects.get()
    assert batch.get_deferred_fields() == {"content"}
    assert str(batch) == "台账.xlsx" and str(batch.rows.first()) == "第 4 行 新增"
    assert batch.created_at <= timezone.now()
