"""What the desk decides about a listing reaches those who answer for it, once per decision."""

import pytest

from apps.core import lifecycle
from apps.listings import services
from apps.notices.models import Notice
from tests.factories.demands import DemandFactory

pytestmark = pytest.mark.django_db


def told() -> list[tuple]:
    return list(Notice.objects.order_by("pk").values_list("user__name", "topic", "text"))


def test_return_and_publication_reach_the_owners_people(li_na, zhou_lan, he_jun, sun_centre):
    demand = DemandFactory(organization=li_na.organization, title="密封件微泄漏检测", state="submitted")
    services.send_back(demand, actor=sun_centre, defects=[{"field": "title", "message": "写明工况"}])
    lifecycle.move(demand, "submit", actor=li_na)
    lifecycle.move(demand, "publish", actor=sun_centre)
    returned = "您单位的需求「密封件微泄漏检测」被退回补正，列了 1 处要改"
    published = "您单位的需求「密封件微泄漏检测」已发布"
    assert sorted(told()) == sorted(
        (name, "listing", text) for name in ("李娜", "周岚") for text in (returned, published)
    )


def test_a_second_return_in_the_same_words_is_told_again(li_na, sun_centre):
    demand = DemandFactory(organization=li_na.organization, state="submitted")
    for _ in range(2):
        services.send_back(demand, actor=sun_centre, defects=[{"field": "title", "message": "写明工况"}])
        lifecycle.move(demand, "submit", actor=li_na)
    assert len(told()) == 2


def test_ones_own_moves_are_no_news(li_na):
    demand = DemandFactory(organization=li_na.organization, state="draft")
    lifecycle.move(demand, "submit", actor=li_na)
    lifecycle.move(demand, "withdraw", actor=li_na)
    assert told() == []
