"""A kind of one file, as if it had been there from the start; gone again after the test."""

import sys
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from apps.core import rules
from apps.listings.models import families
from apps.resources.models import Resource
from tests.listings.lists import lists  # noqa: F401

MODULE = "tests.kinds.tunnel"


@pytest.fixture
def writers(li_na, lin_yue):
    """For each family somebody who may write it."""
    return {
        model: next(actor for actor in (li_na, lin_yue) if rules.allowed(actor, "create", model))
        for model in families()
    }


@pytest.fixture
def tunnel(db):
    """The file is imported, its table created: what `kinds/__init__.py` and `makemigrations` do."""
    details = import_module(MODULE).TunnelDetails
    with connection.schema_editor() as editor:
        editor.create_model(details)
    yield Resource.kinds["tunnel"]
    forget(details)


def forget(details) -> None:
    """No trace in the registries: other tests count kinds and compare migrations. The table goes with the rollback."""
    Resource.kinds.registry.remove("tunnel")
    delattr(Resource, Resource._meta.get_field(details.__name__.lower() + "_row").get_accessor_name())
    del apps.all_models["resources"][details._meta.model_name]
    apps.clear_cache()
    sys.modules.pop(MODULE)
