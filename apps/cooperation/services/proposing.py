"""Opening dealings: one demand, up to three resources at once, from either side or by the demand's broker."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.cooperation.lifecycle import PROPOSED, WAITING
from apps.cooperation.models import Deadline, Dealing
from apps.cooperation.rules import ANSWERER, ASKER
from apps.cooperation.services import brokering, deadlines, telling
from apps.core import journal, lifecycle, rules, text
from apps.core.errors import Conflict, Defect, Defects
from apps.demands.models import Demand
from apps.listings.lifecycle import PUBLISHED
from apps.listings.models import Listing
from apps.resources.models import Resource

AT_ONCE, MESSAGE = 3, 500
TWICE = "这条需求和这条资源之间已有一条进行中的对接（{code}），请到“我的对接”里继续"


@transaction.atomic
def propose(
    *, demand: Demand, resource: Resource, actor: Any, message: str = "", proposal: uuid.UUID | None = None
) -> Dealing:
    """Open a dealing between the demand's owner and the resource's owner. [S1-2]

    Raises PermissionDenied when `actor` may deal for neither side or may not know of one of them, Conflict for an own
    resource, for what is not published or out of date, and when one is open already; Defects for an odd message.
    """
    rules.require(actor, "propose", Dealing)
    demand, resource = _held(Demand, demand, actor), _held(Resource, resource, actor)
    side = _side(demand, resource, actor)
    _check(demand, resource, side, timezone.localdate())
    dealing = Dealing(
        demand=demand,
        resource=resource,
        asker=demand.organization,
        answerer=resource.organization,
        proposal=proposal or uuid.uuid4(),
        proposed_by=side,
        by_broker=actor.is_operator,
        message=_message(message),
        created_by=actor.user,
        broker=brokering.broker_for(demand),
        proposed_on=timezone.localdate(),
        is_demo=demand.is_demo and resource.is_demo,
    )
    _save_once(dealing)
    journal.write(actor, "propose", dealing, after={"state": PROPOSED, "side": side}, note=dealing.message)
    _started(dealing)
    return dealing


@transaction.atomic
def propose_to_several(
    *, demand: Demand, resources: Sequence[Resource], actor: Any, message: str = ""
) -> list[Dealing]:
    """The same to up to three resources in one go, all or none; they share a `proposal`."""
    if not 1 <= len(resources) <= AT_ONCE:
        raise Defects([Defect("resources", f"一次选 1 到 {AT_ONCE} 条资源，现选了 {len(resources)} 条", "请重新勾选")])
    shared = uuid.uuid4()
    in_order = sorted(resources, key=lambda one: one.pk)  # everybody locks in the same order
    return [propose(demand=demand, resource=one, actor=actor, message=message, proposal=shared) for one in in_order]


def _held(model: type[Listing], listing: Listing, actor: Any) -> Any:
    """The row as it is now, locked: it can be closed before or after, not meanwhile."""
    rows = model.objects.select_for_update(of=("self",)).select_related("organization")
    fresh = rows.get(pk=listing.pk)
    rules.require(actor, "view", fresh)
    return fresh


def _side(demand: Demand, resource: Resource, actor: Any) -> str:
    """Which side proposes. A broker does for the demand he has been asked to help."""
    if demand.organization_id == resource.organization_id:
        raise Conflict("需求和资源属于同一个单位，不需要通过平台对接")
    if actor.is_operator:
        if brokering.case_of(demand).state not in WAITING:
            raise Conflict("这条需求没有请专员撮合，由需求方自己发起；需要代发时请需求方点“请专员帮忙”")
        return ASKER
    sides = {demand.organization_id: ASKER, resource.organization_id: ANSWERER}
    if actor.organization_id not in sides:
        raise PermissionDenied("只能为本单位的需求或资源发起对接")
    return sides[actor.organization_id]


def _check(demand: Demand, resource: Resource, side: str, today: date) -> None:
    for listing, what in ((demand, "需求"), (resource, "资源")):
        if listing.state != PUBLISHED:
            raise Conflict(f"{what}「{listing.title}」现在是「{listing.state_now.label}」，发布后才能发起对接")
        if listing.valid_until and listing.valid_until < today:
            raise Conflict(f"{what}「{listing.title}」已过有效期，请先请对方更新")
    waiting = Dealing.objects.filter(demand=demand, state=PROPOSED, proposed_by=side).count() if side == ASKER else 0
    if waiting >= AT_ONCE:
        raise Conflict(f"这条需求已有 {waiting} 家在等答复，最多同时问 {AT_ONCE} 家；有答复或撤回一条后再发起")


def _message(message: str) -> str:
    message = text.normalize(message)
    if len(message) > MESSAGE:
        raise Defects([Defect("message", f"留言最多 {MESSAGE} 个字，现为 {len(message)} 个", "请删减")])
    return message


def _save_once(dealing: Dealing) -> None:
    try:
        with transaction.atomic():
            dealing.save(force_insert=True)
    except IntegrityError as error:
        if "one_live_dealing_per_pair" not in str(error):
            raise
        pair = Dealing.objects.live().filter(demand=dealing.demand, resource=dealing.resource).first()
        raise Conflict(TWICE.format(code=pair.code if pair else "")) from error


def _started(dealing: Dealing) -> None:
    """The clock of the answer runs, the demand no longer waits for a first dealing, the other side hears of it."""
    deadlines.begin(dealing, *deadlines.ANSWER, on=dealing.proposed_on)
    case = brokering.case_of(dealing.demand)
    deadlines.settle(case, ["no_dealing"], Deadline.MET)
    if case.state in WAITING:
        lifecycle.move(case, "deal", actor=Actor.system())
    telling.tell_party(dealing, dealing.awaited, "有一条新的对接等您答复")
