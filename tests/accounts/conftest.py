"""Fixtures of accounts' tests."""

import pytest


@pytest.fixture
def pages(settings):
    """Accounts' own few pages instead of the portal's."""
    settings.ROOT_URLCONF = "tests.accounts.urls"
