"""The buttons under a record, read off its lifecycle: what this actor may do now, and where each button leads."""

from dataclasses import dataclass

from django.urls import reverse

from apps.core import lifecycle, rules

# Some moves have a page of their own: what is to be checked or filled in first.
OWN_PAGE = {"submit": "check", "return": "return"}


@dataclass(frozen=True)
class Button:
    """`direct` posts at once; otherwise the address opens a page that asks first."""

    label: str
    icon: str
    tone: str
    url: str
    direct: bool


def of(record, actor) -> list[Button]:
    """The moves open to `actor`, in the table's order: all that a row of a list can tell without asking the journal."""
    return [_button(record._meta.model_name, record, move) for move in lifecycle.available(record, actor)]


def with_way_back(record, actor) -> list[Button]:
    """The same, and the way back over the last step while it is open."""
    family, buttons = record._meta.model_name, of(record, actor)
    if rules.allowed(actor, "undo", record) and (undoable := lifecycle.undoable(record, actor)):
        step, _ = undoable
        minutes = int(step.undo_within.total_seconds() // 60)
        url = reverse(f"{family}-undo", args=[record.pk])
        buttons.append(Button(f"撤回{step.label}（{minutes} 分钟内）", "arrow-back-up", "line", url, True))
    return buttons


def _button(family: str, record, move: lifecycle.Move) -> Button:
    if own := OWN_PAGE.get(move.name):
        return Button(move.label, move.icon, move.tone, reverse(f"{family}-{own}", args=[record.pk]), False)
    asks = bool(move.asks or move.needs_note or move.reasons)
    return Button(move.label, move.icon, move.tone, reverse(f"{family}-move", args=[record.pk, move.name]), not asks)
