"""What the parties write down in a dealing; each is one row, one line of the journal, one word to the other side."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.cooperation.lifecycle import DELIVERED, LIVE, PAPERED, PROPOSED, RECORDING, UNDER_WAY, WORKING
from apps.cooperation.models import Deadline, Dealing, Milestone, Note, Outcome, Rating
from apps.cooperation.models.records import CRITERIA, OUTCOMES
from apps.cooperation.rules import side_of
from apps.cooperation.services import deadlines, telling
from apps.core import journal, lifecycle, rules, text
from apps.core.errors import Conflict, Defect, Defects

STATES = {
    "note": (LIVE, "写洽谈记录"),
    "step": (UNDER_WAY, "约定下一步"),
    "milestone": (WORKING, "加里程碑"),
    "reach": (WORKING, "完成里程碑"),
    "paper": (PAPERED, "生成文书"),
    "confirm": (PAPERED, "确认签约"),
    "outcome": (RECORDING, "登记成效"),
    "rate": (frozenset({DELIVERED}), "评价"),
    "remind": (LIVE, "催办"),
}
BIGGEST = Decimal("9999999999.99")


def held(dealing: Dealing, verb: str, actor: Any) -> Dealing:
    """The dealing as it is now, locked. Raises PermissionDenied, and Conflict in words when it has moved on."""
    rules.require(actor, "view", dealing)
    rows = Dealing.objects.select_for_update(of=("self",)).select_related("asker", "answerer", "demand", "resource")
    fresh = rows.get(pk=dealing.pk)
    states, label = STATES[verb]
    rules.require(actor, verb, fresh)
    if fresh.state not in states:
        raise Conflict(f"现在是「{fresh.state_now.label}」，不能{label}；请刷新页面看最新状态")
    return fresh


def open_now(dealing: Dealing, actor: Any) -> set[str]:
    """What this actor may write down in this state: which forms the page shows."""
    return {
        verb for verb, (states, _) in STATES.items() if dealing.state in states and rules.allowed(actor, verb, dealing)
    }


def _words(name: str, value: str, most: int, label: str, *, needed: bool = True) -> str:
    value = text.normalize(value)
    if needed and not value:
        raise Defects([Defect(name, f"请写{label}", f"最多 {most} 个字")])
    if len(value) > most:
        raise Defects([Defect(name, f"{label}最多 {most} 个字，现为 {len(value)} 个", "请删减")])
    return value


def by(dealing: Dealing, actor: Any) -> dict[str, Any]:
    return {"dealing": dealing, "side": side_of(actor, dealing), "made_by": actor.user}


@transaction.atomic
def note(dealing: Dealing, *, words: str, actor: Any) -> Note:
    """A line of the talk."""
    dealing = held(dealing, "note", actor)
    row = Note.objects.create(**by(dealing, actor), text=_words("text", words, 2000, "洽谈记录"))
    journal.write(actor, "note", dealing, after={"note": row.pk})
    telling.tell_others(dealing, actor, "有一条对接写了新的洽谈记录")
    return row


@transaction.atomic
def plan(dealing: Dealing, *, words: str, on: date, actor: Any) -> Dealing:
    """The next step and its day; on the day after, both sides are reminded."""
    dealing = held(dealing, "step", actor)
    words = _words("text", words, 200, "下一步做什么")
    if on < timezone.localdate():
        raise Defects([Defect("on", "下一步的日期已经过去", "请选今天或以后的日期")])
    before = {"next_step": dealing.next_step, "next_on": dealing.next_on}
    deadlines.settle(dealing, ["next_step"], Deadline.VOID)
    Dealing.objects.filter(pk=dealing.pk).update(next_step=words, next_on=on, updated_at=timezone.now())
    dealing.next_step, dealing.next_on = words, on
    deadlines.begin(dealing, "next_step", on=on)
    journal.write(actor, "step", dealing, before=before, after={"next_step": words, "next_on": on}, note=words)
    telling.tell_others(dealing, actor, "有一条对接约定了下一步")
    return dealing


@transaction.atomic
def add_milestone(dealing: Dealing, *, title: str, due_on: date, actor: Any) -> Milestone:
    dealing = held(dealing, "milestone", actor)
    words = _words("title", title, 80, "里程碑")
    row = Milestone.objects.create(**by(dealing, actor), title=words, due_on=due_on)
    journal.write(actor, "milestone", dealing, after={"milestone": row.pk}, note=words)
    telling.tell_others(dealing, actor, "有一条对接加了里程碑")
    return row


@transaction.atomic
def reach(milestone: Milestone, *, evidence: str, actor: Any) -> Milestone:
    """It was reached, and this shows it. Raises Conflict when that was said already."""
    dealing = held(milestone.dealing, "reach", actor)
    words = _words("evidence", evidence, 500, "完成依据")
    open_rows = Milestone.objects.filter(pk=milestone.pk, dealing=dealing, reached_at=None)
    if not open_rows.update(reached_at=timezone.now(), evidence=words):
        raise Conflict("这个里程碑已经标为完成")
    journal.write(actor, "reach", dealing, after={"milestone": milestone.pk}, note=f"{milestone.title}：{words}")
    telling.tell_others(dealing, actor, "有一条对接完成了里程碑")
    milestone.refresh_from_db()
    return milestone


@transaction.atomic
def add_outcome(dealing: Dealing, *, kind: str, value: Decimal, on: date, evidence: str, actor: Any) -> Outcome:
    """A number that came of it, with what proves it."""
    dealing = held(dealing, "outcome", actor)
    defects = []
    if kind not in OUTCOMES:
        defects.append(Defect("kind", "没有这一类成效", "可选：" + "、".join(label for label, _ in OUTCOMES.values())))
    if not (value.is_finite() and 0 < value <= BIGGEST) or value != value.quantize(Decimal("0.01")):
        defects.append(Defect("value", "数量应大于 0，最多两位小数", "请改为例如 12.5"))
    if on > timezone.localdate():
        defects.append(Defect("on", "成效的日期还没有到", "请填已经发生的日期"))
    if defects:
        raise Defects(defects)
    words = _words("evidence", evidence, 500, "依据")
    row = Outcome.objects.create(**by(dealing, actor), kind=kind, value=value, on=on, evidence=words)
    journal.write(actor, "outcome", dealing, after={"outcome": row.pk}, note=str(row))
    telling.tell_others(dealing, actor, "有一条对接登记了成效")
    return row


@transaction.atomic
def rate(dealing: Dealing, *, marks: dict[str, int], actor: Any, words: str = "") -> Dealing:
    """One side's rating of the other; with both the dealing is done. Raises Conflict when it has spoken already."""
    dealing = held(dealing, "rate", actor)
    wrong = [
        Defect(n, f"「{label}」请打 1—5 分", "5 分最好")
        for n, label in CRITERIA.items()
        if marks.get(n) not in range(1, 6)
    ]
    if wrong:
        raise Defects(wrong)
    side, words = side_of(actor, dealing), _words("text", words, 500, "评语", needed=False)
    if dealing.ratings.filter(side=side).exists():
        raise Conflict("本单位已经评价过，不能再改")
    Rating.objects.create(**by(dealing, actor), text=words, **{name: marks[name] for name in CRITERIA})
    journal.write(actor, "rate", dealing, after={"side": side})
    if dealing.ratings.count() == 2:
        return lifecycle.move(dealing, "finish", actor=Actor.system(via=actor.via))
    telling.tell_others(dealing, actor, "对方已评价，您评价后就能看到")
    return dealing


@transaction.atomic
def remind(dealing: Dealing, *, actor: Any) -> Dealing:
    """A broker's word to the side that is silent; once a day. Raises Conflict."""
    dealing = held(dealing, "remind", actor)
    today = timezone.localdate()
    if dealing.reminded_at and timezone.localdate(dealing.reminded_at) == today:
        raise Conflict("今天已经催办过，明天再催")
    dealing.reminded_at = timezone.now()
    Dealing.objects.filter(pk=dealing.pk).update(reminded_at=dealing.reminded_at)
    journal.write(actor, "remind", dealing)
    if dealing.state == PROPOSED:
        telling.tell_party(dealing, dealing.awaited, "专员提醒：有一条对接等您答复")
    else:
        telling.tell_both(dealing, "专员提醒：有一条对接等您推进")
    return dealing
