"""Writing a university's profile, reporting its enrolment, keeping its platforms."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.actor import Actor
from apps.accounts.models import Organization
from apps.accounts.services import edit
from apps.core import journal, rules
from apps.core.errors import Defect, Defects
from apps.core.lifecycle import changed
from apps.universities.models import MajorEnrolment, PlatformFunding, ResearchPlatform, UniversityProfile
from apps.universities.shares import category_of

PROFILE_FIELDS = frozenset("level lead_department students teachers dual_teachers strengths nodes".split())
PLATFORM_FIELDS = frozenset("name level park directions started_on".split())
ENROLMENT_FIELDS = ("major_code", "major_name", "category", "plan", "actual")


def update_profile(*, profile: UniversityProfile, data: dict[str, Any], version: int, actor: Actor):
    """Write the university's own part. Raises PermissionDenied, Defects and Stale."""
    if defects := figure_defects({"teachers": profile.teachers, "dual_teachers": profile.dual_teachers, **data}):
        raise Defects(defects)
    return edit(profile, data=data, version=version, actor=actor, allowed=PROFILE_FIELDS)


def figure_defects(data: Mapping[str, Any]) -> list[Defect]:
    """Figures that contradict each other, beside the field and with both numbers."""
    teachers, dual = data.get("teachers"), data.get("dual_teachers")
    if teachers is None or dual is None or dual <= teachers:
        return []
    return [Defect("dual_teachers", f"双师型教师 {dual} 人多于专任教师 {teachers} 人", "请核对两项人数")]


@transaction.atomic
def report_enrolment(
    *, organization: Organization, year: int, rows: Iterable[dict[str, Any]], actor: Actor
) -> list[MajorEnrolment]:
    """Replace one year's figures by `rows`; a bachelor's category is read off the code when left blank. [S1-7]

    Raises PermissionDenied and Defects (all rows' at once, with their numbers; nothing is written then).
    """
    rules.require(actor, "edit", MajorEnrolment(organization=organization))
    fresh = [MajorEnrolment(organization=organization, year=year, **_values(row)) for row in rows]
    if defects := _defects(fresh):
        raise Defects(defects)
    gone, _ = organization.enrolments.filter(year=year).delete()
    MajorEnrolment.objects.bulk_create(fresh)
    profile = organization.universityprofile
    journal.write(actor, "report_enrolment", profile, after={"year": year, "rows": len(fresh), "replaced": gone})
    changed.send(sender=UniversityProfile, record=profile, fields=["enrolments"], actor=actor)
    return fresh


def _values(row: dict[str, Any]) -> dict[str, Any]:
    values = {name: row.get(name) for name in ENROLMENT_FIELDS}
    code = str(values["major_code"] or "").strip().upper()
    return values | {
        "major_code": code,
        "major_name": str(values["major_name"] or "").strip(),
        "category": values["category"] or category_of(code),
    }


def _defects(rows: list[MajorEnrolment]) -> list[Defect]:
    found, seen = [], {}
    for number, row in enumerate(rows, start=1):
        found += _row_defects(row, number)
        first = seen.setdefault(row.major_code, number)
        if first != number:
            found.append(Defect("major_code", f"专业代码 {row.major_code} 与第 {first} 行重复", "请合并为一行", number))
    return found


def _row_defects(row: MajorEnrolment, number: int) -> list[Defect]:
    try:
        row.clean_fields(exclude=["organization"])
    except ValidationError as error:
        return [
            Defect(field, f"第 {number} 行“{row._meta.get_field(field).verbose_name}”：{message}", row=number)
            for field, messages in error.message_dict.items()
            for message in messages
        ]
    return []


@transaction.atomic
def save_platform(
    *, organization: Organization, data: dict[str, Any], actor: Actor, platform: ResearchPlatform | None = None
) -> ResearchPlatform:
    """Enter a platform or change one of the university's own. [S1-10]

    Raises PermissionDenied and Defects (the name is taken). Foreign keys of `data` are a programming error.
    """
    record = platform or ResearchPlatform(organization=organization)
    rules.require(actor, "edit", record)
    if foreign := set(data) - PLATFORM_FIELDS:
        raise ValueError(f"not to be written here: {sorted(foreign)}")
    for name, value in data.items():
        setattr(record, name, value)
    _check(record)
    record.save()
    journal.write(actor, "edit" if platform else "create", record, after={"fields": sorted(data)})
    return record


@transaction.atomic
def report_funding(*, platform: ResearchPlatform, year: int, actor: Actor, **lines: Decimal | None) -> PlatformFunding:
    """Write down one year's four funding lines, replacing what was reported before; None stays unknown. [S1-10]

    Raises PermissionDenied and Defects.
    """
    held = PlatformFunding.objects.filter(platform=platform, year=year).first()
    record = held or PlatformFunding(platform=platform, year=year)
    rules.require(actor, "edit", record)
    for line in PlatformFunding.LINES:
        setattr(record, line, lines.get(line))
    _check(record)
    record.save()
    journal.write(actor, "report_funding", platform, after={"year": year})
    return record


def _check(record: Any) -> None:
    """Raises Defects with what the model's own validators say."""
    try:
        record.full_clean()
    except ValidationError as error:
        raise Defects(
            [Defect(field, text) for field, messages in error.message_dict.items() for text in messages]
        ) from error
