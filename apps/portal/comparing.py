"""Suggestions side by side: one row per thing worth comparing, the best cell marked where “best” means something."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from apps.core.templatetags.ui import date_cn
from apps.listings.fields import Field
from apps.matching.models import Match
from apps.portal import presenting

UNKNOWN, NOT_HERE = _("对方没有填写"), _("这一类没有这一项")
PRICE = "元"


@dataclass(frozen=True)
class Cell:
    """What one suggestion has to say; `best` is the word of its mark, a dim one says that nothing is known."""

    lines: tuple[str, ...]
    best: str = ""
    dim: bool = False


@dataclass(frozen=True)
class Row:
    label: str
    cells: list[Cell]


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    label: str
    rows: list[Row]


def groups(matches: list[Match]) -> list[Group]:
    return [
        Group(_("契合与差距"), [_reasons(matches), _gaps(matches)]),
        Group(_("条件"), [*_facts(matches), _place(matches), _validity(matches), _freshness(matches)]),
        Group(_("各项得分（这一项 × 权重）"), _scores(matches)),
    ]


def plain(words: str) -> Cell:
    return Cell((words,)) if words else Cell((UNKNOWN,), dim=True)


def marked(cells: list[Cell], values: Iterable[Any], word: str, choose: Callable = max) -> list[Cell]:
    """The one best cell carries the word; a draw, or a value alone, carries none."""
    known = [(value, place) for place, value in enumerate(values) if value is not None]
    if len(known) < 2 or [value for value, _place in known].count(choose(known)[0]) > 1:
        return cells
    best = choose(known)[1]
    return [replace(cell, best=word) if place == best else cell for place, cell in enumerate(cells)]


def _reasons(matches: list[Match]) -> Row:
    lines = [tuple(f"{one['label']}：{one['sentence']}" for one in match.reasons) for match in matches]
    return Row(_("为什么推荐"), [Cell(found) if found else Cell((_("没有写得出的理由"),), dim=True) for found in lines])


def _gaps(matches: list[Match]) -> Row:
    nothing = Cell((_("从填写的内容看不出，请先问清细节"),), dim=True)
    return Row(_("还差什么"), [Cell(tuple(match.gap_texts)) if match.gaps else nothing for match in matches])


def _facts(matches: list[Match]) -> list[Row]:
    """What the kinds show in lists, and whatever has a unit: price, hours, area, seats."""
    declared: dict[str, Field] = {}
    for match in matches:
        kind = match.resource.kind_row
        wanted = [*kind.shows, *(name for name, field in kind.fields.items() if field.unit)]
        declared |= {name: kind.fields[name] for name in wanted if name not in declared}
    return [_fact(name, field, matches) for name, field in declared.items()]


def _fact(name: str, field: Field, matches: list[Match]) -> Row:
    values = [getattr(match.resource.details, name, None) for match in matches]
    cells = []
    for match, value in zip(matches, values, strict=True):
        if name not in match.resource.kind_row.fields:
            cells.append(Cell((NOT_HERE,), dim=True))
        else:
            cells.append(plain("" if value in (None, "") else presenting.show(name, field, value).text))
    if (field.unit or "").startswith(PRICE):
        cells = marked(cells, values, _("最省"), min)
    return Row(field.label, cells)


def _place(matches: list[Match]) -> Row:
    parks = [match.resource.park.name if match.resource.park_id else "" for match in matches]
    return Row(
        _("地点"), [plain(park or m.resource.organization.district) for park, m in zip(parks, matches, strict=True)]
    )


def _validity(matches: list[Match]) -> Row:
    until = [match.resource.valid_until for match in matches]
    return Row(_("有效期至"), [plain(date_cn(day) if day else _("长期")) for day in until])


def _freshness(matches: list[Match]) -> Row:
    days = [match.resource.days_since_check() for match in matches]
    cells = [plain(_("%(n)s 天前核实") % {"n": n} if n else _("今天核实")) for n in days]
    return Row(_("信息新鲜"), marked(cells, days, _("最新"), min))


def _scores(matches: list[Match]) -> list[Row]:
    parts = [{part["label"]: part for part in match.contributions} for match in matches]
    labels = dict.fromkeys(label for found in parts for label in found)
    return [_score(label, [found.get(label) for found in parts]) for label in labels]


def _score(label: str, parts: list[dict | None]) -> Row:
    cells = [Cell((f"{part['value']:.2f} × {part['weight']:g}",)) if part else Cell(("—",), dim=True) for part in parts]
    return Row(label, marked(cells, [part and part["value"] for part in parts], _("最高")))
