"""A judged batch as a table to look at before it goes in: per cell the value, what it was, what is wrong with it."""

from dataclasses import dataclass, field

from apps.listings.fields import Field
from apps.listings.importer import columns, words
from apps.listings.models import ImportBatch, ImportRow
from apps.listings.vocabulary import remembered

BAD, CHANGED, FIXED, PLAIN = "bad", "changed", "fixed", ""
PER_PAGE = 50


@dataclass(frozen=True)
class Head:
    """A column of the sheet and the field it fills; `how` it came to that (see columns.py)."""

    index: int
    letter: str
    title: str
    sample: str
    field: str
    label: str
    how: str


@dataclass(frozen=True)
class Cell:
    """One value. `tone` is bad, changed, fixed or nothing; `old` is what the platform has; `why` explains the tone."""

    field: str
    text: str
    tone: str = PLAIN
    old: str = ""
    why: str = ""


@dataclass(frozen=True)
class Line:
    """One row: its number in the person's own sheet, its verdict, its cells in the order of the heads."""

    number: int
    verdict: str
    label: str
    cells: list[Cell]
    reasons: list[str] = field(default_factory=list)
    target_id: int | None = None


def heads(batch: ImportBatch) -> list[Head]:
    """Every column of the sheet, the unused ones too."""
    fields = batch.model.kinds.fields_of(batch.kind)
    found = []
    for column in batch.sheet.get("columns", ()):
        one = batch.mapping[str(column["index"])]
        label = columns.title_of(batch.model, batch.kind, one["field"]) if one["field"] in fields else ""
        found.append(Head(**column, field=one["field"], label=label, how=one["how"]))
    return found


def lines(batch: ImportBatch, *, verdict: str = "", page: int = 1, per_page: int = PER_PAGE) -> list[Line]:
    """One page of rows, of one verdict where given."""
    rows = batch.rows.filter(verdict=verdict) if verdict else batch.rows.all()
    first = (max(1, page) - 1) * per_page
    declared = batch.model.kinds.fields_of(batch.kind)
    shown = {head.field: declared[head.field] for head in heads(batch) if head.field in declared}
    with remembered():
        return [_line(row, shown, batch.applied_at is not None) for row in rows[first : first + per_page]]


def _line(row: ImportRow, shown: dict[str, Field], is_in: bool) -> Line:
    """A new row has its key before its listing exists: it leads nowhere until the batch is in."""
    reasons = [words.sentence(defect) for defect in row.defects]
    cells = [_cell(row, name, one) for name, one in shown.items()]
    target = row.target_id if is_in or row.verdict != ImportRow.NEW else None
    return Line(row.number, row.verdict, row.get_verdict_display(), cells, reasons, target)


def _cell(row: ImportRow, name: str, declared: Field) -> Cell:
    if row.verdict == ImportRow.WRONG:
        why = "；".join(words.reason(one) for one in row.defects if one["field"] == name)
        return Cell(name, row.raw.get(name, ""), BAD if why else PLAIN, why=why)

    text = words.shown(declared, row.common[name] if name in row.common else row.details[name])
    if name in row.changes:
        return Cell(name, text, CHANGED, old=words.shown(declared, row.changes[name][0]), why=row.notes.get(name, ""))
    return Cell(name, text, FIXED if name in row.notes else PLAIN, why=row.notes.get(name, ""))
