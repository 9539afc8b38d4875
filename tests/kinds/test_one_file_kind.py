"""One file makes a kind: form, pages, filter, sheet in and out, search, API and matching follow with no other edit."""

import io

import pytest
from openpyxl import load_workbook

from apps.core import lifecycle, outbox, search
from apps.demands.models import Demand
from apps.listings import exports, importer, services
from apps.listings.forms import form_for
from apps.matching import services as matching
from apps.matching.models import Match
from apps.resources.models import Resource
from tests.api.conftest import program_of
from tests.factories.listings import WORDS
from tests.listings import sheets
from tests.personas import client_of

pytestmark = pytest.mark.django_db
GIVEN = {
    "title": "低速回流风洞",
    "text": "闭口回流式低速风洞，湍流度 0.1%，面向企业做车身与翼型的气动试验。",
    "flow": "低速",
    "speed": "60.5",
    "section": "1.2 m × 0.9 m",
    "abilities": "翼型测力、车身表面测压",
    "modes": "测力；测压",
    "models_kept": "NACA0012、整车缩比",
    "calibrated_on": "2025-03-01",
    "night": "是",
}
CLEAN = {"flow": "low", "modes": ["force", "pressure"], "models_kept": ["NACA0012", "整车缩比"], "night": True}


@pytest.fixture
def published(tunnel, lin_yue, zhao_office):
    made = services.create(Resource, "tunnel", GIVEN, actor=lin_yue)
    lifecycle.move(made, "submit", actor=lin_yue)
    return lifecycle.move(made, "publish", actor=zhao_office)


def details_of(listing):
    return {name: getattr(listing.details, name) for name in CLEAN}


def test_form(tunnel, lin_yue):
    form = form_for(Resource, "tunnel", data={**GIVEN, "modes": "测力"})
    assert [field.name for field in form.details] == list(tunnel.fields)
    made = services.create(Resource, "tunnel", GIVEN, actor=lin_yue)
    assert details_of(Resource.objects.get(pk=made.pk)) == CLEAN
    future = services.clean(Resource, "tunnel", {**GIVEN, "calibrated_on": "2099-01-01"})
    assert [defect.field for defect in future.defects] == ["calibrated_on"]


def test_portal_pages(tunnel, lin_yue, published, visitor):
    browser = client_of(lin_yue)
    page = browser.get("/resources/new/?kind=tunnel")
    assert (page.status_code, "试验段尺寸" in page.content.decode()) == (200, True)
    posted = {**GIVEN, "kind": "tunnel", "title": "另一座风洞", "flow": "low", "modes": ["force", "pressure"]}
    answer = browser.post("/resources/new/", posted)
    assert answer.status_code == 302, answer.context["form"].errors
    assert details_of(Resource.objects.get(title="另一座风洞")) == CLEAN
    detail = client_of(visitor).get(published.get_absolute_url()).content.decode()
    assert [word for word in ("低速", "60.5", "翼型测力", "NACA0012") if word not in detail] == []
    directory = client_of(visitor).get("/resources/?kind=tunnel&flow=low")
    assert ("低速回流风洞" in directory.content.decode(), directory.status_code) == (True, 200)
    assert "低速回流风洞" not in client_of(visitor).get("/resources/?kind=tunnel&flow=super").content.decode()


def test_api(published, lin_yue):
    program = program_of(lin_yue)
    status, kinds = program.get("kinds/")
    (declared,) = [kind for kind in kinds["results"] if kind["slug"] == "tunnel"]
    assert [field["name"] for field in declared["details"]] == list(published.kind_row.fields)
    body = {"kind": "tunnel", "title": "接口送来的风洞", "text": WORDS}
    status, made = program.post("resources/", {**body, "details": {"flow": "low", "speed": 60.5, "modes": ["force"]}})
    assert (status, made["details"]["flow"], made["details"]["modes"]) == (201, "low", ["force"])
    status, refused = program.post("resources/", {**body, "details": {"speed": 10_000}})
    assert (status, [error["pointer"] for error in refused["errors"]]) == (422, ["/details/speed"])
    status, found = program.get("resources/", kind="tunnel", modes="force", flow="low")
    assert (status, {one["title"] for one in found["results"]}) == (200, {"低速回流风洞", "接口送来的风洞"})


def test_sheet_in_and_out(tunnel, lin_yue):
    template = load_workbook(io.BytesIO(importer.template(Resource, "tunnel")))["风洞"]
    titles = [cell.value.strip("*") for cell in template[1]]
    assert [title for title in ("流速范围", "最高风速（m/s）", "夜间开放") if title not in titles] == []
    head = (
        "名称",
        "说明",
        "流速范围",
        "风速",
        "试验段尺寸",
        "能做的试验",
        "测量手段",
        "现有模型",
        "校准日期",
        "夜间开放",
    )
    bad = {**GIVEN, "title": "坏的风洞一座", "speed": "飞快", "flow": "光速"}
    content = sheets.plain(head, [list(GIVEN.values()), list(bad.values())])
    batch = importer.receive(Resource, "tunnel", actor=lin_yue, file_name="风洞.xlsx", content=content)
    assert (batch.counts["new"], batch.counts["wrong"]) == (1, 1)
    assert [one["field"] for one in batch.rows.get(verdict="wrong").defects] == ["flow", "speed"]
    importer.apply(batch, lin_yue)
    assert details_of(Resource.objects.get()) == CLEAN
    name, content = exports.export(Resource.objects.all(), actor=lin_yue, kind=tunnel)
    again = importer.receive(Resource, "tunnel", actor=lin_yue, file_name=name, content=content)
    assert (again.counts["same"], again.counts["all"]) == (1, 1)
    changed = sheets.plain(head, [list({**GIVEN, "speed": "70", "modes": "流动显示"}.values())])
    batch = importer.receive(Resource, "tunnel", actor=lin_yue, file_name="风洞.xlsx", content=changed)
    importer.apply(batch, lin_yue)
    assert (Resource.objects.get().details.speed, Resource.objects.get().details.modes) == (70, ["visual"])
    importer.undo(batch, lin_yue)
    assert details_of(Resource.objects.get()) == CLEAN


def test_search(published):
    outbox.drain()
    assert [found.title for found in search.find("翼型测力")] == ["低速回流风洞"]
    assert [found.title for found in search.find("NACA0012", kind="tunnel")] == ["低速回流风洞"]


def test_matching(published, li_na):
    given = {
        "title": "车身气动阻力试验",
        "text": "新车型要做车身表面测压和翼型测力，风速不低于 50 m/s，找能做的低速风洞。",
    }
    demand = services.create(Demand, "challenge", given, actor=li_na)
    lifecycle.move(demand, "submit", actor=li_na)
    matching.match(demand=demand)
    assert [match.resource for match in Match.objects.of_demand(demand)] == [published]


def test_afterwards_there_is_no_trace_of_it():
    assert "tunnel" not in Resource.kinds
    assert [name for name in vars(Resource) if "tunnel" in name] == []
