"""What follows a move of a dealing, in its transaction: a gate that is shut takes the move back with it."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from apps.accounts import services as accounts
from apps.accounts.actor import Actor
from apps.accounts.models import Grant, Organization
from apps.cooperation.lifecycle import OPENED, PROPOSED
from apps.cooperation.models import Case, Deadline, Dealing
from apps.cooperation.services import deadlines, telling
from apps.core import journal, lifecycle, workdays
from apps.core.errors import Conflict
from apps.core.lifecycle import Move
from apps.demands.models import Demand
from apps.listings.lifecycle import PUBLISHED
from apps.listings.models import Listing

Effect = Callable[[Dealing, Any], None]


def follow(dealing: Dealing, move: Move, actor: Any) -> None:
    """Run what this move brings with it. Raises Conflict when the move must not stand."""
    for effect in EFFECTS.get(move.name, ()):
        effect(dealing, actor)


def _set(dealing: Dealing, **values: Any) -> None:
    for name, value in values.items():
        setattr(dealing, name, value)
    Dealing.objects.filter(pk=dealing.pk).update(**values)


def _still_published(dealing: Dealing, actor: Any) -> None:
    for listing in (dealing.demand, dealing.resource):
        state, until = type(listing).objects.values_list("state", "valid_until").get(pk=listing.pk)
        if state != PUBLISHED:
            raise Conflict(f"「{listing.title}」已经不在公开状态，不能接受；请和对接专员联系")
        if until and until < timezone.localdate():
            raise Conflict(f"「{listing.title}」的有效期到 {until:%Y年%-m月%-d日}，已过期，不能接受；请先更新有效期")


def _answered(dealing: Dealing, actor: Any) -> None:
    took = max(0, workdays.between(dealing.proposed_on, timezone.localdate()))
    _set(dealing, answered_at=timezone.now(), answered_in=took)
    deadlines.settle(dealing, deadlines.ANSWER, Deadline.MET)


def _clock_stops(dealing: Dealing, actor: Any) -> None:
    deadlines.settle(dealing, deadlines.LABELS, Deadline.VOID)


def _open_contacts(dealing: Dealing, actor: Any) -> None:
    """Each side sees the other's contact and full text; the owner finds in his record to whom and when."""
    for listing, party in _reveals(dealing):
        reason = f"对接 {dealing.code} 已接受"
        accounts.grant(subject=listing, organization=party, level=Grant.Level.CONTACT, reason=reason, actor=actor)
        told = {"organization": party.pk, "dealing": dealing.pk}
        journal.write(actor, "reveal", listing, after=told, note=f"联系方式向「{party.name}」公开（{dealing.code}）")


def _close_contacts(dealing: Dealing, actor: Any) -> None:
    """What another dealing of the same two still needs stays open."""
    for listing, party in _reveals(dealing):
        if _still_needed(dealing, listing, party):
            continue
        held = Grant.objects.about(listing).filter(
            organization=party, level=Grant.Level.CONTACT, revoked_at__isnull=True
        )
        for grant in held:
            accounts.revoke(grant=grant, actor=actor, note=f"对接 {dealing.code} 已终止")
        told = {"organization": party.pk, "dealing": dealing.pk}
        journal.write(actor, "conceal", listing, before=told, note=f"不再向「{party.name}」公开（{dealing.code}）")


def _reveals(dealing: Dealing) -> list[tuple[Listing, Organization]]:
    return [(dealing.demand, dealing.answerer), (dealing.resource, dealing.asker)]


def _still_needed(dealing: Dealing, listing: Listing, party: Organization) -> bool:
    others = Dealing.objects.filter(state__in=OPENED).exclude(pk=dealing.pk)
    if isinstance(listing, Demand):
        return others.filter(demand=listing, answerer=party).exists()
    return others.filter(resource=listing, asker=party).exists()


def _milestones_reached(dealing: Dealing, actor: Any) -> None:
    if waiting := dealing.milestones.filter(reached_at=None).count():
        raise Conflict(f"还有 {waiting} 个里程碑没有完成，请先写明完成依据，再验收")


def _forget_confirmations(dealing: Dealing, actor: Any) -> None:
    dealing.confirmations.filter(kind="agreement").delete()


def _agreed(dealing: Dealing, actor: Any) -> None:
    _set(dealing, agreed_at=timezone.now())


def _await_ratings(dealing: Dealing, actor: Any) -> None:
    deadlines.settle(dealing, ["next_step"], Deadline.VOID)
    deadlines.begin(dealing, "rate")


def _news(text: str) -> Effect:
    return lambda dealing, actor: telling.tell_others(dealing, actor, text)


EFFECTS: dict[str, tuple[Effect, ...]] = {
    "accept": (_still_published, _answered, _open_contacts, _news("您发起的对接已被接受，可以联系对方了")),
    "decline": (_answered, _clock_stops, _news("您发起的对接被婉拒了，看看理由")),
    "withdraw": (_clock_stops, _news("有一条对接已被撤回，不需要再处理")),
    "lapse": (_clock_stops, _news("您发起的对接没有得到答复，专员已办结")),
    "negotiate": (_news("对方开始洽谈了"),),
    "agree": (_news("有一条对接进入签约，等您确认"),),
    "renegotiate": (_forget_confirmations, _news("有一条对接回到洽谈")),
    "start": (_agreed, _news("协议已由双方确认，开始执行")),
    "deliver": (_milestones_reached, _await_ratings, _news("有一条对接通过验收，请评价对方")),
    "finish": (_clock_stops, _news("双方都评价了，对接办结，可以看对方的评价")),
    "end": (_close_contacts, _clock_stops, _news("有一条对接已终止")),
}


def follow_case(case: Case, move: Move, actor: Any) -> None:
    """Whoever takes a case has it; one that is no longer watched needs no clock."""
    if move.name == "take" and actor.membership is not None:
        case.broker = actor.membership
        Case.objects.filter(pk=case.pk).update(broker=case.broker)
    if move.name in {"ask", "close"}:
        deadlines.settle(case, ["no_dealing"], Deadline.VOID)


def give_up(listing: Listing, column: str) -> None:
    """A demand or resource left the square: proposals nobody answered yet are taken back."""
    rows = Dealing.objects.filter(state=PROPOSED, **{column: listing}).select_related("asker", "answerer")
    for dealing in rows.order_by("pk"):
        try:
            lifecycle.move(dealing, "withdraw", actor=Actor.system(), note="需求或资源已不在公开状态")
        except Conflict:  # answered this very moment: it goes its own way now
            continue
