"""A sheet on its way in, page by page: what is shown, what goes in, what comes back in red, what others may not see."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.listings.models import ImportBatch
from apps.resources.models import Resource
from tests.listings import sheets
from tests.listings.conftest import lists  # noqa: F401
from tests.portal.conftest import text_of

pytestmark = pytest.mark.django_db
START = reverse("imports")


def upload(client, content=None, name="台账.xlsx", layout="resource:instrument"):
    content = sheets.xlsx(sheets.records(30, sheets.PLANTED[:2])) if content is None else content
    return client.post(START, {"layout": layout, "file": SimpleUploadedFile(name, content)})


@pytest.fixture
def batch(browser, lin_yue, lists):  # noqa: F811
    upload(browser(lin_yue))
    return ImportBatch.objects.get()


def page_of(batch, name="import"):
    return reverse(name, args=[batch.pk])


def test_the_start_page_offers_the_layouts_of_the_role_and_their_templates(browser, lin_yue, li_na):
    his = browser(lin_yue)
    assert [one["key"] for one in his.get(START).context["layouts"]] == [
        "resource:instrument",
        "resource:lab",
        "resource:experts",
        "mentor:professor",
        "mentor:lecturer",
        "mentor:assistant",
        "event:roadshow",
        "event:forum",
        "event:contest",
        "event:job_fair",
        "alliance:sector_alliance",
        "alliance:innovation_alliance",
        "base:industry_base",
        "base:consortium",
        "base:skills_base",
    ]
    assert [one["key"] for one in browser(li_na).get(START).context["layouts"]] == [
        "demand:challenge",
        "demand:talent",
        "demand:mentor",
        "mentor:professor",
        "mentor:lecturer",
        "mentor:assistant",
        "event:roadshow",
        "event:forum",
        "event:contest",
        "event:job_fair",
        "alliance:sector_alliance",
        "alliance:innovation_alliance",
        "base:industry_base",
        "base:consortium",
        "base:skills_base",
    ]
    book = his.get(reverse("import-template", args=["resource", "instrument"]))
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0]
    assert "原值（万元）" in [cell.value for row in sheet for cell in row]
    assert his.get(reverse("import-template", args=["demand", "challenge"])).status_code == 404


def test_the_preview_counts_rows_and_blames_cells(browser, lin_yue, batch):
    page = browser(lin_yue).get(page_of(batch))
    assert {one["verdict"]: one["count"] for one in page.context["tally"]} == {
        "new": 28,
        "changed": 0,
        "same": 0,
        "wrong": 2,
    }
    assert page.context["to_write"] == 28
    wrong = browser(lin_yue).get(page_of(batch), {"verdict": "wrong"})
    blamed = [[cell.field for cell in line["cells"] if cell.tone == "bad"] for line in wrong.context["lines"]]
    assert blamed == [["class_code"], ["class_code"]]
    assert "导入 28 行" in text_of(page)


def test_a_required_column_nobody_fills_is_named(browser, lin_yue, batch):
    head = next(head for head in browser(lin_yue).get(page_of(batch)).context["heads"] if head.field == "title")
    page = browser(lin_yue).post(page_of(batch, "import-columns"), {f"column-{head.index}": ""}, follow=True)
    assert page.context["missing"] == ["标题"]
    assert page.context["to_write"] == 0
    assert "没有哪一列对应必填的「标题」" in text_of(page)


def test_the_good_rows_go_in_and_the_wrong_ones_come_back_in_red(browser, lin_yue, batch):
    his = browser(lin_yue)
    done = his.post(page_of(batch, "import-apply"), follow=True)
    assert "28 行已写入，2 行有误没有写" in text_of(done)
    assert Resource.objects.filter(organization=lin_yue.organization, state="draft").count() == 28
    red = his.get(page_of(batch, "import-failures"))
    sheet = openpyxl.load_workbook(io.BytesIO(red.content)).worksheets[0]
    filled = [cell for row in sheet for cell in row if cell.fill.fgColor.rgb not in {"00000000", None} and cell.value]
    assert {"9999", "050900"} <= {str(cell.value) for cell in filled}
    assert his.post(page_of(batch, "import-apply")).status_code == 409


def test_sending_in_at_once_is_a_tick(browser, lin_yue, batch):
    browser(lin_yue).post(page_of(batch, "import-apply"), {"submit": "on"})
    assert set(Resource.objects.values_list("state", flat=True)) == {"submitted"}


def test_a_batch_is_taken_back_within_the_day(browser, lin_yue, batch):
    his = browser(lin_yue)
    his.post(page_of(batch, "import-apply"))
    page = his.post(page_of(batch, "import-undo"), follow=True)
    assert "删去 28 条草稿" in text_of(page)
    assert Resource.objects.count() == 0
    assert his.post(page_of(batch, "import-undo")).status_code == 409


def test_a_pasted_block_is_read_like_a_file(browser, lin_yue, lists):  # noqa: F811
    pasted = "仪器设备名称\t主要功能\t单位编号\n氦质谱检漏仪\t用于 60 MPa 密封件微泄漏检测\tA-1\n"
    browser(lin_yue).post(START, {"layout": "resource:instrument", "pasted": pasted})
    assert ImportBatch.objects.get().counts["new"] + ImportBatch.objects.get().counts["wrong"] == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("台账.exe", b"MZ\x90\x00" * 40, "xlsx"),
        ("台账.xlsx", b"not a zip at all", "台账"),
        ("空.csv", b"", "空"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_words(browser, lin_yue, lists, name, content, words):  # noqa: F811
    page = upload(browser(lin_yue), content, name)
    assert page.status_code == 422
    assert len(page.context["defects"]) == 1 and page.context["defects"][0].remedy
    assert Resource.objects.count() == 0


@pytest.mark.parametrize("layout", ["", "resource:nonsense", "demand:challenge", "resource:instrument:x"])
def test_a_layout_that_is_not_for_this_role_is_refused(browser, lin_yue, lists, layout):  # noqa: F811
    assert upload(browser(lin_yue), layout=layout).status_code == 422
    assert ImportBatch.objects.count() == 0


def test_no_file_at_all_is_said(browser, lin_yue):
    page = browser(lin_yue).post(START, {"layout": "resource:instrument"})
    assert "还没有选文件" in text_of(page)


@pytest.mark.parametrize("name", ["import", "import-failures"])
def test_another_university_finds_nothing(browser, wang_wei, batch, name):
    assert browser(wang_wei).get(page_of(batch, name)).status_code == 404


@pytest.mark.parametrize("name", ["import-columns", "import-apply", "import-undo", "import-cancel"])
def test_another_university_changes_nothing(browser, wang_wei, batch, name):
    assert browser(wang_wei).post(page_of(batch, name)).status_code == 404
    assert Resource.objects.count() == 0


def test_who_brings_no_sheets_has_no_such_page(browser, wu_auditor):
    assert browser(wu_auditor).get(START).status_code == 404


@pytest.mark.parametrize("params", [{"verdict": "x"}, {"page": "0"}, {"page": "999"}, {"page": "一"}])
def test_odd_pages_of_the_preview(browser, lin_yue, batch, params):
    assert browser(lin_yue).get(page_of(batch), params).status_code == 200
