"""Staged rows into listings and back: a whole batch in a few statements.

Each column is cast out of the row's JSON by the type its model field has, every other column takes the model's default.
So a new column or a new kind needs nothing here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, Model

from apps.accounts.actor import Actor
from apps.core import journal
from apps.listings.models import ImportBatch, ImportRow
from apps.taxonomy.models import Node, Park

OLD = "(SELECT coalesce(jsonb_object_agg(key, value -> 0), '{}') FROM jsonb_each(r.changes))"
PARK = "(SELECT p.id FROM {parks} p WHERE p.code = {said} ->> 'park')"


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def table(model: type[Model]) -> str:
    return quoted(model._meta.db_table)


def run(sql: str, parameters: Sequence[Any]) -> int:
    """How many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount


def cast(field: Field, said: str) -> str:
    """The value of a column out of JSON."""
    kind = field.db_type(connection)
    if isinstance(field, ArrayField):
        return f"ARRAY(SELECT jsonb_array_elements_text({said} -> '{field.name}'))::{kind}"
    return f"({said} ->> '{field.name}')::{kind}"


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

    def insert(self, actor: Actor) -> None:
        """New listings with their details and nodes, as drafts, each with its line in the journal."""
        blank = self.model(kind=self.kind.slug, organization_id=self.batch.organization_id, created_by_id=actor.user_id)
        self._insert(blank, {"id": "r.target_id", **self._casts("r.common")})
        self._insert(self.details(), {"listing_id": "r.target_id", **self._detail_casts("r.details")})
        self._link("r.common")
        after = f"jsonb_build_object('kind', '{self.kind.slug}', 'title', r.common -> 'title', 'import', r.batch_id)"
        about = {"about_id": "r.target_id::text", "about_text": "left(r.common ->> 'title', 200)", "after": after}
        self._insert(journal.entry(actor, "create", self.batch.family), about, " ORDER BY r.number")

    def _casts(self, said: str) -> dict[str, str]:
        """Column → expression, for the fields all kinds share."""
        fields = {name: self.model._meta.get_field(name) for name in self.plain}
        columns = {field.column: cast(field, said) for field in fields.values()}
        return {**columns, "park_id": PARK.format(parks=table(Park), said=said)}

    def _detail_casts(self, said: str) -> dict[str, str]:
        fields = [self.details._meta.get_field(name) for name in self.kind.fields]
        return {field.column: cast(field, said) for field in fields}

    def _insert(self, blank: Model, said: Mapping[str, str], order: str = "") -> None:
        """One row for each staged one: what it says, and the defaults of `blank` for every other column."""
        rest = [f for f in blank._meta.concrete_fields if f.column not in said and not f.primary_key]
        defaults = [f.get_db_prep_save(f.pre_save(blank, add=True), connection) for f in rest]
        columns = ", ".join(map(quoted, [*said, *(field.column for field in rest)]))
        values = ", ".join([*said.values(), *(f"%s::{field.db_type(connection)}" for field in rest)])
        into = f"INSERT INTO {table(type(blank))} ({columns}) SELECT {values}"
        run(f"{into} FROM {table(ImportRow)} r WHERE {self.where}{order}", [*defaults, *self.given])

    def update(self, *, back: bool = False) -> int:
        """Listings take what their rows say, or `back` what they were before; how many there are."""
        common, details = (f"(r.common || {OLD})", f"(r.details || {OLD})") if back else ("r.common", "r.details")
        stamps = {"version": "l.version + 1", "checked_at": "now()", "updated_at": "now()"}
        self._update(self.model, "id", {**self._casts(common), **stamps})
        self._update(self.details, "listing_id", self._detail_casts(details))
        links = f"DELETE FROM {table(self.through)} l USING {table(ImportRow)} r WHERE l.{self.owner} = r.target_id"
        run(f"{links} AND r.changes ? 'nodes' AND {self.where}", self.given)
        self._link(common, " AND r.changes ? 'nodes'")
        seen = f"UPDATE {table(ImportRow)} r SET applied_version = l.version FROM {table(self.model)} l"
        return run(f"{seen} WHERE l.id = r.target_id AND {self.where}", self.given)

    def _update(self, model: type[Model], key: str, said: Mapping[str, str]) -> None:
        pairs = ", ".join(f"{quoted(column)} = {value}" for column, value in {key: f"l.{key}", **said}.items())
        sql = f"UPDATE {table(model)} l SET {pairs} FROM {table(ImportRow)} r"
        run(f"{sql} WHERE l.{key} = r.target_id AND {self.where}", self.given)

    def _link(self, said: str, only: str = "") -> None:
        run(
            f"INSERT INTO {table(self.through)} ({self.owner}, node_id) SELECT r.target_id, n.id"
            f" FROM {table(ImportRow)} r CROSS JOIN LATERAL jsonb_array_elements_text({said} -> 'nodes') named(code)"
            f" JOIN {table(Node)} n ON n.code = named.code WHERE {self.where}{only}",
            self.given,
        )
