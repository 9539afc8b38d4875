"""Actors by shape: core knows nothing of accounts."""

from types import SimpleNamespace

import pytest


def person(
    user_id: int | None, organization_id: int | None = None, role: str = "", via: str = "web"
) -> SimpleNamespace:
    return SimpleNamespace(
        user_id=user_id,
        user_name=f"用户{user_id}",
        organization_id=organization_id,
        organization_name=f"单位{organization_id}",
        role=role,
        via=via,
        is_system=False,
    )


@pytest.fixture
def li_na():
    return person(1, 10, "enterprise_owner")


@pytest.fixture
def wang_wei():
    return person(2, 20, "liaison")
