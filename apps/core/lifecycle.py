"""States and moves as a table with one door.

`move` is the only place that changes a state: it asks the rule, claims the row by compare-and-set, writes the journal
and sends `moved` — all in one transaction, so receivers can leave their outbox rows in it. Buttons, API actions, the
permission matrix and the documentation are read off the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone

from apps.core import journal, rules
from apps.core.errors import Conflict, Defect, Defects, Stale

moved = Signal()  # sender=Model, record, move, actor
changed = Signal()  # sender=Model, record, fields, actor: values were saved, the state stayed


@dataclass(frozen=True)
class State:
    """A state: what staff read, what the public reads, and the tone of its tag (ok warn bad info idle)."""

    value: str
    label: str
    public: str = ""
    tone: str = "idle"

    @property
    def public_label(self) -> str:
        return self.public or self.label


@dataclass(frozen=True)
class Move:
    """One way from some states to another; `name` is also the verb of its rule."""

    name: str
    label: str
    sources: frozenset[str]
    target: str
    needs_note: bool = False
    reasons: Mapping[str, str] | None = None
    undo_within: timedelta | None = None
    tone: str = "line"
    icon: str = ""
    asks: str = ""


@dataclass(frozen=True)
class Lifecycle:
    """The whole table of one model; the first state is where a record starts."""

    states: tuple[State, ...]
    moves: tuple[Move, ...]
    by_value: dict[str, State] = field(init=False, repr=False)
    by_name: dict[str, Move] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_value", {state.value: state for state in self.states})
        object.__setattr__(self, "by_name", {move.name: move for move in self.moves})
        for move_ in self.moves:
            if unknown := (move_.sources | {move_.target}) - set(self.by_value):
                raise ValueError(f"move {move_.name!r} names unknown states {sorted(unknown)}")

    @property
    def initial(self) -> str:
        return self.states[0].value


class StateField(models.CharField):
    """A column that only the door of its lifecycle writes."""

    def __init__(self, lifecycle: Lifecycle | None = None, **options: Any) -> None:
        if lifecycle is not None:
            options |= {
                "default": lifecycle.initial,
                "choices": [(state.value, state.label) for state in lifecycle.states],
            }
        options = {"max_length": 16, "editable": False, "db_index": True, "verbose_name": "状态"} | options
        super().__init__(**options)

    def deconstruct(self):
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options


class Staged(models.Model):
    """A model with a lifecycle: subclasses set `lifecycle` and `state = StateField(lifecycle)`."""

    lifecycle: Lifecycle
    came_from = ""  # the state the last move of this object in memory started from
    state_at = models.DateTimeField("状态变更时间", default=timezone.now, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def state_now(self) -> State:
        return self.lifecycle.by_value[self.state]


def available(record: Staged, actor: Any) -> list[Move]:
    """The moves `actor` may make now: what the buttons show."""
    here = [move_ for move_ in record.lifecycle.moves if record.state in move_.sources]
    return [move_ for move_ in here if rules.allowed(actor, move_.name, record)]


@transaction.atomic
def move(record: Staged, name: str, *, actor: Any, note: str = "", reason: str = "") -> Staged:
    """Make the move `name` and return the record as it now stands.

    Raises LookupError (no such move), PermissionDenied, Conflict (wrong state, or somebody was faster) and Defects
    (a note or a reason is missing).
    """
    table = record.lifecycle
    if name not in table.by_name:
        raise LookupError(f"没有「{name}」这一步，可用的有：{'、'.join(table.by_name)}")
    step = table.by_name[name]
    rules.require(actor, name, record)
    if record.state not in step.sources:
        raise Conflict(f"现在是「{record.state_now.label}」，不能{step.label}；请刷新页面看最新状态")
    _check_words(step, note, reason)
    _claim(record, step.target, actor, step.name, note, reason)
    moved.send(sender=type(record), record=record, move=step, actor=actor)
    return record


@transaction.atomic
def undo(record: Staged, *, actor: Any) -> Staged:
    """Take back the last move within its window. Raises PermissionDenied, and Conflict when it is too late."""
    rules.require(actor, "undo", record)
    last = undoable(record, actor)
    if last is None:
        raise Conflict("撤回时限已过，或最近一步不是您做的；可以改用页面上的其他按钮")
    step, back = last
    _claim(record, back, actor, f"undo_{step.name}", "", "")
    reverse = Move(f"undo_{step.name}", f"撤回{step.label}", frozenset({step.target}), back)
    moved.send(sender=type(record), record=record, move=reverse, actor=actor)
    return record


def undoable(record: Staged, actor: Any) -> tuple[Move, str] | None:
    """The move this actor's organization can still take back, with the state it leads back to."""
    step = next((m for m in record.lifecycle.moves if m.undo_within and m.target == record.state), None)
    if step is None or timezone.now() - record.state_at > step.undo_within:
        return None
    last = journal.of(record).exclude(after={}).filter(after__has_key="state").first()
    mine = last is not None and last.organization_id == actor.organization_id and last.user_id is not None
    if not mine or actor.user_id is None or last.verb not in record.lifecycle.by_name:
        return None
    step = record.lifecycle.by_name[last.verb]
    return (step, last.before["state"]) if step.undo_within else None


def _check_words(step: Move, note: str, reason: str) -> None:
    defects = []
    if step.needs_note and not note.strip():
        defects.append(Defect("note", f"{step.label}需要写明说明", "请写下对方能照着改的话"))
    if step.reasons is not None and reason not in step.reasons:
        defects.append(Defect("reason", f"{step.label}需要选一个理由", f"可选：{'、'.join(step.reasons.values())}"))
    if defects:
        raise Defects(defects)


def _claim(record: Staged, target: str, actor: Any, verb: str, note: str, reason: str) -> None:
    """Compare-and-set: of two people who press at once, one gets the row and the other is told."""
    before, now = record.state, timezone.now()
    rows = type(record)._base_manager.filter(pk=record.pk, state=before, version=record.version)
    if not rows.update(state=target, state_at=now, version=F("version") + 1):
        theirs = type(record)._base_manager.filter(pk=record.pk).values_list("version", flat=True).first()
        raise Stale("这条记录刚刚被别人改过，请刷新页面看最新状态", theirs or 0)
    record.came_from = before
    record.state, record.state_at, record.version = target, now, record.version + 1
    journal.write(actor, verb, record, before={"state": before}, after={"state": target}, note=note, reason=reason)
