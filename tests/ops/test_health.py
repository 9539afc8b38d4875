"""`/livez` touches nothing; `/readyz` tells a proxy when to wait."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client


def test_livez_needs_no_database():
    """Without the db mark any query would raise; the session is not touched either."""
    answer = Client().get("/livez")
    assert (answer.status_code, answer.content, dict(answer.cookies)) == (200, b"ok", {})


@pytest.mark.django_db
def test_readyz_with_database_and_schema(client, settings):
    settings.CELERY_BROKER_URL = "redis+socket:///nonexistent"  # a missing broker is no reason to send people away
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


@pytest.mark.django_db
def test_readyz_waits_for_a_migration(client):
    MigrationRecorder.Migration.objects.filter(app="core", name="0001_initial").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "down" and answer.json()["migrations"] >= 1


@pytest.mark.django_db(transaction=True)
def test_readyz_without_database(client, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nonexistent")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "down", "database": "unreachable"})
