"""What is still missing between the two sides: said plainly, the weightiest first, never hidden in a number."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from apps.core.text import wan
from apps.matching.scoring.facets import Pair
from apps.matching.scoring.features import HOURS_ENOUGH, TELLING, answer, held, hours_bought, scattered

MOST = 4
STALE = 90  # days
NAMED = 3  # missing subjects


@dataclass(frozen=True)
class Gap:
    """One thing that does not fit yet."""

    feature: str
    text: str


def gaps(pair: Pair) -> tuple[Gap, ...]:
    return tuple(gap for look in LOOKS for gap in look(pair))[:MOST]


def remarks(pair: Pair) -> Iterator[Gap]:
    for remark in pair.resource.remarks:
        yield Gap("remark", remark)


def subject_matter(pair: Pair) -> Iterator[Gap]:
    if pair.fit.fused < TELLING:
        yield Gap("text", "写的内容离您的需求较远，是否用得上请先问清")


def maturity(pair: Pair) -> Iterator[Gap]:
    needed, offered = pair.demand.trl_needed, pair.resource.trl
    if needed is not None and offered is not None and offered < needed:
        yield Gap("maturity", f"技术成熟度现为 {offered} 级，您要 {needed} 级")


def money(pair: Pair) -> Iterator[Gap]:
    hours = hours_bought(pair)
    if hours is not None and hours < HOURS_ENOUGH:
        price, budget = f"{pair.resource.price_per_hour:.0f}", wan(pair.demand.budget or 0)
        yield Gap("money", f"按 {price} 元/时，{budget}只够约 {hours} 小时")


def room(pair: Pair) -> Iterator[Gap]:
    wanted, offered = pair.demand.headcount, pair.resource.capacity
    if wanted is not None and offered is not None and offered < wanted:
        yield Gap("room", f"一次最多 {offered} 人，您要 {wanted} 人，需要分批")


def able(pair: Pair) -> Iterator[Gap]:
    for each in held(pair):
        if not each.covered:
            offered, wanted = each.offered.measure.shown, each.wanted.measure.shown
            yield Gap("able", f"{each.quantity}写明到 {offered}，您提到 {wanted}，请先确认")
            return


def subjects(pair: Pair) -> Iterator[Gap]:
    asked = [wanted for wanted in pair.demand.subjects if wanted.missed and not scattered(wanted, pair.resource)]
    missing = [wanted.word for wanted in asked if answer(wanted, pair.resource) is None]
    if missing:
        more = f"等 {len(missing)} 项" if len(missing) > NAMED else ""
        yield Gap("subjects", f"没有写到{'、'.join(missing[:NAMED])}{more}，请先问清")


def ways(pair: Pair) -> Iterator[Gap]:
    wanted, offered = pair.demand.ways, pair.resource.ways
    if wanted and offered and not set(wanted) & set(offered):
        yield Gap("ways", f"对方列出的合作方式是{'、'.join(offered.values())}，没有{'、'.join(wanted.values())}")


def dates(pair: Pair) -> Iterator[Gap]:
    until, needed = pair.resource.valid_until, pair.demand.needed_by
    if until and needed and until < needed:
        yield Gap("dates", f"对方有效期至 {until.year}年{until.month}月{until.day}日，早于您的需求时限")


def freshness(pair: Pair) -> Iterator[Gap]:
    checked = pair.resource.checked_on
    if checked and (days := (pair.today - checked).days) > STALE:
        yield Gap("freshness", f"资料 {days} 天没有核实，先问是否仍可用")


def park(pair: Pair) -> Iterator[Gap]:
    mine, theirs = pair.demand, pair.resource
    if mine.park and theirs.park and mine.park != theirs.park:
        yield Gap("park", f"不在同一园区：您在{mine.park_name}，对方在{theirs.park_name}")


def contact(pair: Pair) -> Iterator[Gap]:
    if not pair.resource.has_contact:
        yield Gap("contact", "对方没有填写联系方式，由对接专员代为联系")


def chain(pair: Pair) -> Iterator[Gap]:
    if pair.demand.places and not pair.resource.places:
        yield Gap("chain", "对方没有写明服务哪个产业环节")


LOOKS: tuple[Callable[[Pair], Iterator[Gap]], ...] = (
    subject_matter,
    maturity,
    money,
    room,
    able,
    subjects,
    ways,
    dates,
    remarks,
    freshness,
    contact,
    park,
    chain,
)
