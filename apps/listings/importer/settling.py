"""After a batch is in: its words for the search, its news for the floors above, its submission if that was asked.

Portion by portion, in the order of the sheet; the batch remembers how far it is, in the portion's own transaction.
"""

from collections.abc import Collection, Iterable, Iterator

from django.db import connection, transaction
from django.db.models import F
from psycopg2.extras import execute_values

from apps.accounts.actor import Actor
from apps.core import lifecycle, rules
from apps.core.errors import Conflict
from apps.core.lifecycle import changed
from apps.listings import services
from apps.listings.importer.setwise import table
from apps.listings.lifecycle import DRAFT
from apps.listings.models import ImportBatch, ImportRow, Listing

PORTION = 500
BETWEEN = "\x1f"  # no word holds it, and one long text travels faster than an array of many
WRITTEN = (ImportRow.NEW, ImportRow.CHANGED)


def settle(batch: ImportBatch, actor: Actor) -> int:
    """How many rows were settled now; safe to run twice, and two at a time."""
    count = 0
    while done := _next_portion(batch, actor):
        count += done
    return count


@transaction.atomic
def _next_portion(batch: ImportBatch, actor: Actor) -> int:
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    waiting = batch.rows.filter(verdict__in=WRITTEN, number__gt=locked.settled_through)
    rows = list(waiting.only("number", "verdict", "target_id", "applied_version", "changes")[:PORTION])
    if rows:
        announce(batch, rows, actor)
        ImportBatch.objects.filter(pk=batch.pk).update(settled_through=rows[-1].number)
    return len(rows)


def announce(batch: ImportBatch, rows: Collection[ImportRow], actor: Actor) -> None:
    """Index the listings of these rows, tell of those that are no drafts, send in the new ones where asked."""
    found = batch.model.objects.select_related(batch.kind_row.related_name).defer("grams")
    listings = found.in_bulk([row.target_id for row in rows])
    for listing in listings.values():
        listing.organization = batch.organization
    _index(batch.model, listings.values())
    there = [(row, listings[row.target_id]) for row in rows if row.target_id in listings]
    for row, listing in there:
        if row.verdict == ImportRow.CHANGED and listing.state != DRAFT:
            changed.send(sender=batch.model, record=listing, fields=list(row.changes), actor=actor)
    if batch.submit:
        _submit(batch, [pair for pair in there if pair[0].verdict == ImportRow.NEW], actor)


def _index(model: type[Listing], listings: Iterable[Listing]) -> None:
    """What `services` does for one listing, for many in one statement."""
    read = [(pk, BETWEEN.join(grams), digest) for pk, (grams, digest) in _words(listings)]
    with connection.cursor() as cursor:
        execute_values(
            cursor,
            f"UPDATE {table(model)} l SET grams = string_to_array(v.grams, '{BETWEEN}'), text_hash = v.hash"
            " FROM (VALUES %s) v (id, grams, hash) WHERE l.id = v.id",
            read,
            page_size=PORTION,
        )


def _words(listings: Iterable[Listing]) -> Iterator[tuple[int, tuple[list[str], str]]]:
    for listing in listings:
        yield listing.pk, services.words_of(listing)


def _submit(batch: ImportBatch, pairs: Iterable[tuple[ImportRow, Listing]], actor: Actor) -> None:
    """Send in the drafts this batch made; one that nobody else has touched counts as untouched still."""
    untouched = []
    for row, listing in pairs:
        if listing.state == DRAFT and rules.allowed(actor, "submit", listing):
            was = listing.version
            try:
                lifecycle.move(listing, "submit", actor=actor)
            except Conflict:  # its family asks for more than a sheet can bring: it stays a draft
                continue
            untouched += [row.pk] if was == row.applied_version else []
    ImportRow.objects.filter(pk__in=untouched).update(applied_version=F("applied_version") + 1)
