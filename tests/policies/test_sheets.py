"""Policies in and out of spreadsheets."""

import pytest
from django.core.exceptions import PermissionDenied

from apps.core import tabular
from apps.core.errors import Defects
from apps.policies import sheets
from apps.policies.models import Policy
from tests.factories.policies import TEXT, a_policy

pytestmark = pytest.mark.django_db
TITLES = ["标题", "文号", "发文部门", "层级", "政策工具", "发文日期", "正文"]


def sheet(*rows) -> bytes:
    return tabular.export([tabular.ExportColumn(title) for title in TITLES], rows, "全部")


GOOD = ["甲办法", "演示〔2026〕11 号", "发改处", "新片区", "财政、土地", "2026-11-21", TEXT]


def test_good_rows_become_drafts_and_wrong_ones_say_why(chen_committee):
    wrong = ["乙办法", "", "月球处", "", "财政；黄金", "上周三", TEXT]
    brought = sheets.bring(sheet(GOOD, wrong, ["", "", "高科处", "", "信用", "", ""]), "p.xlsx", actor=chen_committee)
    assert [(one.title, one.state, one.levers, one.texts.count()) for one in brought.made] == [
        ("甲办法", "draft", ["fiscal", "land"], 1)
    ]
    assert [one.message for one in brought.wrong] == [
        "第 3 行“发文部门”：没有「月球处」",
        "第 3 行“政策工具”：没有「黄金」",
        "第 3 行“发文日期”：「上周三」看不懂",
        "第 4 行“正文”：正文至少 10 个字",
        "第 4 行“标题”：此字段不能为空。",
    ]


def test_the_same_number_is_not_taken_twice(chen_committee):
    sheets.bring(sheet(GOOD), "p.xlsx", actor=chen_committee)
    again = sheets.bring(sheet(GOOD), "p.xlsx", actor=chen_committee)
    assert (again.made, [one.message for one in again.wrong]) == ([], ["第 2 行“标题”：这个文号已经登记过。"])


def test_what_goes_out_comes_in_again(chen_committee):
    a_policy(title="丙办法", summary="一句话")
    content = sheets.export(Policy.objects.all(), filters="全部")
    Policy.objects.all().delete()
    brought = sheets.bring(content, "政策.xlsx", actor=chen_committee)
    assert [(one.title, one.summary, len(one.current_text().clauses)) for one in brought.made] == [
        ("丙办法", "一句话", 5)
    ]
    assert brought.wrong == []


@pytest.mark.parametrize(("name", "content"), [("x.xlsx", b"%PDF-1.4"), ("x.csv", "甲,乙\n1,2\n".encode())])
def test_what_cannot_be_read_is_refused(chen_committee, name, content):
    with pytest.raises(Defects):
        sheets.bring(content, name, actor=chen_committee)


def test_a_template_is_a_workbook_and_only_the_committee_brings_sheets(li_na):
    assert sheets.template()[:2] == b"PK"
    with pytest.raises(PermissionDenied):
        sheets.bring(sheet(GOOD), "p.xlsx", actor=li_na)
