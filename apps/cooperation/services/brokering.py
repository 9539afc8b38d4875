"""Every demand that was sent in and every dealing has a broker: by a rule first, by hand afterwards."""

from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.urls import reverse

from apps.accounts.actor import Actor
from apps.accounts.models import Membership, Organization
from apps.accounts.roles import CENTRE, OPERATORS
from apps.cooperation.lifecycle import CLOSED, LIVE, WAITING, WATCHED
from apps.cooperation.models import Case, Deadline, Dealing
from apps.cooperation.services import deadlines, telling
from apps.core import journal, lifecycle, rules
from apps.core.errors import Conflict, Defect, Defects
from apps.demands.models import Demand
from apps.listings.lifecycle import PUBLISHED

RULE = "促进中心管企业的需求，协同育人办管高校的需求；同一边派给手上最少的人"


def desk_of(organization: Organization) -> str:
    """The operators' role that brokers for an organization; the centre takes whoever has no operator's desk."""
    desk = organization.sort_row.desk
    return desk if desk in OPERATORS else CENTRE


def brokers(*roles: str) -> Any:
    """Operators who can be given work."""
    return Membership.objects.usable().with_role(*(roles or sorted(OPERATORS))).select_related("user", "organization")


def least_loaded(organization: Organization) -> Membership | None:
    """Whoever of the right desk has the fewest live dealings and waiting cases; None while the desk is empty."""
    live = Count("dealings", filter=Q(dealings__state__in=LIVE), distinct=True)
    waiting = Count("cases", filter=Q(cases__state__in=WAITING), distinct=True)
    rows = brokers(desk_of(organization)).annotate(live=live, waiting=waiting)
    return rows.order_by(F("live") + F("waiting"), "pk").first()


def case_of(demand: Demand) -> Case:
    """The demand's case; made now for a demand that has none."""
    found = Case.objects.select_related("broker", "demand").filter(demand=demand).first()
    if found:
        return found
    broker = least_loaded(demand.organization)
    made, _ = Case.objects.get_or_create(
        demand=demand, defaults={"organization_id": demand.organization_id, "broker": broker}
    )
    return made


def broker_for(demand: Demand) -> Membership | None:
    """Who brokers the dealings of a demand: whoever has its case, if still in office."""
    case = case_of(demand)
    if case.broker_id and case.broker.active:
        return case.broker
    broker = least_loaded(demand.organization)
    Case.objects.filter(pk=case.pk).update(broker=broker)
    return broker


@transaction.atomic
def watch(demand: Demand) -> Case:
    """A demand was sent in or published: it has a broker, and from publication on the clock runs."""
    case = case_of(demand)
    if case.state == CLOSED:
        lifecycle.move(case, "watch", actor=Actor.system())
    dealt = Dealing.objects.live().filter(demand=demand).exists()
    if demand.state == PUBLISHED and not dealt:
        deadlines.settle(case, ["no_dealing"], Deadline.VOID)
        deadlines.begin(case, "no_dealing")
    return case


@transaction.atomic
def unwatch(demand: Demand, *, reason: str) -> None:
    """A demand left the square: nobody need look for anything any more."""
    case = Case.objects.filter(demand=demand).exclude(state=CLOSED).first()
    if case:
        lifecycle.move(case, "close", actor=Actor.system(), reason=reason)


@transaction.atomic
def ask(*, demand: Demand, actor: Any, note: str = "") -> Case:
    """无匹配: the demand's owner hands it to the broker. Raises PermissionDenied, and Conflict while it is there."""
    if demand.state != PUBLISHED:
        raise Conflict("需求发布后才能请专员帮忙；还没发布的，请先送审")
    case = lifecycle.move(case_of(demand), "ask", actor=actor, note=note)
    _caused(case, "asked", note)
    telling.tell_broker(case, "有一条需求请您帮忙撮合")
    return case


@transaction.atomic
def overdue(case: Case, *, cause: str) -> None:
    """The clock hands a watched demand to its broker; one that is there already stays as it is."""
    if case.state != WATCHED:
        return
    lifecycle.move(case, "overdue", actor=Actor.system())
    _caused(case, cause, "")
    if not case.broker_id:
        case.broker = least_loaded(case.organization)
        Case.objects.filter(pk=case.pk).update(broker=case.broker)
    telling.tell_broker(case, "有一条需求到期没有对接，已转给您撮合")
    where = reverse("demand-matches", args=[case.demand_id])
    telling.tell(case.organization, case, "您的需求还没有对接上，已由专员接手撮合", url=where)


def _caused(case: Case, cause: str, note: str) -> None:
    case.cause, case.note = cause, note[:500]
    Case.objects.filter(pk=case.pk).update(cause=case.cause, note=case.note)


@transaction.atomic
def assign(record: Dealing | Case, *, broker: Membership, actor: Any) -> Dealing | Case:
    """Give it to another broker. Raises PermissionDenied, Defects, and Conflict when somebody was faster."""
    rules.require(actor, "assign", record)
    if broker.role not in OPERATORS or not broker.active:
        raise Defects([Defect("broker", "只能派给在任的促进中心或协同育人办专员", "请从名单里选")])
    rows = type(record).objects.filter(pk=record.pk, broker_id=record.broker_id)
    if not rows.update(broker=broker):
        raise Conflict("刚刚由同事改派过了，请刷新页面看现在是谁")
    before = record.broker_id
    record.broker = broker
    journal.write(actor, "assign", record, before={"broker": before}, after={"broker": broker.pk})
    telling.tell_broker(record, "有一条事项派给了您")
    return record
