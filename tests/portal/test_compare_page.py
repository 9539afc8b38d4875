"""Suggestions side by side: two or three, in words, with what is unknown said to be unknown."""

import pytest
from django.urls import reverse

from apps.matching import services
from apps.matching.models import Match
from apps.portal import comparing
from tests.factories.matching import HELIUM, a_demand, a_resource
from tests.portal.conftest import text_of
from tests.portal.test_costs import cost

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggested(li_na, lin_yue, wang_wei, words):
    """A public demand of Li Na's with three suggestions: two instruments and a lab."""
    a_resource(lin_yue)
    a_resource(lin_yue, "instrument", title="氦质谱检漏仪", text=HELIUM, price_per_hour=300)
    a_resource(wang_wei, "instrument", title="氦检漏工作站", text=HELIUM, price_per_hour=200)
    demand = a_demand(li_na, public=True, nodes=["equip-part-seal"])
    services.match(demand=demand)
    return demand


def compare(browser, actor, demand, resources):
    return browser(actor).get(reverse("demand-compare", args=[demand.pk]), {"resource": resources})


def test_three_side_by_side_with_the_cheapest_marked(browser, li_na, suggested):
    matches = list(Match.objects.filter(demand=suggested).select_related("resource"))
    assert len(matches) == 3
    page = compare(browser, li_na, suggested, [match.resource_id for match in matches])
    words = text_of(page)
    assert page.status_code == 200 and "对比 3 条" in words
    for match in matches:
        assert match.resource.title in words
        for reason in match.reasons:
            assert reason["sentence"] in words
    groups = {group.label: {row.label: row for row in group.rows} for group in page.context["groups"]}
    price = groups["条件"]["机时价"]
    assert {(cell.lines, cell.best) for cell in price.cells} == {
        (("300 元/时",), ""),
        (("200 元/时",), "最省"),
        ((comparing.NOT_HERE,), ""),
    }
    assert page.content.decode().count(reverse("dealing-new") + "?demand=") == 3


def test_a_fourth_is_refused_in_words_and_odd_ticks_are_let_go(browser, li_na, suggested):
    ids = list(Match.objects.filter(demand=suggested).values_list("resource_id", flat=True))
    page = compare(browser, li_na, suggested, [*ids, 999_999])
    assert "一次最多比较 3 条，您勾选了 4 条" in text_of(page)
    assert len(page.context["matches"]) == 3
    assert "不在最新的推荐里" in text_of(compare(browser, li_na, suggested, [ids[0], 999_999]))
    for odd in ([], ["x"], ["1" * 40], ids[:1]):
        assert "先勾选两条或三条" in text_of(compare(browser, li_na, suggested, odd))


def test_a_draw_and_a_lonely_value_are_not_marked():
    cells = [comparing.plain("甲"), comparing.plain("乙"), comparing.plain("")]
    assert [cell.best for cell in comparing.marked(cells, [1, 1, None], "最省", min)] == ["", "", ""]
    assert [cell.best for cell in comparing.marked(cells, [1, None, None], "最省", min)] == ["", "", ""]
    assert [cell.best for cell in comparing.marked(cells, [1, 2, None], "最省", min)] == ["最省", "", ""]
    assert cells[2].lines == (comparing.UNKNOWN,)


def test_comparing_two_costs_what_comparing_three_costs(browser, li_na, suggested):
    ids = list(Match.objects.filter(demand=suggested).values_list("resource_id", flat=True))
    url = reverse("demand-compare", args=[suggested.pk])
    two, three = ("?" + "&".join(f"resource={pk}" for pk in some) for some in (ids[:2], ids))
    assert cost(browser(li_na), url + two) == cost(browser(li_na), url + three) <= 12
