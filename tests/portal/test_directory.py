"""Directories: what is counted is what is shown, filters live in the address, nothing private leaks through a count."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.demands import DemandFactory
from tests.factories.resources import ExpertsFactory, LabFactory, ResourceFactory
from tests.personas import dongtan_university, yanshi_university
from tests.portal.conftest import text_of

pytestmark = pytest.mark.django_db
PAGE = "/resources/"


@pytest.fixture
def shelf(words):
    """演示大学 offers two instruments and a lab, 东滩大学 one instrument; one more instrument is private."""
    yanshi, dongtan = yanshi_university(), dongtan_university()
    ResourceFactory(organization=yanshi, title="氦质谱检漏仪", details={"usage": ["own", "sample"], "status": "normal"})
    ResourceFactory(organization=yanshi, title="水压试验台", details={"usage": ["own"], "status": "repair"})
    LabFactory(organization=yanshi, title="高压环境实验室")
    ResourceFactory(organization=dongtan, title="疲劳试验机", details={"usage": ["sample"]})
    ResourceFactory(organization=dongtan, title="不公开的仪器", visibility="matched", details={"usage": ["own"]})


def titles(page) -> list[str]:
    return sorted(row.title for row in page.context["page"])


def facet(page, name):
    options = next(one for one in page.context["facets"] if one.name == name).options
    return {option.value: option.count for option in options}


def test_tabs_count_kinds_and_nothing_private(client, shelf):
    page = client.get(PAGE)
    counts = {tab["slug"]: tab["count"] for tab in page.context["tabs"]}
    assert counts == {"": 4, "instrument": 3, "lab": 1, "experts": 0, "mentor": 0}
    assert "不公开的仪器" not in text_of(page)


def test_every_facet_option_leads_to_as_many_rows_as_it_says(client, shelf):
    page = client.get(PAGE, {"kind": "instrument"})
    checked = 0
    for one in page.context["facets"]:
        for option in one.options:
            narrowed = client.get(PAGE, {"kind": "instrument", one.name: option.value})
            assert narrowed.context["total"] == option.count, (one.name, option)
            checked += 1
    assert checked > 5


def test_a_facet_is_counted_under_all_other_filters_but_not_its_own(client, shelf):
    page = client.get(PAGE, {"kind": "instrument", "usage": "own"})
    assert titles(page) == ["氦质谱检漏仪", "水压试验台"]
    assert facet(page, "usage") == {"own": 2, "sample": 2}
    assert facet(page, "organization") == {"yanshi": 2}


def test_each_filter_in_force_is_a_chip_that_takes_it_away(client, shelf):
    page = client.get(PAGE, {"kind": "instrument", "usage": ["own", "sample"], "organization": "yanshi"})
    labels = sorted(chip.label for chip in page.context["chips"])
    assert labels == ["使用预约", "演示大学（演示）", "送样预约"]
    without = next(chip.url for chip in page.context["chips"] if chip.label == "送样预约")
    assert titles(client.get(PAGE + without)) == ["氦质谱检漏仪", "水压试验台"]


def test_two_character_words_and_aliases_find(client, shelf):
    assert titles(client.get(PAGE, {"q": "检漏"})) == ["氦质谱检漏仪"]
    assert titles(client.get(PAGE, {"q": "试验 水压"})) == ["水压试验台"]


def test_an_empty_list_says_why_and_counts_the_ways_out(client, shelf):
    page = client.get(PAGE, {"kind": "instrument", "usage": "own", "status": "idle"})
    assert page.context["total"] == 0
    ways = [(str(way.label), client.get(PAGE + way.url).context["total"]) for way in page.context["ways"]]
    assert ways == [("去掉「运行状态」（2 条）", 2)]
    assert facet(page, "status") == {"normal": 1, "repair": 1, "idle": 0}
    assert "没有同时符合" in text_of(page)


def test_what_nobody_confirmed_for_ninety_days_stands_last(client, words):
    old = ResourceFactory(title="很久没核实", checked_at=timezone.now() - timedelta(days=91))
    new = ResourceFactory(title="刚刚核实", published_at=old.published_at - timedelta(days=1))
    assert [row.pk for row in client.get(PAGE).context["page"]] == [new.pk, old.pk]


@pytest.mark.parametrize(
    "params",
    [
        {"kind": "nonsense"},
        {"node": "nowhere"},
        {"park": ["a"] * 60},
        {"q": "'; drop table --"},
        {"q": "长" * 5000},
        {"page": "-1"},
        {"page": "99999999999999999999"},
        {"order": "password"},
        {"fresh": "x"},
    ],
)
def test_odd_addresses_still_get_a_page(client, shelf, params):
    assert client.get(PAGE, params).status_code == 200


def test_an_unknown_filter_is_ignored_and_said(client, shelf):
    page = client.get(PAGE, {"node": "nowhere"})
    assert page.context["total"] == 4
    assert "看不懂的条件" in text_of(page)


@pytest.mark.parametrize(("url", "factory"), [("/resources/", ResourceFactory), ("/demands/", DemandFactory)])
def test_one_row_and_fifty_cost_the_same_queries(client, words, url, factory):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    factory()
    client.get(url)
    one = queries()
    for _ in range(49):
        factory()
    assert queries() == one <= 12


def test_the_export_holds_what_the_list_shows_and_the_filters(client, shelf):
    answer = client.get("/resources/export/", {"kind": "instrument", "organization": "yanshi"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert len(rows) == client.get(PAGE, {"kind": "instrument", "organization": "yanshi"}).context["total"] == 2
    assert "单位" in "".join(str(cell) for row in book.worksheets[1].iter_rows(values_only=True) for cell in row)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert client.get("/resources/export/", {"format": "csv"}).headers["Content-Type"].startswith("text/csv")


def test_pages_follow_each_other_without_losing_the_filters(client, words):
    for _ in range(25):
        ExpertsFactory()
    page = client.get(PAGE, {"kind": "experts", "q": "演示"})
    assert len(page.context["page"]) == 20
    assert "?kind=experts&amp;q=%E6%BC%94%E7%A4%BA&amp;page=2" in page.content.decode()
    assert len(client.get(PAGE, {"kind": "experts", "q": "演示", "page": "2"}).context["page"]) == 5
