"""An event of 海陆精工 for two, a week from now."""

import pytest

from tests.factories.events import EventFactory


@pytest.fixture
def event(li_na):
    return EventFactory(organization=li_na.organization, title="演示论坛", cap=2)
