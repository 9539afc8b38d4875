"""A judged batch goes in: all of its new and changed rows, or none, in one transaction."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import jobs, journal, lifecycle, outbox
from apps.core.errors import Conflict, Defect
from apps.core.models import Job, JournalEntry
from apps.listings.importer import columns, settling, words
from apps.listings.importer.known import Identity, Known
from apps.listings.importer.progress import Say
from apps.listings.importer.setwise import Setwise, run
from apps.listings.importer.staging import PORTION, portions
from apps.listings.lifecycle import PUBLISHED
from apps.listings.models import ImportBatch, ImportRow
from apps.listings.services import REVIEWED

OVERLAP = timedelta(minutes=30)  # a transaction that began before the sheet was judged may have ended after it
AT_ONCE = 500  # rows: more of them are told to search and matching by the worker, right after


def write(batch: ImportBatch, actor: Actor, job: Job, say: Say) -> None:
    """Raises Conflict when the batch is in already, or somebody typed one of its rows in this very moment."""
    try:
        with transaction.atomic():
            _claim(batch)
            _recheck(batch)
            counts = _write(batch, actor, say)
            _tell(batch, actor, counts)
            jobs.finish(job, batch=batch.pk, **counts)
    except IntegrityError as error:
        if "external_id_once" not in str(error):
            raise
        raise Conflict("有一条刚刚被同事录入了，整批没有写入；请再点一次导入，会重新核对") from error


def _claim(batch: ImportBatch) -> None:
    """One batch of an organization and kind at a time, and each batch once."""
    place = f"{batch.family}:{batch.kind}:{batch.organization_id}"
    run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [place])
    if not ImportBatch.objects.filter(pk=batch.pk, applied_at=None).update(applied_at=timezone.now()):
        raise Conflict("这一批已经导入过了")
    batch.refresh_from_db(fields=("applied_at", "counts"))


def _recheck(batch: ImportBatch) -> None:
    """Rows overtaken since they were judged are given back rather than written over somebody's work."""
    overtaken = [*_typed_meanwhile(batch), *_changed_meanwhile(batch)]
    for row in overtaken:
        batch.counts[row.verdict] -= 1
        row.verdict = ImportRow.WRONG
        row.raw = words.typed(batch, row)
    ImportRow.objects.bulk_update(overtaken, ("verdict", "raw", "defects", "target_id"), batch_size=500)
    batch.counts[ImportRow.WRONG] += len(overtaken)
    batch.counts["defects"] += len(overtaken)


def _typed_meanwhile(batch: ImportBatch) -> list[ImportRow]:
    """New rows of which the platform has one by now."""
    known = Known(batch.model, batch.kind_row, batch.organization_id)
    if not known.rows.filter(created_at__gt=batch.staged_at - OVERLAP).exists():
        return []
    found = []
    for portion in portions(batch.rows.filter(verdict=ImportRow.NEW).iterator(PORTION), PORTION):
        there = known.find({identity_of(batch, row) for row in portion})
        found += [row for row in portion if identity_of(batch, row) in there]
    for row in found:
        row.target_id = None
        _refuse(batch, row, "上传之后平台上已经有了这一条")
    return found


def identity_of(batch: ImportBatch, row: ImportRow) -> Identity:
    """What a row that was judged sound is known by."""
    if row.common["external_id"]:
        return Identity(row.common["external_id"])
    detail = batch.kind_row.identity
    return Identity("", row.common["title"], str(row.details[detail]) if detail else "")


def _changed_meanwhile(batch: ImportBatch) -> list[ImportRow]:
    """Changed rows whose listing is no longer the version they were compared with; the others stay locked."""
    rows = batch.rows.filter(verdict=ImportRow.CHANGED)
    locked = batch.model.objects.select_for_update(of=("self",)).order_by("pk")
    versions = dict(locked.filter(pk__in=rows.values("target_id")).values_list("pk", "version"))
    moved = [one for one in rows.values_list("pk", "target_id", "target_version") if versions.get(one[1]) != one[2]]
    found = list(rows.filter(pk__in=[one[0] for one in moved]))
    for row in found:
        _refuse(batch, row, "上传之后这一条在平台上被改过")
    return found


def _refuse(batch: ImportBatch, row: ImportRow, message: str) -> None:
    fields = batch.model.kinds.fields_of(batch.kind)
    name = "external_id" if row.common["external_id"] else "title"
    defect = Defect(name, message, "请重新上传这一行再核对一次")
    row.defects = [words.placed(defect, row.number, words.column_of(batch, name), fields[name].label)]


def _write(batch: ImportBatch, actor: Actor, say: Say) -> dict[str, int]:
    total = batch.counts[ImportRow.NEW] + batch.counts[ImportRow.CHANGED]
    say(0, total)
    new, changed = Setwise(batch, ImportRow.NEW), Setwise(batch, ImportRow.CHANGED)
    if made := batch.counts[ImportRow.NEW]:
        new.insert(actor)
        say(made, total)
    edited = changed.update() if batch.counts[ImportRow.CHANGED] else 0
    if edited:
        note_edits(batch, batch.rows.filter(verdict=ImportRow.CHANGED), actor)
        _amend(batch, actor)
        say(total, total)
    return {"new": made, "changed": edited}


def note_edits(batch: ImportBatch, rows, actor: Actor, verb: str = "edit", back: bool = False) -> None:
    """One line in the journal for each changed listing, as when somebody edits it by hand."""
    fields = batch.model.kinds.fields_of(batch.kind)

    def shown(row: ImportRow, side: int) -> dict:
        return {
            name: "***" if fields[name].personal else words.cell(fields[name], pair[side])
            for name, pair in row.changes.items()
        }

    for portion in portions(rows.iterator(PORTION), PORTION):
        entries = []
        for row in portion:
            entry = journal.entry(actor, verb, batch.family)
            entry.about_id, entry.about_text = str(row.target_id), row.common["title"][:200]
            entry.before, entry.after = shown(row, 1 if back else 0), shown(row, 0 if back else 1)
            entries.append(entry)
        JournalEntry.objects.bulk_create(entries)


def _amend(batch: ImportBatch, actor: Actor) -> None:
    """Published listings whose prose changed are looked at again before the public reads on."""
    reworded = batch.rows.filter(verdict=ImportRow.CHANGED, changes__has_any_keys=list(REVIEWED))
    touched = {target: (pk, changes) for target, pk, changes in reworded.values_list("target_id", "pk", "changes")}
    for listing in batch.model.objects.filter(pk__in=touched, state=PUBLISHED).iterator(PORTION):
        row, changes = touched[listing.pk]
        listing.was_seen_by = changes.get("visibility", [listing.visibility])[0]
        lifecycle.move(listing, "amend", actor=Actor.system(via=actor.via), note=f"批量导入：{batch.file_name}")
        ImportRow.objects.filter(pk=row).update(applied_version=listing.version)


def _tell(batch: ImportBatch, actor: Actor, counts: dict[str, int]) -> None:
    """The journal, the next sheet, and whoever listens to listings: at once, or by the worker when they are many."""
    batch.save(update_fields=("counts",))
    journal.write(actor, "import", batch, after={**counts, "file": batch.file_name, "sha256": batch.file_sha256})
    columns.remember(batch)
    if sum(counts.values()) <= AT_ONCE:
        settling.settle(batch, actor)
    else:
        outbox.put("settle_import", {"batch": batch.pk, "membership": actor.membership.pk}, key=str(batch.pk))
