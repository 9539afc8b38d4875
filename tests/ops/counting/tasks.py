"""The effect: a row without a key of its own, so that doing it twice leaves two."""

from typing import Any

from django.db import connection

from apps.core import outbox

TABLES = (
    "CREATE TABLE counting_cause (number int PRIMARY KEY)",
    "CREATE TABLE counting_effect (number int NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())",
)


@outbox.on("count")
def count(payload: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO counting_effect (number) VALUES (%s)", [payload["number"]])
