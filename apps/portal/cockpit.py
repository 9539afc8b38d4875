"""The cockpit as a table: which fact each tile shows, which targets the action plan set, which charts stand below.

Every number is a named fact; its rows are a page of their own, so that a count can always be opened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import ge, gt
from typing import Any, NamedTuple

from django.urls import reverse

from apps.accounts.models import Organization
from apps.cooperation.lifecycle import DEALING
from apps.core import facts
from apps.core.facts import Fact
from apps.portal.counting import counts


@dataclass(frozen=True)
class Tile:
    """A fact; `counts` says what its rows are where its value is a share or a median and not their number."""

    fact: str
    counts: str = ""


TILES = (
    Tile("demands.published"),
    Tile("cooperation.acted_share", counts="条已发起对接"),
    Tile("cooperation.first_answer_days", counts="条已答复"),
    Tile("resources.fresh"),
    Tile("bases.nurturing"),
    Tile("bases.demonstration"),
    Tile("cooperation.outcome.amount", counts="笔有合同金额"),
    Tile("cooperation.silent"),
)


# a name of the table below, in the order a dealing travels
FUNNEL = {f"cooperation.state.{state.value}": state for state in DEALING.states}


@dataclass(frozen=True)
class Target:
    """What the plan set, in its own words, and the fact that tells how far it is; `institution` is a school's code."""

    label: str
    words: str
    due: date
    source: str
    goal: Decimal | None = None
    reached: Callable[[Any, Any], bool] = ge
    fact: str = ""
    institution: str = ""


PLAN, YEAR = date(2027, 12, 31), date(2026, 12, 31)
STEM = (
    ("上海海洋大学", "4131010264", 65),
    ("上海电机学院", "4131011458", 70),
    ("上海建桥学院", "4131012799", 50),
    ("上海电力大学", "4131010256", 88),
    ("上海海事大学", "4131010254", 72),
)
TARGETS = (
    Target("产教融合培育基地", "超过 50 家", PLAN, "S1 目标", Decimal(50), gt, "bases.nurturing"),
    Target("产教融合示范基地", "超过 10 家", PLAN, "S1 目标", Decimal(10), gt, "bases.demonstration"),
    Target("新增高校、校地合作办学单位", "2 所", PLAN, "S1 目标", Decimal(2)),
    Target("推进产教融合型、全国示范应用技术大学", "2 所", PLAN, "S1 目标", Decimal(2)),
    Target("毕业生留临港就业率", "不低于 6%（口径待定）", PLAN, "S1 目标", Decimal(6)),
    *(
        Target(
            f"理工农医类招生占比 · {name}", f"{goal}%", YEAR, "S1-7", Decimal(goal), ge, "universities.stem_share", code
        )
        for name, code, goal in STEM
    ),
)


class Standing(NamedTuple):
    """Where a target stands: the words of its number, and whether it is reached; None while nothing is known."""

    value: str
    unit: str
    reached: bool | None
    gap: str


def tiles() -> list[dict]:
    """Every tile with the number of its rows, all counted in one query; shares and medians are computed beside."""
    numbers = counts([facts.rows(tile.fact) for tile in TILES])
    return [_tile(tile, number) for tile, number in zip(TILES, numbers, strict=True)]


def _tile(tile: Tile, number: int) -> dict:
    declared = facts.registry[tile.fact]
    shown = {"name": tile.fact, "label": declared.label, "unit": declared.unit, "url": url_of(tile.fact)}
    if not tile.counts:
        return shown | {"value": f"{number:,}", "known": True, "note": ""}
    found = facts.fact(tile.fact)
    return shown | {"value": words_of(found), "known": found.known, "note": f"{number:,} {tile.counts}"}


def words_of(found: Fact) -> str:
    """A number as people write it; 数据不足 for an unknown one."""
    if not found.known:
        return str(found.value)
    value = found.value
    return f"{value:,}" if isinstance(value, int) else f"{float(value):,.1f}".removesuffix(".0")


def url_of(name: str) -> str:
    return reverse("cockpit-rows", args=[name])


def opened() -> frozenset[str]:
    """The facts whose rows the cockpit opens."""
    named = {target.fact for target in TARGETS if target.fact and not target.institution}
    return frozenset(tile.fact for tile in TILES) | named | FUNNEL.keys()


def standings() -> list[tuple[Target, Standing]]:
    schools = Organization.objects.filter(institution_code__in=[target.institution for target in TARGETS])
    by_code = {school.institution_code: school for school in schools}
    return [(target, _standing(target, by_code)) for target in TARGETS]


def _standing(target: Target, schools: dict[str, Organization]) -> Standing:
    """Unknown where nobody declared the number yet, or where the school it is about is not here."""
    subject = schools.get(target.institution)
    if not target.fact or (target.institution and subject is None):
        return Standing(str(facts.UNKNOWN), "", None, "")
    found = facts.fact(target.fact, subject, target.due.year if subject else None)
    if not found.known:
        return Standing(words_of(found), "", None, "")
    short = target.goal - Decimal(str(found.value))
    reached = target.reached(found.value, target.goal)
    gap = "" if reached else f"差 {float(short):g} {found.unit}" if short > 0 else "恰到，须超过"
    return Standing(words_of(found), found.unit, reached, gap)
