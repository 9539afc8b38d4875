"""What pages cost: the same queries for one row as for thirty, and never more than a dozen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.matching import services
from tests.factories.demands import DemandFactory
from tests.factories.matching import HELIUM, HERBS, a_demand, a_resource
from tests.factories.resources import ResourceFactory

pytestmark = pytest.mark.django_db
MOST = 12


def cost(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("state", ["draft", "submitted", "published"])
def test_own_lists_cost_the_same_for_one_and_for_thirty(browser, li_na, lin_yue, state):
    for actor, factory, name in ((li_na, DemandFactory, "desk-demands"), (lin_yue, ResourceFactory, "desk-resources")):
        client = browser(actor)
        factory(organization=actor.organization, state=state)
        one = cost(client, reverse(name))
        factory.create_batch(29, organization=actor.organization, state=state)
        assert cost(client, reverse(name)) == one <= MOST


def test_review_lists_cost_the_same_for_one_and_for_thirty(browser, sun_centre, zhao_office):
    pairs = ((sun_centre, DemandFactory, "operator-demands"), (zhao_office, ResourceFactory, "operator-resources"))
    for actor, factory, name in pairs:
        client = browser(actor)
        factory(state="submitted")
        one = cost(client, reverse(name))
        factory.create_batch(29, state="submitted")
        assert cost(client, reverse(name)) == one <= MOST


def test_suggestions_cost_the_same_for_one_and_for_two(browser, li_na, lin_yue, wang_wei, words):
    a_resource(wang_wei, title="中药材种植实训室", text=HERBS)
    a_resource(lin_yue)
    demand = a_demand(li_na, public=True, nodes=["equip-part-seal"])
    services.match(demand=demand)
    client, url = browser(li_na), reverse("demand-matches", args=[demand.pk])
    one, shown = cost(client, url), len(client.get(url).context["matches"])
    a_resource(lin_yue, "instrument", title="氦质谱检漏仪", text=HELIUM)
    services.match(demand=demand)
    assert len(client.get(url).context["matches"]) > shown
    assert cost(client, url) == one <= MOST


@pytest.mark.parametrize("persona", ["visitor", "li_na", "lin_yue", "sun_centre", "chen_committee"])
def test_the_pages_people_open_most_cost_a_dozen_at_most(browser, request, persona, words):
    DemandFactory.create_batch(5)
    ResourceFactory.create_batch(5)
    client = browser(request.getfixturevalue(persona))
    urls = ["/", "/resources/", "/resources/?kind=instrument", "/demands/", "/search/?q=检漏", "/organizations/"]
    urls += ["/desk/"] if persona != "visitor" else []
    costs = {url: cost(client, url) for url in urls}
    assert {url: count for url, count in costs.items() if count > MOST} == {}
