"""Sixty fictional bases in all levels and states: written and published as people do, what stands beside them in bulk.

Figures, decisions and nights are made by rule from the rows of `bases.json`; everything belongs to a fictional
organization marked 演示, and document numbers say 示例.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.models import Organization
from apps.bases.lifecycle import LEVEL
from apps.bases.models import Base, LevelChange, Partner, SnapshotRow, Standing, YearlyFigure
from apps.bases.services import TRACKED
from apps.core import lifecycle
from apps.demands.models import Demand
from apps.listings import services
from apps.listings.lifecycle import PUBLISHED
from apps.listings.models import Listing
from apps.resources.models import Resource

Row = dict[str, Any]
NIGHTS = 14
PATHS = {
    "none": (),
    "nurturing": ("award",),
    "demonstration": ("award", "upgrade"),
    "rectification": ("award", "rectify"),
    "exited": ("award", "rectify", "exit"),
}
WORDS = {"rectify": "年度评价列出的问题限期整改", "exit": "整改期满仍不合格"}
MONEY = frozenset({"investment", "equipment", "research"})


def read() -> list[Row]:
    return json.loads((Path(__file__).parent / "bases.json").read_text(encoding="utf-8"))


def load(places: dict[str, Organization], hands: dict[str, Actor], desks: dict[str, Actor]) -> int:
    """Enter what is not there yet; `desks` are the operators by role. Returns how many bases."""
    rows = read()
    there = set(Base.objects.filter(external_id__in=[row["key"] for row in rows]).values_list("external_id", flat=True))
    missing = [(place, row) for place, row in enumerate(rows) if row["key"] not in there]
    made = [(place, row, _enter(row, hands[row["organization"]], desks)) for place, row in missing]
    Base.objects.filter(pk__in=[base.pk for _, _, base in made]).update(is_demo=True)
    Standing.objects.bulk_create(
        Standing(base=base, state=row["level"], held=_held(row["level"]))
        for _, row, base in made
        if PATHS[row["level"]]
    )
    LevelChange.objects.bulk_create(change for place, row, base in made for change in _decisions(place, row, base))
    Partner.objects.bulk_create(
        Partner(base=base, organization=places[code], role=role, contribution=words, state=_answer(place, number))
        for place, row, base in made
        for number, (code, role, words) in enumerate(row["partners"])
    )
    figures = [figure for place, row, base in made for figure in _figures(place, row, base)]
    YearlyFigure.objects.bulk_create(figures)
    SnapshotRow.objects.bulk_create(_nights(made, figures), batch_size=2_000, ignore_conflicts=True)
    return len(made)


def _enter(row: Row, hand: Actor, desks: dict[str, Actor]) -> Base:
    desk = desks[hand.organization.sort_row.desk]
    common = {name: row[name] for name in ("title", "text", "field", "park", "founded")}
    data = {**common, **row["details"], "contact_name": row["contact"], "external_id": row["key"]}
    base = services.create(Base, row["kind"], data, actor=hand)
    state = row.get("state", PUBLISHED)
    if state != "draft":
        lifecycle.move(base, "submit", actor=hand)
    if state == "returned":
        defects = [{"field": "text", "message": "请写明已经开展的培养项目和人数"}]
        services.send_back(base, actor=desk, defects=defects)
    if state == PUBLISHED:
        lifecycle.move(base, "publish", actor=desk)
    return base


def _held(level: str) -> str:
    return level if level in {"nurturing", "demonstration"} else "nurturing"


def _answer(place: int, number: int) -> str:
    """Most have agreed; every seventh still thinks about it."""
    return "invited" if (place + number) % 7 == 6 else "agreed"


def _decisions(place: int, row: Row, base: Base) -> Iterator[LevelChange]:
    before = LEVEL.initial
    for number, move in enumerate(PATHS[row["level"]]):
        after = LEVEL.by_name[move].target
        decided = date(2024 + number, 3 + place % 4, 1 + place % 28)
        yield LevelChange(
            base=base,
            move=move,
            before=before,
            after=after,
            document=f"示例〔{decided.year}〕{10 + place}号",
            decided_on=decided,
            reason="failed" if move == "exit" else "",
            note=WORDS.get(move, ""),
        )
        before = after


def _figures(place: int, row: Row, base: Base) -> Iterator[YearlyFigure]:
    """Two years of what the kind of base can say; a third of the bases has reported the last year only."""
    if not PATHS[row["level"]]:
        return
    size, this = int(row["details"].get("yearly", 200)), timezone.localdate().year
    for back in (1, 2) if place % 3 else (1,):
        share = Decimal(size * (9 - 2 * back) // 8 + place % 7)
        values = {"students": share, "graduates": share // 3, "stayed": share // 5, "workers": share // 2 + place}
        values |= {"courses": Decimal(2 + place % 6 - back % 2), "mentors": Decimal(4 + place % 9)}
        values |= {"investment": share * Decimal("0.85"), "equipment": Decimal(row["details"].get("equipment", 300))}
        for slug, value in values.items():
            evidence = "演示合同与到款凭证" if slug in MONEY else "演示学员名册与考勤台账"
            yield YearlyFigure(base=base, year=this - back, indicator=slug, value=value, evidence=evidence)


def _public(family: type[Listing]) -> Counter[int]:
    """How many public rows each organization has: the last night ends in what is true."""
    return Counter(family.objects.public().order_by().values_list("organization_id", flat=True))


def _nights(made: list[tuple[int, Row, Base]], figures: list[YearlyFigure]) -> Iterator[SnapshotRow]:
    """Two weeks of every tracked fact; what nobody declared stays unknown."""
    latest = {(one.base_id, f"bases.{one.indicator}"): one.value for one in sorted(figures, key=lambda one: one.year)}
    today = timezone.localdate()
    owned = {"resources": _public(Resource), "demands": _public(Demand)}
    for place, row, base in made:
        if base.state != PUBLISHED:
            continue
        agreed = sum(_answer(place, number) == "agreed" for number in range(len(row["partners"])))
        shown = {f"{name}.published": public[base.organization_id] for name, public in owned.items()}
        counted = {"bases.partners": agreed, **shown}
        for night in range(NIGHTS, 0, -1):
            grown = {name: max(0, value - (night - 1) // (4 + place % 3)) for name, value in counted.items()}
            for name in TRACKED:
                value = grown.get(name, latest.get((base.pk, name)))
                yield SnapshotRow(base=base, day=today - timedelta(night), fact=name, value=value)
