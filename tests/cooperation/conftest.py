"""One dealing of 海陆精工 and 演示大学, and both operators in office."""

import pytest

from tests.factories.cooperation import a_dealing, a_pair


@pytest.fixture
def pair(li_na, lin_yue, sun_centre, zhao_office):
    return a_pair(li_na, lin_yue)


@pytest.fixture
def dealing(li_na, lin_yue, sun_centre, zhao_office):
    return a_dealing(li_na, lin_yue)
