"""The cockpit: numbers for the staff alone, each opening exactly the rows it counts; unknown is never zero."""

import pytest
from django.urls import reverse

from apps.portal import cockpit
from apps.portal.drawings import DRAWINGS, STEPS, chain, funnel
from apps.taxonomy.models import Node
from tests.factories.demands import DemandFactory
from tests.factories.resources import LabFactory
from tests.portal.conftest import text_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def market(words):
    """Two public demands on the seals' track and a private one; one public lab."""
    seal, track = Node.objects.get(code="equip-part-seal"), Node.objects.get(code="equip-part")
    DemandFactory().nodes.set([seal])
    DemandFactory().nodes.set([seal, track])
    DemandFactory(visibility="committee", title="不公开的需求（演示）").nodes.set([seal])
    LabFactory().nodes.set([track])


def test_every_tile_opens_the_rows_it_counts(browser, chen_committee, market):
    hers = browser(chen_committee)
    tiles = hers.get(reverse("cockpit")).context["tiles"]
    assert [tile["name"] for tile in tiles] == [tile.fact for tile in cockpit.TILES]
    for tile in tiles:
        page = hers.get(tile["url"])
        counted = tile["note"].split(" ")[0] if tile["note"] else tile["value"]
        assert f"{page.context['total']:,}" == counted, tile["name"]
    assert [tile["value"] for tile in tiles if tile["name"] == "demands.published"] == ["2"]


def test_what_nobody_knows_is_not_zero(browser, chen_committee):
    tiles = browser(chen_committee).get(reverse("cockpit")).context["tiles"]
    values = {tile["name"]: tile["value"] for tile in tiles}
    assert values["cooperation.first_answer_days"] == values["cooperation.outcome.amount"] == "数据不足"
    assert values["demands.published"] == "0"


def test_targets_nobody_reports_on_say_so(browser, chen_committee):
    page = browser(chen_committee).get(reverse("cockpit-targets"))
    standings = {target.label: standing for target, standing in page.context["standings"]}
    assert len(standings) == len(cockpit.TARGETS) == 10
    assert standings["毕业生留临港就业率"].value == "数据不足"
    assert standings["产教融合示范基地"][:4] == ("0", "家", False, "差 10 家")


def test_rows_behind_a_number_nobody_named_do_not_exist(browser, chen_committee):
    hers = browser(chen_committee)
    assert hers.get(reverse("cockpit-rows", args=["demands.waiting"])).status_code == 404
    assert hers.get(reverse("cockpit-rows", args=["nothing"])).status_code == 404
    assert hers.get(reverse("cockpit-chart", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("persona", ["li_na", "lin_yue", "wu_auditor"])
def test_the_cockpit_is_the_staffs(browser, request, persona):
    assert browser(request.getfixturevalue(persona)).get(reverse("cockpit")).status_code == 403


def test_a_listing_counts_once_in_each_track(market):
    [(industry, row)] = chain().tracks.items()
    assert industry == "高端装备"
    assert [(each.node.code, each.demands, each.resources, each.gap) for each in row] == [("equip-part", 2, 1, 1)]
    assert row[0].heat == sum(1 > step for step in STEPS) == 1


def test_a_panel_is_a_page_and_a_file_too(browser, chen_committee, market):
    hers = browser(chen_committee)
    for slug in DRAWINGS:
        url = reverse("cockpit-chart", args=[slug])
        assert "<html" in hers.get(url).content.decode()
        assert "<html" not in hers.get(url, headers=HTMX).content.decode()
        file = hers.get(url + "?format=csv")
        assert file.headers["Content-Type"].startswith("text/csv")
        assert file.content.decode("utf-8-sig").splitlines()[0].split(",")[0] in text_of(hers.get(url))


def test_the_funnel_counts_every_dealing_once(market):
    assert [row[1].text for row in funnel().rows] == ["0"] * len(cockpit.FUNNEL)


@pytest.mark.parametrize(("name", "queries"), [("cockpit", 9), ("cockpit-targets", 7)])
def test_queries(browser, chen_committee, market, django_assert_num_queries, name, queries):
    hers = browser(chen_committee)
    hers.get(reverse(name))
    with django_assert_num_queries(queries):
        hers.get(reverse(name))
