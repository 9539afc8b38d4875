"""“Export what I see”: the rows of a filtered list as a sheet that can be imported again."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import rules, tabular
from apps.listings.fields import Day, Field, Number
from apps.listings.kinds import Kind
from apps.listings.models import Listing
from apps.listings.vocabulary import remembered

FORMATS = ("xlsx", "csv")
MAX_ROWS = 50_000
ABOUT = ("平台编号", "类别", "平台状态", "发布单位", "发布日期", "核实日期")  # titles no import reads
OWNERS_OWN = frozenset({"external_id"})  # beside the contacts


def export(
    rows: QuerySet, *, actor: Actor, kind: Kind | None = None, format: str = "xlsx", filters: str = "全部"
) -> tuple[str, bytes]:
    """(file name, content) of `rows`: of one kind with its details, else what all kinds share.

    `filters` (see `ListingFilter.described`) goes on the second sheet. Contacts and the owner's numbers are left out
    unless every row is the actor's own to show. Raises LookupError for a format we do not write.
    """
    if format not in FORMATS:
        raise LookupError(f"只导出 {'、'.join(FORMATS)}")
    model, today = rows.model, timezone.localdate()
    fields = _fields(model, kind, _is_owner(rows, actor))
    titles = [*ABOUT, *(f"{one.label}（{one.unit}）" if one.unit else one.label for one in fields.values())]
    columns = [tabular.ExportColumn(title) for title in titles]
    rows = rows.filter(kind=kind.slug) if kind else rows
    found = _rows(rows, kind, fields, actor)
    name = f"{kind.label if kind else model._meta.verbose_name}-{today:%Y%m%d}.{format}"
    if format == "csv":
        return name, tabular.export_csv(columns, found)
    if rows.count() > MAX_ROWS:
        filters += f"\n只导出前 {MAX_ROWS:,} 条，请缩小范围分次导出"
    return name, tabular.export(columns, found, filters)


def _fields(model: type[Listing], kind: Kind | None, owner: bool) -> dict[str, Field]:
    declared = model.kinds.fields_of(kind.slug) if kind else model.kinds.common
    return {name: one for name, one in declared.items() if owner or not (one.personal or name in OWNERS_OWN)}


def _is_owner(rows: QuerySet, actor: Actor) -> bool:
    """Whether every row is of the actor's organization and he may read its contacts."""
    if actor.organization_id is None or rows.exclude(organization=actor.organization_id).exists():
        return False
    one = rows.first()
    return one is not None and rules.allowed(actor, "view_contact", one)


def _rows(rows: QuerySet, kind: Kind | None, fields: dict[str, Field], actor: Actor) -> Iterator[list[Any]]:
    related = ["organization", "park", *([kind.related_name] if kind else [])]
    with remembered():
        for listing in rows.select_related(*related).prefetch_related("nodes")[:MAX_ROWS]:
            yield [*_about(listing, actor), *(_cell(listing, name, field) for name, field in fields.items())]


def _about(listing: Listing, actor: Actor) -> list[Any]:
    inside = actor.is_staff_side or actor.organization_id == listing.organization_id
    state = listing.state_now
    return [
        listing.code,
        listing.kind_row.label,
        state.label if inside else state.public_label,
        listing.organization.name,
        timezone.localtime(listing.published_at).date() if listing.published_at else None,
        timezone.localtime(listing.checked_at).date(),
    ]


def _cell(listing: Listing, name: str, field: Field) -> Any:
    """Numbers and days keep their type; everything else as the importer takes it back."""
    value = listing.value(name)
    return value if isinstance(field, Number | Day) else field.write(value)
