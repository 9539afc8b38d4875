"""How many rows several querysets have, asked in one statement: a desk shows many numbers and costs one query."""

from collections.abc import Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def counts(querysets: Sequence[QuerySet]) -> list[int]:
    """The count of each, in their order."""
    parts, params = [], []
    for place, rows in enumerate(querysets):
        try:
            sql, given = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            sql, given = "SELECT 1 WHERE FALSE", ()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS rows_{place})")
        params += given
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return list(cursor.fetchone())
