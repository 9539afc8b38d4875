"""A step of the ladder, claimed by the unit on evidence and given by the centre's desk."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from apps.accounts.actor import Actor
from apps.core import files, journal, rules
from apps.core.errors import Conflict, Defect, Defects
from apps.mentors.models import Grade, Mentor

YEARS = 5  # 教师厅〔2022〕2号: looked at again within five years
EVIDENCE = "evidence"


@transaction.atomic
def claim(
    mentor: Mentor,
    *,
    level: str,
    basis: str,
    granted_on: date,
    expires_on: date,
    evidence: UploadedFile | None,
    actor: Actor,
) -> Grade:
    """Ask for a level. Raises PermissionDenied, Defects (all at once) and Conflict when that level stands already."""
    rules.require(actor, "claim", mentor)
    defects = []
    if level not in Grade.LEVELS:
        defects.append(Defect("level", "请选一个等级", "、".join(Grade.LEVELS.values())))
    if not basis.strip():
        defects.append(Defect("basis", "请写明依据", "例如证书名称、编号、发证单位"))
    if not granted_on < expires_on <= _years_on(granted_on, YEARS):
        defects.append(Defect("expires_on", f"有效期应晚于认定日期，且不超过 {YEARS} 年", "到期前可以重新认定"))
    if evidence is None:
        defects.append(Defect("file", "等级要有佐证材料", "请上传证书或认定文件"))
    if defects:
        raise Defects(defects)
    grade = Grade(mentor=mentor, level=level, basis=basis.strip(), granted_on=granted_on, expires_on=expires_on)
    try:
        with transaction.atomic():
            grade.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("这一等级已有一条在认定或有效的记录") from error
    files.attach(grade, evidence, actor=actor, purpose=EVIDENCE)
    journal.write(actor, "claim", grade, after={"level": level, "expires_on": expires_on.isoformat()})
    return grade


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
