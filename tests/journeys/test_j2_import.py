"""A university's 300-row sheet: looked at, let in where it is right, taken back in red, mended, brought again."""

import io
import time

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from apps.listings.models import ImportBatch
from apps.resources.models import Resource
from apps.taxonomy.models import InstrumentClass
from tests import personas
from tests.listings import sheets

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

QUEUES = ("bulk",)
PASSWORD = "Ting-chao-guan-hai-77"
RED = "FCECEA"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ_IT, LET_IN = "form[enctype] button[type=submit]", "form[action$='/apply/'] button"
SOUND = len(range(sheets.ROWS)) - len(sheets.PLANTED)


@pytest.fixture(scope="module", autouse=True)
def world(rows):
    """Lin Yue can log in, and the instrument classes of the sheet are known."""
    for code, name in sheets.CLASSES.items():
        InstrumentClass.objects.create(code=code, name=name, level="2")
    user = personas.lin_yue().user
    user.set_password(PASSWORD)
    user.save()


@pytest.fixture
def liaison(sit_down):
    """Lin Yue, on the import page."""
    hand = sit_down()
    hand.open("/login/?next=/desk/imports/")
    hand.fill("[name=username]", "lin.yue@example.com")
    hand.fill("[name=password]", PASSWORD)
    hand.click("form.ds-panel button.btn-primary")
    hand.arrive("/desk/imports/")
    return hand


def bring(hand, name: str, content: bytes) -> dict[str, int]:
    """Upload a sheet, wait until it is judged, and read the tally off the page."""
    hand.click("label:has-text('仪器设备') input[name=layout]")
    hand.take("#file", {"name": name, "mimeType": XLSX, "buffer": content})
    hand.click(READ_IT)
    hand.page.locator(".ds-tally").wait_for(timeout=40_000)
    return tally(hand)


def tally(hand) -> dict[str, int]:
    items = hand.page.locator(".ds-tally__item").evaluate_all(
        "all => all.map(one => [one.querySelector('span').textContent, parseInt(one.querySelector('b').textContent)])"
    )
    return dict(items)


def red_cells(page: Worksheet, width: int) -> set[tuple[int, int]]:
    """(row, column from 0) of every red cell of the person's own columns."""
    rows = page.iter_rows(max_col=width)
    return {(cell.row, cell.column - 1) for row in rows for cell in row if cell.fill.fgColor.rgb[2:] == RED}


def mended(book: Workbook) -> bytes:
    """As Lin Yue does it in Excel: the red cells get what should have been there; nothing else is touched."""
    page = book.active
    for place, one in enumerate(sheets.PLANTED):
        page.cell(sheets.FIRST_ROW + place, one.column + 1).value = sheets.record(one.place)[one.column]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def versions() -> dict[int, int]:
    return dict(Resource.objects.values_list("pk", "version"))


def test_a_sheet_with_eleven_errors_goes_in_and_comes_back_red(liaison, tmp_path, capsys):
    hand, begun = liaison, time.monotonic()
    hand.look("i1-start")
    assert bring(hand, "仪器台账.xlsx", sheets.xlsx()) == counts(new=SOUND, wrong=11)
    judged = time.monotonic() - begun
    hand.look("i2-preview")
    assert hand.cut_off() == {"narrow": 0, "wide": 0}
    assert Resource.objects.count() == 0
    hand.click(".ds-tally__item--bad")
    hand.page.wait_for_url("**?verdict=wrong")
    shown = hand.page.locator(".ds-sheet tbody th").all_inner_texts()
    assert [int(number) for number in shown] == sheets.WRONG_ROWS
    assert hand.page.locator(".ds-why").count() == 11  # each reason once, in its cell
    assert "没有哪一列对应" not in hand.page.content()
    hand.look("i3-wrong")

    begun = time.monotonic()
    hand.click(LET_IN)
    hand.page.get_by_text(f"{SOUND} 行已写入").wait_for(timeout=40_000)
    written = time.monotonic() - begun
    hand.look("i4-applied")
    assert Resource.objects.filter(organization__code="yanshi", state="draft").count() == SOUND

    path = hand.download("a[href$='/failures/'] >> nth=0", tmp_path)
    assert path.name == "仪器台账-待修改.xlsx"
    book = load_workbook(path)
    page = book.active
    expected = {(sheets.FIRST_ROW + place, one.column) for place, one in enumerate(sheets.PLANTED)}
    assert red_cells(page, len(sheets.TITLES)) == expected
    numbers = [page.cell(row, 1).value for row in range(sheets.FIRST_ROW, page.max_row + 1)]
    assert numbers == [sheets.records()[one.place][0] for one in sheets.PLANTED]
    reasons = [page.cell(row, len(sheets.TITLES) + 1).value for row in range(sheets.FIRST_ROW, page.max_row + 1)]
    assert all(reasons) and len(reasons) == 11

    before = versions()
    hand.open("/desk/imports/")
    assert bring(hand, path.name, mended(book)) == counts(new=11)
    hand.look("i5-mended")
    hand.click(LET_IN)
    hand.page.get_by_text("11 行已写入").wait_for(timeout=40_000)
    after = versions()
    assert {pk: after[pk] for pk in before} == before
    assert (len(after), ImportBatch.objects.count()) == (300, 2)

    hand.open("/desk/imports/")
    assert bring(hand, "仪器台账.xlsx", sheets.xlsx(sheets.records(planted=()))) == counts(same=300)
    with capsys.disabled():
        print(f"\nJ2 seconds to the preview: {judged:.1f}, to write: {written:.1f}; interactions: {hand.interactions}")


def counts(*, new: int = 0, changed: int = 0, same: int = 0, wrong: int = 0) -> dict[str, int]:
    """The tally as the page shows it."""
    together = new + changed + same + wrong
    return {"新增": new, "有变化": changed, "没有变化": same, "有误": wrong, "全部": together}


def test_a_file_that_is_no_sheet_says_so(liaison):
    hand = liaison
    hand.click("label:has-text('仪器设备') input[name=layout]")
    hand.take("#file", {"name": "坏文件.xlsx", "mimeType": XLSX, "buffer": b"not a workbook"})
    hand.click(READ_IT)
    said = hand.page.locator(".ds-note--bad[role=alert]").inner_text()
    hand.look("i6-unreadable")
    assert "Excel" in said
    assert ImportBatch.objects.filter(file_name="坏文件.xlsx").count() == 0
    assert [line[:4] for line in hand.forgive()] == ["422:", "erro"]
