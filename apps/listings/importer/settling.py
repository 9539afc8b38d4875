"""After a batch is in: its words for the search, its news for the floors above, its submission if that was asked.

Portion by portion, each in a transaction of its own unless the caller holds one; a row is settled once.
"""

from collections.abc import Sequence

from django.db import connection, transaction
from psycopg2.extras import execute_values

from apps.accounts.actor import Actor
from apps.core import lifecycle
from apps.core.lifecycle import changed
from apps.listings import services
from apps.listings.importer.setwise import table
from apps.listings.lifecycle import DRAFT
from apps.listings.models import ImportBatch, ImportRow, Listing

PORTION = 500


def settle(batch: ImportBatch, actor: Actor) -> int:
    """How many rows were settled."""
    count = 0
    while done := _settle_portion(batch, actor):
        count += done
    return count


@transaction.atomic
def _settle_portion(batch: ImportBatch, actor: Actor) -> int:
    waiting = batch.rows.filter(applied_version__isnull=False, settled=False)
    rows = list(waiting.select_for_update(skip_locked=True, of=("self",))[:PORTION])
    related = ("organization", batch.kind_row.related_name)
    listings = batch.model.objects.select_related(*related).in_bulk([row.target_id for row in rows])
    _index(batch.model, listings.values())
    for row in rows:
        if listing := listings.get(row.target_id):
            _settle(batch, row, listing, actor)
        row.settled = True
    ImportRow.objects.bulk_update(rows, ("settled", "applied_version"))
    return len(rows)


def _index(model: type[Listing], listings: Sequence[Listing]) -> None:
    """What `services` does for one listing, for many in one statement."""
    read = [(listing.pk, *services.words_of(listing)) for listing in listings]
    with connection.cursor() as cursor:
        execute_values(
            cursor,
            f"UPDATE {table(model)} l SET grams = v.grams, text_hash = v.hash"
            " FROM (VALUES %s) v (id, grams, hash) WHERE l.id = v.id",
            read,
            template="(%s, %s::text[], %s)",
            page_size=PORTION,
        )


def _settle(batch: ImportBatch, row: ImportRow, listing: Listing, actor: Actor) -> None:
    """Drafts concern nobody but their owner; anything else is news."""
    if row.verdict == ImportRow.CHANGED and listing.state != DRAFT:
        changed.send(sender=batch.model, record=listing, fields=list(row.changes), actor=actor)
    if row.verdict == ImportRow.NEW and batch.submit and listing.state == DRAFT:
        untouched = listing.version == row.applied_version
        lifecycle.move(listing, "submit", actor=actor)
        row.applied_version = listing.version if untouched else row.applied_version
