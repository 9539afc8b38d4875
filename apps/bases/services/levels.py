"""The committee gives a base its level; every decision leaves a row with its document and date."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.bases.models import Base, LevelChange, Standing
from apps.core import files, lifecycle, rules, text
from apps.core.errors import Defect, Defects


def standing_of(base: Base) -> Standing:
    """The standing of a base; a new unsaved one where nobody has decided yet."""
    return getattr(base, "standing", None) or Standing(base=base)


@transaction.atomic
def change_level(
    *,
    base: Base,
    move: str,
    document: str,
    decided_on: date | None,
    actor: Actor,
    note: str = "",
    reason: str = "",
    upload: UploadedFile | None = None,
) -> LevelChange:
    """Make one move of the level and write down the decision behind it, with its file where there is one. [S1-13]

    Raises LookupError (no such move), PermissionDenied, Conflict (another level, somebody was faster) and Defects (no
    document or date, a date to come or before the last decision, a note or reason missing, a file we do not take).
    """
    rules.require(actor, move, standing_of(base))
    if defects := _defects(base, document, decided_on):
        raise Defects(defects)
    standing, _ = Standing.objects.select_for_update().get_or_create(base=base)
    standing.base, before = base, standing.state
    lifecycle.move(standing, move, actor=actor, note=note, reason=reason)
    base.standing = standing
    change = LevelChange.objects.create(
        base=base,
        move=move,
        before=before,
        after=standing.state,
        document=text.normalize(document),
        decided_on=decided_on,
        reason=reason,
        note=note.strip(),
        recorded_by=actor.user,
    )
    if upload is not None:
        files.attach(change, upload, actor=actor, purpose="decision", field="upload")
    return change


def _defects(base: Base, document: str, decided_on: date | None) -> list[Defect]:
    found = []
    if not document.strip():
        found.append(Defect("document", "缺少文号", "请照文件填写，例如 示例〔2026〕1号"))
    elif len(document) > 80:
        found.append(Defect("document", f"文号最多 80 个字，现为 {len(document)} 个", "请只填文号"))
    if decided_on is None:
        found.append(Defect("decided_on", "缺少发文日期", "请照文件填写"))
    elif decided_on > timezone.localdate():
        found.append(Defect("decided_on", f"发文日期 {decided_on} 还没有到", "请核对年份"))
    elif (last := base.level_changes.first()) and decided_on < last.decided_on:
        found.append(Defect("decided_on", f"发文日期 {decided_on} 早于上一次决定（{last.decided_on}）", "请核对日期"))
    return found
