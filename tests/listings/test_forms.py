"""The form of a kind: drawn from its fields, judged by the kind, saved by the services."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import QueryDict

from apps.core.errors import Defects, Stale
from apps.demands.models import Demand
from apps.listings.forms import form_for, initial_of
from apps.resources.models import Resource
from tests.factories.listings import WORDS

pytestmark = pytest.mark.django_db


def posted(**values):
    """A browser's POST: lists become repeated names."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value) if isinstance(value, list) else data.update({name: value})
    return data


def test_every_field_is_drawn_in_its_group_with_its_words(lists):
    form = form_for(Resource, "instrument")
    assert [field.name for field in form.common] == list(Resource.kinds.common)
    assert [field.name for field in form.details] == list(Resource.kinds["instrument"].fields)
    assert [field.name for field in form.group(["model", "no_such", "title"])] == ["model", "title"]
    drawn = {
        name: (form[name].label, form[name].widget_type, form[name].field.must, form[name].help_text)
        for name in ("title", "value", "started_on", "usage", "disciplines", "name_en", "class_code", "nodes")
    }
    assert drawn == {
        "title": ("标题", "text", True, "一句话说清对象和难点"),
        "value": ("原值（万元）", "text", False, "例如 58.2"),
        "started_on": ("启用日期", "date", False, "例如 2021-09-01"),
        "usage": ("使用方式", "checkboxselectmultiple", False, "例如 使用预约；送样预约"),
        "disciplines": ("学科领域", "text", False, "多项用顿号隔开"),
        "name_en": ("英文名称", "text", False, ""),
        "class_code": ("仪器分类编码", "select", False, "例如 010200"),
        "nodes": ("产业链环节", "selectmultiple", False, "最多 6 个，越准越好找"),
    }
    assert 'maxlength="80"' in str(form["title"]) and "<textarea" in str(form["text"])
    assert ("010200", "质谱仪器") in form["class_code"].field.widget.choices


def test_a_post_becomes_a_draft_of_the_person_s_organization(lists, lin_yue):
    form = form_for(
        Resource,
        "instrument",
        data=posted(
            title="氦质谱检漏仪", text=WORDS, class_code="010200", value="58.2", usage=["own", "sample"],
            nodes=["equip-seal"], started_on="2019-04-17", training_required="on", disciplines="物理学、材料",
        ),
    )  # fmt: skip
    assert form.is_valid(), form.errors
    saved = Resource.objects.get(pk=form.save(lin_yue).pk)
    assert (saved.state, saved.organization, saved.values()["nodes"]) == ("draft", lin_yue.organization, ["equip-seal"])
    assert saved.details.usage == ["own", "sample"] and saved.details.training_required
    assert form.cleaned_data["disciplines"] == ["物理学", "材料"]


def test_every_defect_stands_under_its_field_with_its_remedy(lists):
    form = form_for(
        Resource,
        "instrument",
        data=posted(title="仪", text=WORDS, value="286万", usage=["own", "x"], class_code="1020"),
    )
    assert {name: list(errors) for name, errors in form.errors.items()} == {
        "title": ["“标题”至少 2 个字，现为 1 个，请写得再具体一些"],
        "value": ["“原值”应为数字，现为「286万」，只填数字，单位已是万元，例如 286"],
        "usage": ["“使用方式”没有「x」这一项，可选：使用预约、送样预约"],
        "class_code": ["“仪器分类编码”应为 6 位数字，现为「1020」（Excel 可能去掉了前导 0），例如改为 010100"],
    }


def test_checks_across_fields_run_too():
    form = form_for(Demand, "challenge", data=posted(title="密封件检测", text=WORDS, trl_now="6", trl_needed="4"))
    assert dict(form.errors) == {"trl_needed": ["要达到的成熟度（4）低于现在的（6），请改为 6 或更高"]}


def test_an_existing_listing_comes_back_as_it_was_and_saves_over_its_version(lists, lin_yue):
    made = form_for(Resource, "lab", data=posted(title="高压舱实验室", text=WORDS, level="city", area="320")).save(
        lin_yue
    )
    made = Resource.objects.get(pk=made.pk)
    form = form_for(Resource, "lab", instance=made)
    assert (form["level"].value(), form["area"].value(), form["contact_name"].value()) == ("city", 320, "林悦")
    again = form_for(Resource, "lab", data=posted(**{**initial_of(made), "title": "高压舱公共实验室"}), instance=made)
    assert again.is_valid(), again.errors
    assert again.save(lin_yue, version=1).title == "高压舱公共实验室"
    with pytest.raises(Stale):
        again.save(lin_yue, version=1)


def test_a_form_grants_nothing(lists, wang_wei, lin_yue, li_na):
    data = posted(title="高压舱实验室", text=WORDS)
    with pytest.raises(PermissionDenied):
        form_for(Resource, "lab", data=data).save(li_na)
    made = form_for(Resource, "lab", data=data).save(lin_yue)
    with pytest.raises(PermissionDenied):
        form_for(Resource, "lab", data=data, instance=made).save(wang_wei, version=1)


def test_there_is_no_form_for_a_kind_nobody_knows():
    with pytest.raises(Defects, match="没有「spaceship」这个类别"):
        form_for(Resource, "spaceship")


def test_an_instrument_without_a_text_gets_one_from_what_is_said_elsewhere(lists, lin_yue):
    data = {"title": "氦质谱检漏仪", "functions": "真空系统检漏", "indicators": "最小可检漏率 5e-12 Pa·m3/s"}
    made = form_for(Resource, "instrument", data=posted(**data)).save(lin_yue)
    assert made.text == "主要功能：真空系统检漏\n主要技术指标：最小可检漏率 5e-12 Pa·m3/s"
    form = form_for(Resource, "lab", data=posted(title="高压舱实验室", directions="密封"))
    assert dict(form.errors) == {"text": ["缺少“说明”，这一项必填"]}


def test_a_composed_text_follows_its_parts_until_somebody_writes_his_own(lists, lin_yue):
    data = {"title": "氦质谱检漏仪", "functions": "真空系统检漏"}
    made = Resource.objects.get(pk=form_for(Resource, "instrument", data=posted(**data)).save(lin_yue).pk)
    page = {**initial_of(made), "functions": "真空与充压检漏"}
    page = {name: value for name, value in page.items() if value not in ("", [], False)}
    edited = form_for(Resource, "instrument", data=posted(**page), instance=made).save(lin_yue, version=1)
    assert edited.text == "主要功能：真空与充压检漏"
    page |= {"text": "自己写的说明，不是拼出来的。", "functions": "只做真空检漏"}
    edited = form_for(Resource, "instrument", data=posted(**page), instance=edited).save(lin_yue, version=2)
    assert edited.text == "自己写的说明，不是拼出来的。"
    page["functions"] = "又改了功能"
    edited = form_for(Resource, "instrument", data=posted(**page), instance=edited).save(lin_yue, version=3)
    assert edited.text == "自己写的说明，不是拼出来的。"
