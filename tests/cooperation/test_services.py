"""Proposing, answering, agreeing, rating: what opens, what is refused, and that nothing is half-done."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.accounts.models import Grant
from apps.cooperation import services
from apps.cooperation.models import Case, Deadline, Dealing, Rating
from apps.core import journal, lifecycle, rules
from apps.core.errors import Conflict, Defects
from apps.demands.models import Demand
from apps.resources.models import Resource
from tests.factories.accounts import MembershipFactory
from tests.factories.cooperation import MARKS, a_dealing, fresh, said
from tests.factories.demands import DemandFactory
from tests.factories.resources import ResourceFactory

pytestmark = pytest.mark.django_db


def move(dealing, name, actor, **words):
    return lifecycle.move(fresh(dealing), name, actor=actor, **words)


# proposing


def test_a_proposal_waits_for_the_other_side_with_a_broker_and_a_clock(pair, li_na, lin_yue, sun_centre):
    demand, resource = pair
    dealing = services.propose(demand=demand, resource=resource, actor=li_na, message=" 想借用 \n 两周 ")
    assert (dealing.state, dealing.awaited, dealing.message) == ("proposed", "answerer", "想借用 两周")
    assert dealing.broker == sun_centre.membership
    assert [row.stage for row in dealing.deadlines.open()] == ["remind", "escalate", "hand_over"]
    assert [entry.verb for entry in journal.of(dealing)] == ["propose"]
    assert list(Dealing.objects.awaiting(lin_yue)) == [dealing]
    assert list(Dealing.objects.awaiting(li_na)) == []


def test_the_resources_owner_proposes_too_and_then_the_asker_answers(pair, li_na, lin_yue):
    demand, resource = pair
    dealing = services.propose(demand=demand, resource=resource, actor=lin_yue)
    assert (dealing.proposed_by, dealing.awaited) == ("answerer", "asker")
    with pytest.raises(PermissionDenied):
        move(dealing, "accept", lin_yue)
    assert move(dealing, "accept", li_na).state == "accepted"


def test_up_to_three_at_once_share_a_proposal(pair, li_na):
    demand, _ = pair
    three = ResourceFactory.create_batch(3)
    found = services.propose_to_several(demand=demand, resources=three, actor=li_na, message="想一起试")
    assert len({one.proposal for one in found}) == 1
    assert [one.resource for one in found] == three
    with pytest.raises(Conflict, match="已有 3 家在等答复"):
        services.propose(demand=demand, resource=ResourceFactory(), actor=li_na)


@pytest.mark.parametrize("count", [0, 4])
def test_none_or_four_at_once_are_refused(pair, li_na, count):
    with pytest.raises(Defects, match="一次选 1 到 3 条"):
        services.propose_to_several(demand=pair[0], resources=ResourceFactory.create_batch(count), actor=li_na)


def test_one_that_is_refused_takes_all_three_back(pair, li_na):
    closed = ResourceFactory(state="closed")
    with pytest.raises(Conflict, match="发布后才能发起"):
        services.propose_to_several(demand=pair[0], resources=[pair[1], closed], actor=li_na)
    assert (Dealing.objects.count(), Deadline.objects.filter(dealing__isnull=False).count()) == (0, 0)


def test_twice_is_a_conflict_that_names_the_first(pair, li_na, lin_yue):
    first = services.propose(demand=pair[0], resource=pair[1], actor=li_na)
    for actor in (li_na, lin_yue):
        with pytest.raises(Conflict, match=first.code):
            services.propose(demand=pair[0], resource=pair[1], actor=actor)
    assert Dealing.objects.count() == 1


def test_after_a_refusal_it_may_be_asked_again(dealing, li_na, lin_yue):
    move(dealing, "decline", lin_yue, reason="schedule")
    again = services.propose(demand=dealing.demand, resource=dealing.resource, actor=li_na)
    assert (again.state, Dealing.objects.count()) == ("proposed", 2)


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "closed", "withdrawn"])
@pytest.mark.parametrize("which", ["demand", "resource"])
def test_what_is_not_published_is_refused(pair, li_na, state, which):
    row = dict(zip(("demand", "resource"), pair, strict=True))[which]
    type(row).objects.filter(pk=row.pk).update(state=state)
    with pytest.raises((Conflict, PermissionDenied)):
        services.propose(demand=pair[0], resource=pair[1], actor=li_na)
    assert Dealing.objects.count() == 0


def test_what_is_out_of_date_is_refused(pair, li_na):
    Resource.objects.filter(pk=pair[1].pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Conflict, match="已过有效期"):
        services.propose(demand=pair[0], resource=pair[1], actor=li_na)


def test_one_does_not_deal_with_oneself(li_na):
    demand, resource = DemandFactory(organization=li_na.organization), ResourceFactory(organization=li_na.organization)
    with pytest.raises(Conflict, match="同一个单位"):
        services.propose(demand=demand, resource=resource, actor=li_na)


@pytest.mark.parametrize("persona", ["he_jun", "wang_wei", "shen_mentor", "chen_committee", "wu_auditor", "visitor"])
def test_strangers_propose_nothing(pair, request, persona):
    with pytest.raises(PermissionDenied):
        services.propose(demand=pair[0], resource=pair[1], actor=request.getfixturevalue(persona))


def test_a_message_has_an_end(pair, li_na):
    with pytest.raises(Defects, match="最多 500"):
        services.propose(demand=pair[0], resource=pair[1], actor=li_na, message="长" * 501)


# answering


def contacts(dealing, actor):
    demand, resource = Demand.objects.get(pk=dealing.demand_id), Resource.objects.get(pk=dealing.resource_id)
    return [rules.allowed(actor, "view_contact", one) for one in (demand, resource)]


def test_acceptance_opens_contacts_both_ways_and_the_owners_see_to_whom(dealing, li_na, lin_yue, wang_wei):
    assert (contacts(dealing, li_na), contacts(dealing, lin_yue)) == ([True, False], [False, True])
    accepted = move(dealing, "accept", lin_yue)
    assert (contacts(dealing, li_na), contacts(dealing, lin_yue)) == ([True, True], [True, True])
    assert contacts(dealing, wang_wei) == [False, False]
    assert (accepted.answered_in, accepted.answered_at is not None) == (0, True)
    assert [entry.verb for entry in journal.of(dealing.demand)] == ["reveal"]
    assert journal.of(dealing.resource)[0].note == f"联系方式向「海陆精工（演示）」公开（{dealing.code}）"
    assert list(dealing.deadlines.open()) == []
    assert set(dealing.deadlines.values_list("ended_as", flat=True)) == {"met"}


def test_a_refusal_needs_a_coded_reason_and_opens_nothing(dealing, lin_yue):
    with pytest.raises(Defects, match="需要选一个理由"):
        move(dealing, "decline", lin_yue, reason="mood")
    assert move(dealing, "decline", lin_yue, reason="capacity", note="明年再看").state == "declined"
    assert Grant.objects.count() == 0


def test_declining_after_accepting_is_told_in_words_and_changes_nothing(dealing, lin_yue):
    move(dealing, "accept", lin_yue)
    with pytest.raises(Conflict, match="现在是「已接受」，不能婉拒"):
        move(dealing, "decline", lin_yue, reason="budget")
    assert (fresh(dealing).state, Grant.objects.active().count()) == ("accepted", 2)


def test_two_answers_at_once_leave_one(dealing, lin_yue, gu_feng):
    first, second = fresh(dealing), fresh(dealing)
    lifecycle.move(first, "accept", actor=lin_yue)
    with pytest.raises(Conflict, match="刚刚被别人改过"):
        lifecycle.move(second, "decline", actor=gu_feng, reason="budget")
    assert (fresh(dealing).state, Grant.objects.active().count()) == ("accepted", 2)


def test_an_acceptance_of_what_is_no_longer_published_is_taken_back_whole(dealing, lin_yue):
    Demand.objects.filter(pk=dealing.demand_id).update(state="closed")
    with pytest.raises(Conflict, match="不在公开状态"):
        move(dealing, "accept", lin_yue)
    assert (fresh(dealing).state, fresh(dealing).answered_at, Grant.objects.count()) == ("proposed", None, 0)


@pytest.mark.parametrize("which", ["demand", "resource"])
def test_an_acceptance_after_the_term_has_run_out_is_taken_back_whole(dealing, lin_yue, which):
    listing, yesterday = getattr(dealing, which), timezone.localdate() - timedelta(days=1)
    type(listing).objects.filter(pk=listing.pk).update(valid_until=yesterday)
    with pytest.raises(Conflict, match="已过期，不能接受"):
        move(dealing, "accept", lin_yue)
    assert (fresh(dealing).state, fresh(dealing).answered_at, Grant.objects.count()) == ("proposed", None, 0)
    assert dealing.deadlines.open().count() == 3
    type(listing).objects.filter(pk=listing.pk).update(valid_until=timezone.localdate())
    assert move(dealing, "accept", lin_yue).state == "accepted"


def test_two_sides_who_end_and_accept_the_work_at_once_leave_one(li_na, lin_yue, sun_centre):
    dealing = a_dealing(li_na, lin_yue, "running")
    first, second = fresh(dealing), fresh(dealing)
    lifecycle.move(first, "end", actor=lin_yue, reason="schedule")
    with pytest.raises(Conflict, match="刚刚被别人改过"):
        lifecycle.move(second, "deliver", actor=li_na, note="指标达到")
    assert (fresh(dealing).state, Grant.objects.active().count(), dealing.deadlines.open().count()) == ("ended", 0, 0)


def test_an_ended_dealing_closes_the_contacts(dealing, li_na, lin_yue):
    move(dealing, "accept", lin_yue)
    move(dealing, "end", li_na, reason="budget")
    assert (contacts(dealing, li_na), contacts(dealing, lin_yue)) == ([True, False], [False, True])
    assert [entry.verb for entry in journal.of(dealing.demand)] == ["conceal", "reveal"]
    assert Grant.objects.active().count() == 0


def test_what_another_dealing_of_the_same_two_needs_stays_open(dealing, li_na, lin_yue):
    other = ResourceFactory(organization=lin_yue.organization)
    second = services.propose(demand=dealing.demand, resource=other, actor=li_na)
    move(dealing, "accept", lin_yue)
    move(second, "accept", lin_yue)
    move(dealing, "end", li_na, reason="budget")
    assert contacts(dealing, lin_yue) == [True, True]  # the demand is still dealt over
    assert contacts(dealing, li_na) == [True, False]
    assert contacts(second, li_na) == [True, True]


def test_a_demand_that_closes_takes_its_open_proposals_back(dealing, li_na, sun_centre):
    lifecycle.move(Demand.objects.get(pk=dealing.demand_id), "close", actor=li_na, reason="elsewhere")
    assert fresh(dealing).state == "withdrawn"
    assert Case.objects.get(demand=dealing.demand_id).state == "closed"


def test_what_has_been_accepted_goes_on_when_the_resource_is_withdrawn(dealing, lin_yue):
    move(dealing, "accept", lin_yue)
    lifecycle.move(Resource.objects.get(pk=dealing.resource_id), "withdraw", actor=lin_yue)
    assert fresh(dealing).state == "accepted"


# agreeing, running, rating


def test_work_starts_when_both_have_confirmed(li_na, lin_yue, sun_centre):
    dealing = a_dealing(li_na, lin_yue, "agreeing")
    services.generate(dealing, actor=lin_yue)
    assert said(dealing, li_na).state == "agreeing"
    with pytest.raises(Conflict, match="已经确认过"):
        said(dealing, li_na)
    assert said(dealing, lin_yue).state == "running"
    assert fresh(dealing).agreed_at is not None
    with pytest.raises(Conflict, match="现在是「执行中」，不能确认签约"):
        said(dealing, lin_yue)


def test_back_to_the_talks_forgets_confirmations(li_na, lin_yue, sun_centre):
    dealing = a_dealing(li_na, lin_yue, "agreeing")
    services.generate(dealing, actor=li_na)
    said(dealing, li_na)
    move(dealing, "renegotiate", lin_yue, note="价格再谈")
    move(dealing, "agree", lin_yue)
    assert said(dealing, lin_yue).state == "agreeing"
    assert dealing.confirmations.count() == 1


def test_acceptance_of_the_work_waits_for_every_milestone(li_na, lin_yue, sun_centre):
    dealing = a_dealing(li_na, lin_yue, "running")
    milestone = services.add_milestone(dealing, title="样件测完", due_on=timezone.localdate(), actor=li_na)
    with pytest.raises(Conflict, match="还有 1 个里程碑没有完成"):
        move(dealing, "deliver", li_na, note="好")
    assert fresh(dealing).state == "running"
    services.reach(milestone, evidence="检测报告 3 份", actor=lin_yue)
    with pytest.raises(Conflict, match="已经标为完成"):
        services.reach(milestone, evidence="又一份", actor=lin_yue)
    with pytest.raises(PermissionDenied):
        move(dealing, "deliver", lin_yue, note="我自己验收")
    assert move(dealing, "deliver", li_na, note="指标达到").state == "delivered"


def test_a_rating_is_read_when_both_have_spoken(li_na, lin_yue, sun_centre):
    dealing = a_dealing(li_na, lin_yue, "delivered")
    with pytest.raises(Defects, match="1—5 分"):
        services.rate(dealing, marks=MARKS | {"skill": 6}, actor=li_na)
    assert services.rate(dealing, marks=MARKS, actor=li_na).state == "delivered"
    with pytest.raises(Conflict, match="已经评价过"):
        services.rate(dealing, marks=MARKS, actor=li_na)
    assert services.rate(dealing, marks=MARKS, actor=lin_yue).state == "done"
    assert [rating.mean for rating in Rating.objects.all()] == [4.5, 4.5]


@pytest.mark.parametrize("state", ["proposed", "accepted", "negotiating", "agreeing"])
def test_outcomes_belong_to_work_that_has_begun(li_na, lin_yue, sun_centre, state):
    dealing = a_dealing(li_na, lin_yue, state)
    with pytest.raises(Conflict, match="不能登记成效"):
        an_outcome(dealing, li_na)


def an_outcome(dealing, actor, **given):
    told = {"kind": "amount", "value": Decimal("20"), "on": timezone.localdate(), "evidence": "合同第 3 条"} | given
    return services.add_outcome(dealing, actor=actor, **told)


@pytest.mark.parametrize(
    "odd",
    [{"kind": "fame"}, {"value": Decimal(0)}, {"value": Decimal("NaN")}, {"value": Decimal("1.234")},
     {"evidence": "  "}],
)  # fmt: skip
def test_an_odd_outcome_is_refused_in_words(li_na, lin_yue, sun_centre, odd):
    refused_outcome(a_dealing(li_na, lin_yue, "running"), li_na, odd)


def test_an_outcome_of_tomorrow_is_refused(li_na, lin_yue, sun_centre):
    refused_outcome(a_dealing(li_na, lin_yue, "running"), li_na, {"on": timezone.localdate() + timedelta(days=1)})


def refused_outcome(dealing, li_na, odd):
    with pytest.raises(Defects):
        an_outcome(dealing, li_na, **odd)
    assert str(an_outcome(dealing, li_na)) == "合同金额 20 万元"


def test_a_next_step_lies_ahead_and_reminds_when_it_is_over(dealing, li_na, lin_yue):
    move(dealing, "accept", lin_yue)
    today = timezone.localdate()
    with pytest.raises(Defects, match="已经过去"):
        services.plan(dealing, words="来校看设备", on=today - timedelta(days=1), actor=li_na)
    services.plan(dealing, words="来校看设备", on=today + timedelta(days=3), actor=li_na)
    assert [(d.stage, d.due_on) for d in dealing.deadlines.open()] == [("next_step", today + timedelta(days=3))]


# brokers


def test_work_goes_to_whoever_has_least(li_na, lin_yue, sun_centre, zhao_office):
    second = MembershipFactory(organization=sun_centre.organization, role="centre_operator")
    got = [a_dealing(li_na, lin_yue).broker for _ in range(4)]
    assert got == [sun_centre.membership, second, sun_centre.membership, second]


def test_a_universitys_demand_goes_to_the_office(gu_feng, wang_wei, sun_centre, zhao_office):
    assert a_dealing(gu_feng, wang_wei).broker == zhao_office.membership


def test_without_operators_nobody_is_invented_and_the_dealing_still_stands(li_na, lin_yue):
    assert a_dealing(li_na, lin_yue).broker is None


def test_two_who_assign_at_once_leave_one_and_a_sentence(dealing, sun_centre, zhao_office):
    mine, theirs = fresh(dealing), fresh(dealing)
    services.assign(mine, broker=zhao_office.membership, actor=sun_centre)
    with pytest.raises(Conflict, match="刚刚由同事改派"):
        services.assign(theirs, broker=sun_centre.membership, actor=zhao_office)
    assert fresh(dealing).broker == zhao_office.membership
    with pytest.raises(Defects, match="只能派给"):
        services.assign(fresh(dealing), broker=dealing.asker.memberships.first(), actor=sun_centre)


def test_no_match_in_one_tap_and_two_brokers_at_once(pair, li_na, sun_centre, zhao_office):
    case = services.ask(demand=pair[0], actor=li_na, note="试过三家都不行")
    assert (case.state, case.cause, case.broker) == ("open", "asked", sun_centre.membership)
    with pytest.raises(Conflict, match="现在是「待撮合」"):
        services.ask(demand=pair[0], actor=li_na)
    first, second = Case.objects.get(), Case.objects.get()
    lifecycle.move(first, "take", actor=zhao_office)
    with pytest.raises(Conflict, match="刚刚被别人改过"):
        lifecycle.move(second, "take", actor=sun_centre)
    assert Case.objects.get().broker == zhao_office.membership


def test_a_broker_proposes_for_the_asker_only_when_asked(pair, li_na, lin_yue, sun_centre):
    with pytest.raises(Conflict, match="没有请专员撮合"):
        services.propose(demand=pair[0], resource=pair[1], actor=sun_centre)
    services.ask(demand=pair[0], actor=li_na)
    dealing = services.propose(demand=pair[0], resource=pair[1], actor=sun_centre)
    assert (dealing.by_broker, dealing.proposed_by, Case.objects.get().state) == (True, "asker", "watched")
    assert move(dealing, "withdraw", li_na).state == "withdrawn"


def test_a_reminder_by_hand_is_given_once_a_day(dealing, sun_centre, li_na):
    services.remind(dealing, actor=sun_centre)
    with pytest.raises(Conflict, match="今天已经催办过"):
        services.remind(dealing, actor=sun_centre)
    with pytest.raises(PermissionDenied):
        services.remind(dealing, actor=li_na)
