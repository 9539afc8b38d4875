"""A carrier reports a year: every figure with its evidence, all that is wrong with it told at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.bases.indicators import COMPUTED, DECLARED, Indicator, contradictions, leaps
from apps.bases.models import Base, YearlyFigure
from apps.core import journal, rules
from apps.core.errors import Defect, Defects
from apps.core.lifecycle import changed
from apps.listings.fields import Number, Problem, Text

EARLIEST = 2019
OPEN_YEARS = 3  # this year and the two before can be reported
EVIDENCE = Text(label="依据", max=300)
EXPLANATION = Text(label="变动说明", max=300)


@dataclass(frozen=True)
class Entry:
    """One line as it is typed; a blank value takes the figure back: unknown again."""

    value: Any = ""
    evidence: Any = ""
    link: Any = ""
    explanation: Any = ""


def years_open(base: Base, today: date) -> list[int]:
    """The years that can be reported, newest first; none before the base was there."""
    first = max(base.founded or EARLIEST, EARLIEST, today.year - OPEN_YEARS + 1)
    return list(range(today.year, first - 1, -1))


@transaction.atomic
def declare(*, base: Base, year: int, entries: Mapping[str, Entry], actor: Actor) -> list[YearlyFigure]:
    """Write one year's figures over what was reported before; indicators that are not named stay as they are.

    Raises PermissionDenied and Defects: a year that is not open, an unknown or computed indicator, a value out of
    bounds, no evidence, a part above its whole, a leap nobody explains. Nothing is written then.
    """
    rules.require(actor, "declare", base)
    rows, gone, defects = _read(base, year, entries)
    defects += _doubts(base, year, rows, gone)
    if defects:
        raise Defects(defects)
    base.figures.filter(year=year, indicator__in=gone).delete()
    written = [_write(base, year, row, actor) for row in rows]
    told = {row.indicator: str(row.value) for row in rows} | dict.fromkeys(gone, "")
    journal.write(actor, "declare", base, after={"year": year, **told})
    changed.send(sender=Base, record=base, fields=["figures"], actor=actor)
    return written


def _write(base: Base, year: int, row: YearlyFigure, actor: Actor) -> YearlyFigure:
    values = {name: getattr(row, name) for name in ("value", "evidence", "link", "explanation")}
    figure, _ = YearlyFigure.objects.update_or_create(
        base=base, year=year, indicator=row.indicator, defaults=values | {"declared_by": actor.user}
    )
    return figure


def _read(base: Base, year: int, entries: Mapping[str, Entry]) -> tuple[list[YearlyFigure], list[str], list[Defect]]:
    """(figures to write, indicators to take back, what is wrong)."""
    defects = []
    if year not in (known := years_open(base, timezone.localdate())):
        defects.append(Defect("year", f"{year} 年不能填报", f"可填：{'、'.join(map(str, known)) or '暂无'}"))
    rows, gone = [], []
    for slug, entry in entries.items():
        if refusal := _refused(slug):
            defects.append(refusal)
        elif entry.value in ("", None):
            gone.append(slug)
        else:
            row, wrong = _figure(DECLARED[slug], entry)
            rows.append(row)
            defects += wrong
    return rows, gone, defects


def _refused(slug: str) -> Defect | None:
    if slug in COMPUTED:
        return Defect(slug, f"“{COMPUTED[slug].label}”由平台计算，不能填报", "请去掉这一项")
    if slug not in DECLARED:
        return Defect(slug[:40], f"没有「{slug[:20]}」这个指标", f"可填：{'、'.join(DECLARED)}")
    return None


def _figure(indicator: Indicator, entry: Entry) -> tuple[YearlyFigure, list[Defect]]:
    defects: list[Defect] = []
    number = Number(
        label=indicator.label, unit=indicator.unit, max=indicator.max, decimals=indicator.decimals, required=True
    )
    row = YearlyFigure(indicator=indicator.slug)
    row.value = _clean(number, entry.value, indicator.slug, defects)
    row.evidence = _clean(EVIDENCE, entry.evidence, f"{indicator.slug}-evidence", defects) or ""
    row.explanation = _clean(EXPLANATION, entry.explanation, f"{indicator.slug}-explanation", defects) or ""
    row.link = _link(entry.link, indicator, defects)
    if not row.evidence and not defects:
        defects.append(
            Defect(f"{indicator.slug}-evidence", f"“{indicator.label}”没有写依据", "写明台账、合同或名册的名称")
        )
    return row, defects


def _clean(field: Number | Text, raw: Any, name: str, defects: list[Defect]) -> Any:
    try:
        return field.clean(raw)
    except Problem as problem:
        defects.append(Defect(name, problem.message, problem.remedy))
        return None


def _link(raw: Any, indicator: Indicator, defects: list[Defect]) -> str:
    if raw in ("", None):
        return ""
    try:
        URLValidator(schemes=["http", "https"])(raw)
    except ValidationError:
        defects.append(Defect(f"{indicator.slug}-link", f"“{indicator.label}”的链接不是网址", "以 https:// 开头"))
        return ""
    return str(raw)


def _doubts(base: Base, year: int, rows: list[YearlyFigure], gone: list[str]) -> list[Defect]:
    """What the figures say against each other and against the year before, those already kept included."""
    kept = {figure.indicator: figure for figure in base.figures.filter(year=year) if figure.indicator not in gone}
    held = {slug: figure.value for slug, figure in kept.items()}
    fresh = {row.indicator: Decimal(row.value) for row in rows if row.value is not None}
    before = dict(base.figures.filter(year=year - 1).values_list("indicator", "value"))
    explained = frozenset(row.indicator for row in rows if row.explanation)
    doubts = [*contradictions(held | fresh), *leaps(fresh, before, explained)]
    return [Defect(doubt.indicator, doubt.message, doubt.remedy) for doubt in doubts]
