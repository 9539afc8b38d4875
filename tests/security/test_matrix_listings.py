"""The matrix for everything that can be asked of one listing: own and others', in four states."""

import pytest

from tests.security import table
from tests.security.knocking import wrong_cells

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("cell", table.LISTINGS + table.BASES + table.ALLIANCES + table.EVENTS, ids=str)
def test_listings(cell, things, browsers):
    wrong = list(wrong_cells(cell, things, browsers))
    assert not wrong, "\n".join(wrong)
