"""A batch taken back within a day: what nobody has touched since; the rest stays and is counted."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import journal, lifecycle
from apps.core.errors import Conflict
from apps.listings.importer import settling
from apps.listings.importer.setwise import Setwise
from apps.listings.importer.staging import PORTION, portions
from apps.listings.importer.writing import note_edits
from apps.listings.lifecycle import DRAFT
from apps.listings.models import ImportBatch, ImportRow, Listing

WINDOW = timedelta(hours=24)


@transaction.atomic
def undo(batch: ImportBatch, actor: Actor) -> dict[str, int]:
    """{"deleted", "withdrawn", "restored", "kept"}. Raises Conflict when it is too late, or done already."""
    _claim(batch)
    kept = batch.rows.filter(verdict__in=settling.WRITTEN).count()
    untouched = _untouched(batch, ImportRow.NEW)
    deleted, withdrawn = _take_out(batch, untouched, actor)
    restored = _put_back(batch, list(_untouched(batch, ImportRow.CHANGED)), actor)
    counts = {"deleted": deleted, "withdrawn": withdrawn, "restored": restored}
    counts["kept"] = kept - sum(counts.values())
    batch.counts = {**batch.counts, "undone": counts}
    batch.save(update_fields=("counts",))
    journal.write(actor, "undo_import", batch, after=counts)
    return counts


def _claim(batch: ImportBatch) -> None:
    rows = ImportBatch.objects.filter(pk=batch.pk, undone_at=None, applied_at__gte=timezone.now() - WINDOW)
    if not rows.update(undone_at=timezone.now()):
        raise Conflict("只能撤回 24 小时内导入、还没有撤回过的批次")
    batch.refresh_from_db(fields=("undone_at", "counts"))


def _untouched(batch: ImportBatch, verdict: str) -> dict[int, Listing]:
    """Staged row → its listing, where nobody has saved or moved it since; locked."""
    rows = batch.rows.filter(verdict=verdict)
    wanted = {target: (pk, version) for pk, target, version in rows.values_list("pk", "target_id", "applied_version")}
    listings = batch.model.objects.select_for_update(of=("self",)).filter(pk__in=rows.values("target_id"))
    return {wanted[one.pk][0]: one for one in listings.order_by("pk") if one.version == wanted[one.pk][1]}


def _take_out(batch: ImportBatch, untouched: dict[int, Listing], actor: Actor) -> tuple[int, int]:
    """Drafts disappear, with a line in the journal; what was sent in already is withdrawn."""
    drafts = [one for one in untouched.values() if one.state == DRAFT]
    sent = [one for one in untouched.values() if one.state != DRAFT]
    for portion in portions(drafts, PORTION):
        for listing in portion:
            journal.write(actor, "undo_import", listing, before={"title": listing.title})
        batch.model.objects.filter(pk__in=[one.pk for one in portion]).delete()
    for listing in sent:
        lifecycle.move(listing, "withdraw", actor=actor)
    return len(drafts), len(sent)


def _put_back(batch: ImportBatch, ids: list[int], actor: Actor) -> int:
    if not ids:
        return 0
    count = Setwise(batch, ImportRow.CHANGED, ids).update(back=True)
    rows = batch.rows.filter(pk__in=ids)
    note_edits(batch, rows, actor, verb="undo_import", back=True)
    for portion in portions(rows.iterator(PORTION), settling.PORTION):
        settling.announce(batch, portion, actor)
    return count
