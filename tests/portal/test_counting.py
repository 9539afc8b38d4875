"""Many counts in one statement are the counts one by one."""

import pytest

from apps.demands.models import Demand
from apps.portal.counting import counts
from tests.factories.demands import DemandFactory

pytestmark = pytest.mark.django_db


def test_counts_agree_with_counting_one_by_one(li_na, django_assert_num_queries):
    DemandFactory.create_batch(3, organization=li_na.organization, state="published")
    DemandFactory(organization=li_na.organization, state="draft")
    querysets = [
        Demand.objects.all(),
        Demand.objects.filter(state="draft", title__contains="%"),
        Demand.objects.published().select_related("organization").order_by("state_at"),
        Demand.objects.none(),
        Demand.objects.visible_to(li_na).distinct(),
    ]
    with django_assert_num_queries(1):
        assert counts(querysets) == [4, 0, 3, 0, 4]
    with django_assert_num_queries(0):
        assert counts([]) == []
