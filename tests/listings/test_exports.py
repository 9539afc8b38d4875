"""Exports: what the list shows and no more; nothing in them runs; they come back through the importer unchanged."""

import io

import pytest
from openpyxl import load_workbook

from apps.core import tabular
from apps.listings import exports, importer, services
from apps.resources.models import Resource
from tests.factories.listings import WORDS
from tests.factories.resources import LabFactory, ResourceFactory

pytestmark = pytest.mark.django_db
INSTRUMENT = Resource.kinds["instrument"]
GIVEN = {
    "title": '=HYPERLINK("http://evil")检漏仪',
    "text": WORDS,
    "class_code": "010200",
    "value": "58.20",
    "started_on": "2019-04-17",
    "usage": ["own", "sample"],
    "nodes": ["equip-seal", "equip-test"],
    "park": "dafeiji",
    "external_id": "0007",
    "price_per_hour": 120,
    "training_required": True,
    "disciplines": ["物理学", "材料"],
    "functions": "+检漏\n-测量",
}


@pytest.fixture
def own(lists, lin_yue):
    made = services.create(Resource, "instrument", GIVEN, actor=lin_yue)
    return Resource.objects.filter(pk=made.pk)


def cells(content):
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book}


def test_the_owner_s_rows_come_with_every_field_and_the_filters_beside(own, lin_yue):
    name, content = exports.export(own, actor=lin_yue, kind=INSTRUMENT, filters="关键词：检漏\n类别：仪器设备")
    (sheet, rows), (_, said) = cells(content).items()
    head, row = rows
    shown = dict(zip(head, row, strict=True))
    assert name.startswith("仪器设备-") and name.endswith(".xlsx")
    assert said == [["关键词：检漏"], ["类别：仪器设备"]]
    assert {
        key: shown[key]
        for key in ("标题", "仪器分类编码", "原值（万元）", "联系人", "本单位编号", "平台状态", "使用方式")
    } == {
        "标题": '\'=HYPERLINK("http://evil")检漏仪',
        "仪器分类编码": "010200",
        "原值（万元）": 58.2,
        "联系人": "林悦",
        "本单位编号": "0007",
        "平台状态": "草稿",
        "使用方式": "使用预约；送样预约",
    }
    assert not [cell for row in rows for cell in row if str(cell).startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_what_was_exported_is_the_same_when_imported(own, lin_yue, format):
    name, content = exports.export(own, actor=lin_yue, kind=INSTRUMENT, format=format)
    batch = importer.receive(Resource, "instrument", actor=lin_yue, file_name=name, content=content)
    assert (batch.job.error, batch.counts["same"], list(batch.rows.values_list("defects", "changes"))) == (
        "",
        1,
        [([], {})],
    )


def test_nobody_else_gets_contacts_or_the_owner_s_numbers(own, lin_yue, wang_wei, visitor, zhao_office):
    ResourceFactory(title="别家的仪器", contact_phone="13912345678", external_id="X-9")
    every = Resource.objects.all()
    for actor, rows in [(wang_wei, every), (visitor, every), (zhao_office, every), (lin_yue, every), (wang_wei, own)]:
        _, content = exports.export(rows, actor=actor, kind=INSTRUMENT, format="csv")
        text = content.decode("utf-8-sig")
        assert [word for word in ("13912345678", "林悦", "X-9", "0007", "联系人", "电话", "邮箱") if word in text] == []
    _, content = exports.export(own, actor=lin_yue, format="csv")
    assert "林悦" in content.decode("utf-8-sig")


def test_a_mentor_of_the_same_university_reads_rows_but_no_contacts(own, shen_mentor):
    _, content = exports.export(own, actor=shen_mentor, format="csv")
    assert "林悦" not in content.decode("utf-8-sig")


def test_rows_of_several_kinds_share_the_common_columns(own, lin_yue):
    LabFactory(title="高压舱实验室")
    _, content = exports.export(Resource.objects.order_by("pk"), actor=lin_yue)
    head, *rows = next(iter(cells(content).values()))
    assert [(row[1], row[6]) for row in rows] == [
        ("仪器设备", '\'=HYPERLINK("http://evil")检漏仪'),
        ("实验室", "高压舱实验室"),
    ]
    assert "规格型号" not in head


def test_an_empty_list_is_an_empty_sheet(lin_yue, db):
    _, content = exports.export(Resource.objects.none(), actor=lin_yue, kind=INSTRUMENT)
    assert len(next(iter(cells(content).values()))) == 1
    assert tabular.ExportColumn("x").width


def test_a_cut_is_said(own, lin_yue, monkeypatch):
    LabFactory(organization=lin_yue.organization)
    monkeypatch.setattr(exports, "MAX_ROWS", 1)
    _, content = exports.export(Resource.objects.all(), actor=lin_yue)
    (_, rows), (_, said) = cells(content).items()
    assert (len(rows), said) == (2, [["全部"], ["只导出前 1 条，请缩小范围分次导出"]])


def test_an_unknown_format_is_refused(own, lin_yue):
    with pytest.raises(LookupError, match="只导出 xlsx、csv"):
        exports.export(own, actor=lin_yue, format="exe")


@pytest.mark.parametrize("count", [1, 20])
def test_as_many_queries_for_one_row_as_for_many(count, lists, lin_yue, django_assert_num_queries):
    for _ in range(count):
        ResourceFactory(organization=lin_yue.organization)
    with django_assert_num_queries(5):
        exports.export(Resource.objects.all(), actor=lin_yue, kind=INSTRUMENT)
