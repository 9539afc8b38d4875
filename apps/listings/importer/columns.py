"""Which column fills which field: as remembered from the last sheet, else guessed by its title, or as a person says."""

from collections.abc import Mapping, Sequence
from typing import Any

from apps.core import tabular, text
from apps.core.errors import Defect, Defects
from apps.listings.models import ColumnMapping, ImportBatch, Listing

REMEMBERED, KNOWN, GUESSED, CHOSEN, LEFT = "remembered", "known", "guessed", "chosen", "left"
SURE, LIKELY = 0.95, 0.7  # confidence of a title we know, and of one worth proposing
Chosen = dict[str, dict[str, str]]  # index of the column → {"field", "how"}; as text, because JSON keys are


def key_of(model: type[Listing], kind: str) -> str:
    """What the mark of a template says it is for."""
    return f"{model._meta.label_lower}:{kind}"


def title_of(model: type[Listing], kind: str, name: str) -> str:
    """How our own sheets head the column of a field."""
    field = model.kinds.fields_of(kind)[name]
    return f"{field.label}（{field.unit}）" if field.unit else field.label


def targets(model: type[Listing], kind: str) -> list[tabular.Target]:
    """The fields a column may fill, with the names people give them."""
    fields = model.kinds.fields_of(kind)
    return [tabular.Target(name, title_of(model, kind, name), one.aliases) for name, one in fields.items()]


def titles(model: type[Listing], kind: str) -> list[str]:
    """Every heading we know: they help to find the header row."""
    return [title for target in targets(model, kind) for title in (target.title, *target.aliases)]


def propose(columns: Sequence[tabular.Column], batch: ImportBatch) -> Chosen:
    """A mapping for every column of the sheet; fields nobody claims are left."""
    found = _remembered(columns, batch)
    taken = {one["field"] for one in found.values()}
    rest = [column for column in columns if str(column.index) not in found]
    free = [target for target in targets(batch.model, batch.kind) if target.key not in taken]
    for index, (field, confidence) in tabular.guess_mapping(rest, free).items():
        if confidence >= LIKELY:
            found[str(index)] = {"field": field, "how": KNOWN if confidence >= SURE else GUESSED}
    return {str(column.index): found.get(str(column.index), {"field": "", "how": LEFT}) for column in columns}


def _remembered(columns: Sequence[tabular.Column], batch: ImportBatch) -> Chosen:
    known, fields = _kept(batch), batch.model.kinds.fields_of(batch.kind)
    found: Chosen = {}
    taken: set[str] = set()
    for column in columns:
        field = known.get(_key(column.title))
        if field is None or field in taken or (field and field not in fields):
            continue
        found[str(column.index)] = {"field": field, "how": REMEMBERED}
        taken |= {field} - {""}
    return found


def _kept(batch: ImportBatch) -> dict[str, str]:
    row = ColumnMapping.objects.filter(organization=batch.organization_id, family=batch.family, kind=batch.kind).first()
    return row.mapping if row else {}


def _key(title: str) -> str:
    return text.fold(title)


def choose(batch: ImportBatch, wanted: Mapping[Any, str]) -> Chosen:
    """The batch's mapping with a person's changes ({column index: field, or "" to leave it out}). Raises Defects."""
    fields = batch.model.kinds.fields_of(batch.kind)
    mapping = {index: dict(one) for index, one in batch.mapping.items()}
    defects = []
    for index, field in ((str(key), value) for key, value in wanted.items()):
        if index not in mapping:
            defects.append(Defect("mapping", f"表里没有序号为 {index[:10]} 的列", "请刷新页面再选"))
        elif field and field not in fields:
            defects.append(Defect("mapping", f"没有“{str(field)[:40]}”这个字段", "请从下拉列表中选择"))
        elif mapping[index]["field"] != field:
            mapping[index] = {"field": field, "how": CHOSEN}
    used = [one["field"] for one in mapping.values() if one["field"]]
    for field in sorted({field for field in used if used.count(field) > 1}):
        defects.append(Defect("mapping", f"有几列都对应“{fields[field].label}”", "同一个字段只能取自一列"))
    if defects:
        raise Defects(defects)
    return mapping


def remember(batch: ImportBatch) -> None:
    """Keep what the headings of this sheet mean for the organization's next one."""
    said = {_key(column["title"]): batch.mapping[str(column["index"])]["field"] for column in batch.sheet["columns"]}
    said.pop("", None)
    ColumnMapping.objects.update_or_create(
        organization=batch.organization,
        family=batch.family,
        kind=batch.kind,
        defaults={"mapping": {**_kept(batch), **said}},
    )


def fields_by_index(batch: ImportBatch) -> dict[int, str]:
    """Column → field, for the columns that fill one."""
    return {int(index): one["field"] for index, one in batch.mapping.items() if one["field"]}
