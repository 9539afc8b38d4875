"""The way in for a person: a file or a pasted block, a second look at the columns, then the word to let it in."""

import hashlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django.db import transaction

from apps.accounts.actor import Actor
from apps.core import rules, tabular
from apps.core.errors import Conflict, Defect, Defects
from apps.core.models import Job
from apps.core.tabular import guard
from apps.listings import services
from apps.listings.importer import columns, undoing, work
from apps.listings.models import ImportBatch, ImportRow, Listing

AT_ONCE_BYTES, AT_ONCE_ROWS = 200_000, 1_000  # smaller ones are done before the page is back
PASTED = "粘贴的内容.csv"


def receive(model: type[Listing], kind: str, *, actor: Actor, file_name: str, content: bytes) -> ImportBatch:
    """Take a sheet in and have it judged: at once when it is small, else by the worker (`batch.job` tells).

    Raises PermissionDenied, and Defects for a kind nobody may bring or a file that is refused before it is parsed.
    A file that turns out unreadable ends the job with its reason.
    """
    rules.require(actor, "import", model)
    services.check_kind(model, kind)
    name = PurePath(file_name.replace("\\", "/")).name[-200:] or "未命名"
    try:
        guard.inspect(content, name)
    except tabular.Unreadable as unreadable:
        raise _refused(unreadable) from unreadable
    batch = _keep(model, kind, actor, name, content)
    if len(content) <= AT_ONCE_BYTES:
        work.run_here(batch.job)
    batch.refresh_from_db()
    return batch


@transaction.atomic
def _keep(model: type[Listing], kind: str, actor: Actor, file_name: str, content: bytes) -> ImportBatch:
    batch = ImportBatch.objects.create(
        family=model._meta.label_lower,
        kind=kind,
        organization=actor.organization,
        created_by=actor.user,
        file_name=file_name,
        file_sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
    work.start(work.STAGE, batch, actor)
    return batch


def paste(model: type[Listing], kind: str, *, actor: Actor, text: str) -> ImportBatch:
    """A block copied out of a spreadsheet; without a header its columns are those of our template, in order."""
    rules.require(actor, "import", model)
    services.check_kind(model, kind)
    ours = [target.title for target in columns.targets(model, kind)]
    try:
        sheet = tabular.paste(text, titles=ours, expect=columns.titles(model, kind))
    except tabular.Unreadable as unreadable:
        raise _refused(unreadable) from unreadable
    head = [tabular.ExportColumn(column.title) for column in sheet.columns]
    content = tabular.export_csv(head, (row.cells for row in sheet.rows))
    return receive(model, kind, actor=actor, file_name=PASTED, content=content)


def _refused(unreadable: tabular.Unreadable) -> Defects:
    return Defects([Defect("file", unreadable.message, unreadable.remedy)])


def remap(batch: ImportBatch, mapping: Mapping[Any, str], actor: Actor) -> ImportBatch:
    """Judge the batch again with other columns ({index: field or ""}). Raises Defects, and Conflict once it is in."""
    rules.require(actor, "edit", batch)
    _open(batch)
    batch.mapping, batch.staged_at = columns.choose(batch, mapping), None
    with transaction.atomic():
        job = work.start(work.STAGE, batch, actor)
        batch.save(update_fields=("mapping", "staged_at"))
    if batch.sheet["rows"] <= AT_ONCE_ROWS:
        work.run_here(job)
    batch.refresh_from_db()
    return batch


def apply(batch: ImportBatch, actor: Actor, *, submit: bool = False) -> Job:
    """Let the new and the changed rows in, as drafts; with `submit` the new ones are sent in too.

    Raises PermissionDenied, and Conflict when the batch is not ready, has nothing to write, or is in already.
    """
    rules.require(actor, "edit", batch)
    _open(batch)
    if batch.staged_at is None:
        raise Conflict("这一批还没有核对好，不能导入")
    rows = batch.counts[ImportRow.NEW] + batch.counts[ImportRow.CHANGED]
    if not rows:
        raise Conflict("没有要写入的行：全部没有变化，或全部有误")
    ImportBatch.objects.filter(pk=batch.pk).update(submit=submit)
    job = work.start(work.APPLY, batch, actor)
    if rows <= AT_ONCE_ROWS:
        work.run_here(job)
    batch.refresh_from_db()
    return job


def _open(batch: ImportBatch) -> None:
    batch.refresh_from_db()
    if batch.applied_at:
        raise Conflict("这一批已经导入过了")


def undo(batch: ImportBatch, actor: Actor) -> dict[str, int]:
    """Take a batch back within 24 hours: {"deleted", "withdrawn", "restored", "kept"}. Raises Conflict."""
    rules.require(actor, "edit", batch)
    return undoing.undo(batch, actor)
