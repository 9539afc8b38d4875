"""What becomes of each row of a sheet: new, changed, the same, or wrong with every reason.

The judgement is the kind's own `Cleaner`, fed with what the form would feed it: what the platform has, overlaid by what
the row says. A cell left empty says nothing, so it neither erases a value nor changes a default.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import rules, tabular
from apps.core.errors import Defect
from apps.listings import services
from apps.listings.fields import Problem
from apps.listings.importer import columns, words
from apps.listings.importer.known import Existing, Identity, Known
from apps.listings.kinds import Cleaned
from apps.listings.models import ImportBatch, ImportRow
from apps.listings.rules import PUBLIC

LOCKED = "平台上这一条现在是「{state}」，不能修改"


@dataclass(slots=True)
class Judged:
    """One row with its verdict, ready to be staged."""

    number: int
    verdict: str
    raw: dict[str, str] = field(default_factory=dict)
    common: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    defects: list[dict[str, Any]] = field(default_factory=list)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    target: Existing | None = None


class Judge:
    """Judges the rows of one batch, portion by portion, in the order of the sheet."""

    def __init__(self, batch: ImportBatch, actor: Actor) -> None:
        model, kind = batch.model, batch.kind_row
        self.model, self.kind = model, kind
        self.clean = model.kinds.cleaner(kind.slug, timezone.localdate())
        self.fields = self.clean.declared
        self.columns = {column["index"]: column for column in batch.sheet["columns"]}
        self.sources = columns.fields_by_index(batch)
        self.column_of = {name: self.columns[index] for index, name in self.sources.items()}
        self.known = Known(model, kind, batch.organization_id)
        self.contact = services.contact_of(actor)
        self.seen: dict[Identity, int] = {}
        self.notable = {name for name, one in self.fields.items() if isinstance(one, words.NOTED)}
        self.editable = _editable_states(batch, actor)

    def __call__(self, rows: Sequence[tabular.Row]) -> list[Judged]:
        typed = [self._typed(row) for row in rows]
        identities = [self._identity(one) for one in typed]
        found = self.known.find({identity for identity in identities if identity})
        return [
            self._judge(row, said, identity, found.get(identity, []))
            for row, said, identity in zip(rows, typed, identities, strict=True)
        ]

    def _typed(self, row: tabular.Row) -> dict[str, str]:
        cells = row.cells
        return {name: cells[index] for index, name in self.sources.items() if cells[index]}

    def _identity(self, typed: Mapping[str, str]) -> Identity | None:
        if number := self._value("external_id", typed):
            return Identity(number)
        title, detail = self._value("title", typed), self.kind.identity and self._value(self.kind.identity, typed)
        return Identity("", title, str(detail or "")) if title else None

    def _value(self, name: str, typed: Mapping[str, str]) -> Any:
        with suppress(Problem):
            return self.clean.value(name, typed.get(name))
        return None

    def _judge(
        self, row: tabular.Row, typed: dict[str, str], identity: Identity | None, found: list[Existing]
    ) -> Judged:
        target = found[0] if found else None
        cleaned = self.clean(self.clean.merged(target.values, typed) if target else {**self.contact, **typed})
        cleaned.common["visibility"] = cleaned.common["visibility"] or PUBLIC
        changes = self._changes(target, cleaned) if target else {}
        defects = [*self._twice(row, identity, found), *cleaned.defects, *self._locked(target, changes)]
        if defects:
            kept = [self._placed(defect, row.number) for defect in defects]
            return Judged(row.number, ImportRow.WRONG, raw=typed, defects=kept, target=target)
        verdict = ImportRow.NEW if target is None else ImportRow.CHANGED if changes else ImportRow.SAME
        notes = self._notes(row, typed, cleaned)
        return Judged(row.number, verdict, {}, cleaned.common, cleaned.details, [], changes, notes, target)

    def _twice(self, row: tabular.Row, identity: Identity | None, found: list[Existing]) -> list[Defect]:
        """The same thing on two rows of the sheet, or two things on the platform that the row may mean."""
        if identity is None:
            return []
        field, what = ("external_id", "编号") if identity.number else ("title", "名称")
        first = self.seen.setdefault(identity, row.number)
        if first != row.number:
            return [Defect(field, f"{what}与第 {first} 行重复", self._which(identity))]
        if len(found) > 1:
            return [Defect(field, f"平台上有 {len(found)} 条同名条目，无法判断是哪一条", self._which(identity))]
        return []

    def _which(self, identity: Identity) -> str:
        number = self.fields["external_id"].label
        return "两行只留一行" if identity.number else f"若确是不同的两条，请分别填写“{number}”；否则只留一行"

    def _locked(self, target: Existing | None, changes: Mapping[str, Any]) -> list[Defect]:
        if not changes or target.state in self.editable:
            return []
        state = self.model.lifecycle.by_value[target.state].label
        return [Defect(next(iter(changes)), LOCKED.format(state=state), "请先在平台上收回或等审核结束，再导入")]

    def _changes(self, target: Existing, cleaned: Cleaned) -> dict[str, list[Any]]:
        """{field: [old, new]} of what differs; chain nodes are a set, whatever their order."""
        after = {**cleaned.common, **cleaned.details}
        before = {**target.values, "nodes": sorted(target.values["nodes"])}
        after["nodes"] = sorted(after["nodes"])
        return {name: [before[name], value] for name, value in after.items() if before[name] != value}

    def _placed(self, defect: Defect, number: int) -> dict[str, Any]:
        declared = self.fields.get(defect.field)
        return words.placed(defect, number, self.column_of.get(defect.field), declared.label if declared else "")

    def _notes(self, row: tabular.Row, typed: Mapping[str, str], cleaned: Cleaned) -> dict[str, str]:
        """What the reader and the fields put right."""
        notes = {}
        for name in typed.keys() & self.notable:
            value = cleaned.common[name] if name in cleaned.common else cleaned.details[name]
            if said := words.note(self.fields[name], typed[name], value):
                notes[name] = said
        for one in row.notes:
            if name := self.sources.get(one.column):
                notes[name] = "；".join(filter(None, (f"表里是 {one.was[:40]}，{one.why}", notes.get(name))))
        return notes


def _editable_states(batch: ImportBatch, actor: Actor) -> frozenset[str]:
    """The states in which the rule lets this actor change a listing of the batch's organization."""
    owned = {"kind": batch.kind, "organization": batch.organization}
    states = batch.model.lifecycle.by_value
    return frozenset(state for state in states if rules.allowed(actor, "edit", batch.model(state=state, **owned)))
