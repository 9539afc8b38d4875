"""Versions of templates: brought by an operator, looked at, in use, and the way back to an earlier one."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, QuerySet

from apps.core import files, journal, rules
from apps.core.documents.checking import check
from apps.core.documents.declared import registry
from apps.core.errors import Defect, Defects
from apps.core.models import DocumentTemplate


def history(slug: str) -> QuerySet[DocumentTemplate]:
    """Newest first, without the contents."""
    return DocumentTemplate.objects.filter(slug=slug).defer("content")


def current(slug: str) -> DocumentTemplate | None:
    """The version in use; None while it is the platform's own."""
    return DocumentTemplate.objects.filter(slug=slug, is_current=True).first()


@transaction.atomic
def accept(slug: str, upload: UploadedFile | None, *, actor: Any) -> DocumentTemplate:
    """A new version of a template, in use from now on. Raises PermissionDenied, LookupError and Defects."""
    rules.require(actor, "replace", DocumentTemplate)
    declared = registry[slug]
    if upload is None:
        raise Defects([Defect("file", "还没有选文件", "请先选一个 .docx 文件再上传")])
    files.check_size(upload.size, upload.name)
    content = upload.read()
    check(declared, content, upload.name)
    last = DocumentTemplate.objects.filter(slug=slug).aggregate(last=Max("version"))["last"] or 0
    row = DocumentTemplate(slug=slug, version=last + 1, name=upload.name[-120:], content=content)
    row.user_id, row.user_name = actor.user_id, actor.user_name
    return _in_use(row, actor, "replace")


@transaction.atomic
def use(slug: str, version: int, *, actor: Any) -> DocumentTemplate | None:
    """Back to an earlier version, or to the platform's own with 0. Raises PermissionDenied and LookupError."""
    rules.require(actor, "replace", DocumentTemplate)
    registry[slug]
    rows = DocumentTemplate.objects.filter(slug=slug)
    if version:
        row = rows.filter(version=version).first()
        if row is None:
            raise LookupError(f"没有第 {version} 版")
        return _in_use(row, actor, "use")
    for row in rows.filter(is_current=True):
        journal.write(actor, "use", row, after={"version": 0})
    rows.update(is_current=False)
    return None


def _in_use(row: DocumentTemplate, actor: Any, verb: str) -> DocumentTemplate:
    DocumentTemplate.objects.select_for_update().filter(slug=row.slug, is_current=True).update(is_current=False)
    row.is_current = True
    row.save()
    journal.write(actor, verb, row, after={"version": row.version, "file": row.name})
    return row
