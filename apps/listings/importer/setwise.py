"""Staged rows into listings and back: a whole batch in a few statements.

JSON becomes typed columns by `jsonb_populate_record` over a mould, a row of the model with its defaults. So a new
column or a new kind needs nothing here.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model

from apps.accounts.actor import Actor
from apps.core import journal
from apps.core.models import JournalEntry
from apps.listings.models import ImportBatch, ImportRow
from apps.taxonomy.models import Node, Park

OLD = "(SELECT coalesce(jsonb_object_agg(key, value -> 0), '{}') FROM jsonb_each(r.changes))"


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def table(model: type[Model]) -> str:
    return quoted(model._meta.db_table)


def run(sql: str, parameters: Sequence[Any]) -> int:
    """How many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount


def mould(instance: Model) -> str:
    """A row's columns as they would be saved, without its key, as JSON."""
    fields = [field for field in instance._meta.concrete_fields if not field.primary_key]
    return json.dumps({field.column: field.pre_save(instance, add=True) for field in fields}, cls=DjangoJSONEncoder)


class Setwise:
    """The statements of one batch, about its rows of one verdict; with `ids`, about these rows only."""

    def __init__(self, batch: ImportBatch, verdict: str, ids: list[int] | None = None) -> None:
        self.batch, self.model, self.kind = batch, batch.model, batch.kind_row
        self.details, self.through = self.kind.details, self.model.nodes.through
        self.owner = quoted(f"{self.model._meta.model_name}_id")
        self.plain = [name for name in self.model.kinds.common if name not in {"nodes", "park"}]
        self.where, self.given = "r.batch_id = %s AND r.verdict = %s", [batch.pk, verdict]
        if ids is not None:
            self.where, self.given = f"{self.where} AND r.id = ANY(%s)", [*self.given, ids]

    def number(self) -> int:
        """Give every row the key of the listing it will become; how many there are."""
        sequence = f"pg_get_serial_sequence('{self.model._meta.db_table}', 'id')"
        said = f"UPDATE {table(ImportRow)} r SET target_id = nextval({sequence}), applied_version = 1"
        return run(f"{said} WHERE {self.where}", self.given)

    def insert(self, actor: Actor) -> None:
        """New listings with their details and nodes, as drafts, each with its line in the journal."""
        blank = self.model(kind=self.kind.slug, organization_id=self.batch.organization_id, created_by_id=actor.user_id)
        self._insert(self.model, mould(blank), "r.common", "'id', r.target_id, 'park_id', p.id")
        self._insert(self.details, mould(self.details()), "r.details", "'listing_id', r.target_id")
        self._link("r.common")
        self._journal(actor)

    def _insert(self, model: type[Model], blank: str, said: str, keys: str) -> None:
        columns = [quoted(field.column) for field in model._meta.concrete_fields]
        run(
            f"INSERT INTO {table(model)} ({', '.join(columns)}) SELECT {', '.join(f'd.{one}' for one in columns)}"
            f" FROM {self._rows(model, said, keys, '%s::jsonb || ')} WHERE {self.where}",
            [blank, *self.given],
        )

    def update(self, *, back: bool = False) -> int:
        """Listings take what their rows say, or `back` what they were before; how many there are."""
        common, details = ("r.common", "r.details") if not back else (f"r.common || {OLD}", f"r.details || {OLD}")
        stamps = ", version = l.version + 1, checked_at = now(), updated_at = now()"
        self._update(self.model, "id", common, [*self.plain, "park_id"], stamps)
        self._update(self.details, "listing_id", details, self.kind.fields)
        links = f"DELETE FROM {table(self.through)} l USING {table(ImportRow)} r WHERE l.{self.owner} = r.target_id"
        run(f"{links} AND r.changes ? 'nodes' AND {self.where}", self.given)
        self._link(common, " AND r.changes ? 'nodes'")
        seen = (
            f"UPDATE {table(ImportRow)} r SET applied_version = l.version, settled = false FROM {table(self.model)} l"
        )
        return run(f"{seen} WHERE l.id = r.target_id AND {self.where}", self.given)

    def _update(self, model: type[Model], key: str, said: str, columns: Iterable[str], stamps: str = "") -> None:
        pairs = ", ".join(f"{quoted(one)} = d.{quoted(one)}" for one in columns)
        rows = self._rows(model, said, "'park_id', p.id")
        if pairs:
            run(
                f"UPDATE {table(model)} l SET {pairs}{stamps} FROM {rows} WHERE l.{key} = r.target_id AND {self.where}",
                self.given,
            )

    def _rows(self, model: type[Model], said: str, keys: str, over: str = "") -> str:
        """Staged rows `r`, each with its values `d` typed as a row of the model."""
        return (
            f"{table(ImportRow)} r CROSS JOIN LATERAL (SELECT {said} AS said) s"
            f" LEFT JOIN {table(Park)} p ON p.code = s.said ->> 'park'"
            f" CROSS JOIN LATERAL jsonb_populate_record(NULL::{table(model)},"
            f" {over}(s.said - 'nodes' - 'park') || jsonb_build_object({keys})) d"
        )

    def _link(self, said: str, only: str = "") -> None:
        run(
            f"INSERT INTO {table(self.through)} ({self.owner}, node_id) SELECT r.target_id, n.id"
            f" FROM {table(ImportRow)} r CROSS JOIN LATERAL jsonb_array_elements_text(({said}) -> 'nodes') code"
            f" JOIN {table(Node)} n ON n.code = code WHERE {self.where}{only}",
            self.given,
        )

    def _journal(self, actor: Actor) -> None:
        entry = journal.entry(actor, "create", self.batch.family)
        columns = [quoted(field.column) for field in JournalEntry._meta.concrete_fields if not field.primary_key]
        after = "jsonb_build_object('kind', %s::text, 'title', r.common -> 'title', 'import', r.batch_id)"
        about = f"'about_id', r.target_id::text, 'about_text', left(r.common ->> 'title', 200), 'after', {after}"
        run(
            f"INSERT INTO {table(JournalEntry)} ({', '.join(columns)}) SELECT {', '.join(f'd.{c}' for c in columns)}"
            f" FROM {table(ImportRow)} r CROSS JOIN LATERAL jsonb_populate_record(NULL::{table(JournalEntry)},"
            f" %s::jsonb || jsonb_build_object({about})) d WHERE {self.where} ORDER BY r.number",
            [mould(entry), self.kind.slug, *self.given],
        )
