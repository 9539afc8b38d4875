"""The charts of the cockpit: each is built from rows in a handful of queries, as a picture and as a table."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone

from apps.cooperation.models import Dealing
from apps.core import facts
from apps.demands.models import Demand
from apps.portal import cockpit
from apps.portal.charts import Cell, Chart
from apps.resources.models import Resource
from apps.taxonomy.models import Node

MONTHS = 12
STEPS = (0, 1, 2, 4, 7)  # a gap of more than the n-th of these is as hot as n + 1


def funnel() -> Chart:
    """Dealings by the state they stand in."""
    counts = dict(Dealing.objects.order_by().values_list("state").annotate(n=Count("pk")))
    rows = [(state.label, counts.get(state.value, 0), name) for name, state in cockpit.FUNNEL.items()]
    total = sum(counts.values())
    shares = [f"{100 * count / total:.0f}%" if total else "—" for _, count, _ in rows]
    return Chart(
        slug="funnel",
        title=DRAWINGS["funnel"].title,
        note=f"共 {total:,} 条",
        heads=("状态", "条数", "占全部"),
        rows=[
            (Cell(label), Cell(f"{count:,}", cockpit.url_of(name)), Cell(share))
            for (label, count, name), share in zip(rows, shares, strict=True)
        ],
        drawing={
            "kind": "bars",
            "labels": [label for label, _, _ in rows],
            "values": [count for _, count, _ in rows],
            "notes": [f"{count:,}" for _, count, _ in rows],
        },
        csv=_csv("funnel"),
    )


def bases() -> Chart:
    """Bases of the action plan by level, beside what it aims at."""
    aims = [target for target in cockpit.TARGETS if target.fact.startswith("bases.")]
    found = [(target, facts.fact(target.fact)) for target in aims]
    return Chart(
        slug="bases",
        title=DRAWINGS["bases"].title,
        note="目标到 2027 年，按级别分别计数",
        heads=("级别", "现有", "目标"),
        rows=[
            (Cell(aim.label), Cell(cockpit.words_of(fact), cockpit.url_of(aim.fact)), Cell(aim.words))
            for aim, fact in found
        ],
        drawing={
            "kind": "bars",
            "labels": [aim.label.removeprefix("产教融合") for aim, _ in found],
            "values": [fact.value for _, fact in found],
            "notes": [f"{fact.value} / 目标{aim.words}" for aim, fact in found],
            "max": max(float(aim.goal) for aim, _ in found),
        },
        csv=_csv("bases"),
    )


def months() -> Chart:
    """What was published and what was agreed, month by month."""
    starts = _last_months(timezone.localdate())
    series = [
        ("新发布需求", "bar", _by_month(Demand.objects.public(), "published_at")),
        ("新发布资源", "bar", _by_month(Resource.objects.public(), "published_at")),
        ("签约", "line", _by_month(Dealing.objects.agreed(), "agreed_at")),
    ]
    labels = [f"{start.year}年{start.month}月" for start in starts]
    return Chart(
        slug="months",
        title=DRAWINGS["months"].title,
        note="近 12 个月",
        heads=("月份", *(name for name, _, _ in series)),
        rows=[
            (Cell(label), *(Cell(f"{counts[start]:,}") for _, _, counts in series))
            for label, start in zip(labels, starts, strict=True)
        ],
        drawing={
            "kind": "trend",
            "whole": True,
            "labels": [f"{start.month}月" for start in starts],
            "series": [
                {"name": name, "type": sort, "data": [counts[start] for start in starts]}
                for name, sort, counts in series
            ],
        },
        csv=_csv("months"),
    )


def _last_months(today: date) -> list[date]:
    first = today.year * 12 + today.month - MONTHS
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, first + MONTHS)]


def _by_month(rows: QuerySet, column: str) -> Counter[date]:
    dated = rows.order_by().exclude(**{column: None}).annotate(month=TruncMonth(column))
    tally = dated.values_list("month").annotate(n=Count("pk"))
    return Counter({timezone.localtime(month).date(): count for month, count in tally})


class Warmth(NamedTuple):
    """One track: how many ask, how many answer, and how hot the gap is (0–5)."""

    node: Node
    demands: int
    resources: int

    @property
    def gap(self) -> int:
        return self.demands - self.resources

    @property
    def heat(self) -> int:
        return sum(self.gap > step for step in STEPS)

    @property
    def url(self) -> str:
        return f"{reverse('demands')}?node={self.node.code}"


def heat() -> dict[str, list[Warmth]]:
    """Industry → its tracks in order; a listing counts once in each track it names a node of."""
    nodes = list(Node.objects.select_related("industry", "parent").order_by("industry__order", "order"))
    track_of = {node.pk: node.parent_id or node.pk for node in nodes}
    asked, answered = (_by_track(model.objects.public(), track_of) for model in (Demand, Resource))
    found: dict[str, list[Warmth]] = defaultdict(list)
    for node in nodes:
        if track_of[node.pk] == node.pk:
            found[node.industry.name].append(Warmth(node, asked[node.pk], answered[node.pk]))
    return dict(found)


def _by_track(rows: QuerySet, track_of: dict[int, int]) -> Counter[int]:
    pairs = rows.order_by().exclude(nodes=None).values_list("pk", "nodes")
    return Counter(track for _, track in {(pk, track_of[node]) for pk, node in pairs})


@dataclass(frozen=True)
class HeatChart(Chart):
    """A chart drawn as a table of coloured cells that lead to their demands."""

    tracks: Mapping[str, list[Warmth]] = field(default_factory=dict)


def chain() -> HeatChart:
    """Supply and demand per track of each industry."""
    found = heat()
    tracks = [(industry, each) for industry, row in found.items() for each in row]
    return HeatChart(
        tracks=found,
        slug="chain",
        title=DRAWINGS["chain"].title,
        heads=("产业 · 赛道", "需求", "资源", "缺口"),
        rows=[
            (
                Cell(f"{industry} · {each.node.name}"),
                Cell(str(each.demands), each.url),
                Cell(str(each.resources), f"{reverse('resources')}?node={each.node.code}"),
                Cell(str(each.gap)),
            )
            for industry, each in tracks
        ],
        csv=_csv("chain"),
    )


def _csv(slug: str) -> str:
    return reverse("cockpit-chart", args=[slug]) + "?format=csv"


@dataclass(frozen=True)
class Drawing:
    """A chart by its name in the address, and the template of its panel."""

    slug: str
    title: str
    build: Callable[[], Chart]
    span: str
    template_name: str = "portal/cockpit/chart.html"


DRAWINGS = {
    drawing.slug: drawing
    for drawing in (
        Drawing("chain", "产业链供需", chain, "ds-c12", "portal/cockpit/heat.html"),
        Drawing("funnel", "对接走到哪一步", funnel, "ds-c5"),
        Drawing("months", "每月供需", months, "ds-c7"),
        Drawing("bases", "基地与目标", bases, "ds-c12"),
    )
}
