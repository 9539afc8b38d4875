"""One base of 海陆精工, carried the whole way."""

import pytest

from apps.bases.models import Base
from apps.core import lifecycle
from apps.listings import services
from tests.factories.listings import WORDS


@pytest.fixture
def base(li_na, sun_centre) -> Base:
    """Published, without a level."""
    given = {"title": "精密装备产教融合基地", "text": WORDS, "field": "equip", "founded": "2023", "seats": "80"}
    made = services.create(Base, "industry_base", given, actor=li_na)
    lifecycle.move(made, "submit", actor=li_na)
    return lifecycle.move(made, "publish", actor=sun_centre)
