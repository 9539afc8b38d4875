"""A base's numbers as a page shows them: the table of years, and the line of nights with its table twin."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from apps.bases.indicators import COMPUTED, DECLARED, Indicator, plain
from apps.bases.models import Base, YearlyFigure
from apps.bases.services import TRACKED
from apps.bases.trend import Trend, trend
from apps.core import facts
from apps.portal.charts import Cell, Chart

YEARS, NIGHTS = 3, 92


@dataclass(frozen=True)
class Years:
    """Declared figures by indicator and year."""

    years: list[int]
    rows: list[tuple[Indicator, list[YearlyFigure | None]]]


def table(base: Base) -> Years:
    """The latest years that were declared, newest first; indicators nobody declared are left out."""
    figures = list(base.figures.all())
    years = sorted({figure.year for figure in figures}, reverse=True)[:YEARS]
    held = {(figure.indicator, figure.year): figure for figure in figures}
    rows = [(one, [held.get((slug, year)) for year in years]) for slug, one in DECLARED.items()]
    filled = [(one, cells) for one, cells in rows if any(cells)]
    return Years(years, filled)


Rows = list[tuple[date, Decimal | None]]


@dataclass(frozen=True)
class Nights:
    """What the nights say of a base: the computed figures of the last one, and one line."""

    counted: list[tuple[Indicator, str]]
    day: date | None
    line: "Line | None"


def nights(base: Base, fact: str) -> Nights:
    """In one query: the fact asked for (the first tracked where it is none of them) and the computed ones."""
    chosen = fact if fact in TRACKED else TRACKED[0]
    wanted = {chosen, *(one.fact for one in COMPUTED.values())}
    newest = base.snapshots.filter(fact__in=wanted).order_by("-day").values_list("fact", "day", "value")
    held: dict[str, Rows] = {name: [] for name in wanted}
    for name, day, value in newest[: NIGHTS * len(wanted)]:
        held[name].append((day, value))
    counted = [(one, _counted(one, held[one.fact])) for one in COMPUTED.values()]
    days = [rows[0][0] for rows in held.values() if rows]
    return Nights(counted, max(days, default=None), line(base, chosen, held[chosen][::-1]))


def _counted(indicator: Indicator, rows: Rows) -> str:
    """As of the last night; unknown is said, never zero."""
    value = rows[0][1] if rows else None
    return str(facts.UNKNOWN) if value is None else f"{plain(value)} {indicator.unit}"


@dataclass(frozen=True)
class Line:
    """One fact of a base over the nights; `options` are the facts one can look at."""

    fact: str
    unit: str
    trend: Trend | None
    options: list[tuple[str, str]]
    chart: Chart


def line(base: Base, fact: str, rows: Rows) -> Line | None:
    """The nights of one fact, oldest first, as a picture; None before there is any."""
    if not rows:
        return None
    declared = facts.registry[fact]
    known = [(day, float(value)) for day, value in rows if value is not None]
    options = [(name, facts.registry[name].label) for name in TRACKED]
    return Line(fact, declared.unit, trend(known), options, _chart(base, declared, rows))


def _chart(base: Base, declared: facts.Declared, rows: Rows) -> Chart:
    """An unknown night is a gap in the line and 「数据不足」 in the table."""
    series = {"name": declared.label, "data": [None if value is None else float(value) for _, value in rows]}
    labels = [day.isoformat() for day, _ in rows]
    address = reverse("base-trend", args=[base.pk]) + f"?fact={declared.slug}"
    return Chart(
        slug="trend",
        title=f"走势：{declared.label}",
        heads=("日期", f"{declared.label}（{declared.unit}）"),
        rows=[(Cell(day.isoformat()), Cell(_words(value))) for day, value in reversed(rows)],
        drawing={"kind": "trend", "labels": labels, "series": [series], "scale": True, "whole": True},
        note="每夜记录一次，来源：平台快照",
        csv=address,
    )


def _words(value: Decimal | None) -> str:
    return str(facts.UNKNOWN) if value is None else plain(value)
