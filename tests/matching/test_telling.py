"""Publication tells the counterparts: those who may see the demand, once, and nobody before it."""

import pytest

from apps.accounts.actor import Actor
from apps.core import lifecycle
from apps.matching import services
from apps.notices.models import Notice
from tests.factories.matching import HELIUM, a_demand, a_resource

pytestmark = pytest.mark.django_db


def told() -> list[tuple]:
    return sorted(Notice.objects.of_topic("match").values_list("user__name", "object_id"))


def test_counterparts_hear_of_a_demand_when_it_is_published_and_only_once(li_na, lin_yue, wang_wei, chamber):
    demand = a_demand(li_na)
    services.match(demand=demand)
    assert told() == []  # sent in only: its owner sees suggestions, nobody else knows of it
    lifecycle.move(demand, "publish", actor=Actor.system())
    for _ in range(2):
        services.match(demand=demand)
    assert told() == [("林悦", str(demand.pk))]
    notice = Notice.objects.of_topic("match").get()
    assert notice.url == demand.get_absolute_url()
    assert li_na.organization.name not in notice.text


def test_a_second_resource_of_the_same_university_is_no_news_and_a_new_university_is(li_na, lin_yue, wang_wei, chamber):
    demand = a_demand(li_na, public=True)
    services.match(demand=demand)
    a_resource(lin_yue, "instrument", title="氦质谱检漏仪", text=HELIUM)
    services.match(demand=demand)
    assert told() == [("林悦", str(demand.pk))]
    a_resource(wang_wei, "instrument", title="氦质谱检漏仪", text=HELIUM)
    services.match(demand=demand)
    assert told() == [("林悦", str(demand.pk)), ("王伟", str(demand.pk))]


def test_nobody_is_told_of_what_only_the_committee_may_see(li_na, lin_yue, chamber):
    services.match(demand=a_demand(li_na, public=True, visibility="committee"))
    assert told() == []


def test_one_who_is_told_may_open_it(li_na, lin_yue, chamber):
    demand = a_demand(li_na, public=True, visibility="matched")
    services.match(demand=demand)
    assert told() == [("林悦", str(demand.pk))]
    assert list(type(demand).objects.visible_to(lin_yue)) == [demand]
