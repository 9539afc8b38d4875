"""Verbs of attachments: attach, remove, sweep."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet

from apps.core import journal, rules
from apps.core.errors import Conflict, Defect, Defects
from apps.core.files import guard, store
from apps.core.models import Attachment

MOST = 50  # files of one record
NEEDED = "这个文件是已生成的文书或签署件，别的记录以它为准，不能删除"
ORPHANED = 24 * 3600  # seconds a content may lie without a row: somebody may be writing it now


@transaction.atomic
def attach(
    about: Model, upload: UploadedFile | None, *, actor: Any, purpose: str = "", field: str = "file"
) -> Attachment:
    """Keep an uploaded file with a record. Raises PermissionDenied, and Defects saying how to mend the file."""
    rules.require(actor, "attach", about)
    if upload is None:
        raise Defects([Defect(field, "还没有选文件", "请先选一个文件再上传")])
    guard.check_size(upload.size, upload.name, field)  # before it is read
    data = upload.read()
    looked = guard.inspect(data, upload.name, upload.content_type or "", field=field)
    if of(about).count() >= MOST:
        raise Conflict(f"一条记录最多 {MOST} 个附件，请先删去不用的")
    row = Attachment(about=about, name=looked.name, type=looked.format.type, size=len(data), purpose=purpose)
    row.sha256, row.user_id, row.user_name = store.keep(data), actor.user_id, actor.user_name
    row.organization_id, row.organization_name = actor.organization_id, actor.organization_name
    row.save(force_insert=True)
    journal.write(actor, "attach", about, after=_told(row))
    return row


@transaction.atomic
def remove(attachment: Attachment, *, actor: Any) -> None:
    """Take a file off its record; the content goes with the next sweep unless another row needs it.

    Raises PermissionDenied, and Conflict while another record stands on this very file.
    """
    rules.require(actor, "remove", attachment)
    if attachment.about is not None:
        journal.write(actor, "detach", attachment.about, before=_told(attachment))
    try:
        attachment.delete()
    except ProtectedError as needed:
        raise Conflict(NEEDED) from needed


def _told(row: Attachment) -> dict[str, Any]:
    return {"file": row.name, "sha256": row.sha256, "size": row.size, "purpose": row.purpose}


def of(about: Model, purpose: str | None = None) -> QuerySet[Attachment]:
    """The files of one record, oldest first."""
    rows = Attachment.objects.about(about)
    return rows if purpose is None else rows.filter(purpose=purpose)


def of_many(model: type[Model], ids: Iterable[int]) -> QuerySet[Attachment]:
    """The files of many records of one model, in one query."""
    return Attachment.objects.filter(about_type=ContentType.objects.get_for_model(model), about_id__in=ids)


def sweep(now: float | None = None) -> int:
    """Forget rows whose record is gone, then contents nobody names; returns how many contents went."""
    for model_id in Attachment.objects.order_by().values_list("about_type", flat=True).distinct():
        model = ContentType.objects.get_for_id(model_id).model_class()
        rows = Attachment.objects.filter(about_type=model_id)
        gone = rows if model is None else rows.exclude(about_id__in=model._base_manager.values("pk"))
        gone.delete()
    before = (time.time() if now is None else now) - ORPHANED
    return sum(_swept(path, before) for path in store.stored())


@transaction.atomic
def _swept(path: Path, before: float) -> bool:
    if path.stat().st_mtime > before:
        return False
    if not path.name.startswith("."):
        store.hold(path.name)
        if Attachment.objects.filter(sha256=path.name).exists():
            return False
    path.unlink(missing_ok=True)
    return True
