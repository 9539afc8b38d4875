"""One world and one browser a person for a whole file: every knock is rolled back, so that nothing moves."""

import pytest
from django.db import transaction

from tests.security import knocking, world


@pytest.fixture(scope="module")
def things(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browsers(things, django_db_blocker):
    with django_db_blocker.unblock():
        yield knocking.clients(things)
