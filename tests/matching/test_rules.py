"""Who sees and judges a suggestion: the rule and the query are twins."""

import pytest

from apps.core import lifecycle, rules
from apps.demands.models import Demand
from apps.listings.lifecycle import CLOSED, DRAFT, PUBLISHED, RETURNED, SUBMITTED, WITHDRAWN
from apps.matching import services
from apps.matching.models import Match, MatchRun
from apps.resources.models import Resource
from tests.personas import PERSONAS

pytestmark = pytest.mark.django_db

ASKING, ANSWERING = ("li_na", "zhou_lan", "hailu_client"), ("lin_yue", "gu_feng", "tang_lab", "shen_mentor")
STAFF = ("sun_centre", "zhao_office", "chen_committee")
SEES = {
    (DRAFT, PUBLISHED): {*ASKING},
    (SUBMITTED, PUBLISHED): {*ASKING, *STAFF},
    (RETURNED, PUBLISHED): {*ASKING, *STAFF},
    (PUBLISHED, PUBLISHED): {*ASKING, *ANSWERING, *STAFF},
    (CLOSED, PUBLISHED): {*ASKING, *ANSWERING, *STAFF},
    (WITHDRAWN, PUBLISHED): {*ASKING},
    (PUBLISHED, WITHDRAWN): {*ANSWERING, *STAFF},
    (SUBMITTED, WITHDRAWN): {*STAFF},
}


@pytest.fixture
def match(leak, chamber):
    services.match(demand=leak)
    return Match.objects.get(resource=chamber)


def as_it_stands(match, demand_state, resource_state, visibility="public"):
    Demand.objects.filter(pk=match.demand_id).update(state=demand_state, visibility=visibility)
    Resource.objects.filter(pk=match.resource_id).update(state=resource_state)
    return Match.objects.select_related("demand", "resource").get(pk=match.pk)


@pytest.mark.parametrize("states", SEES, ids="-".join)
def test_rule_and_query_agree_for_everybody(match, states):
    match = as_it_stands(match, *states)
    people = {name: maker() for name, maker in PERSONAS.items()}
    by_rule = {name for name, actor in people.items() if rules.allowed(actor, "view", match)}
    by_query = {name for name, actor in people.items() if match in Match.objects.visible_to(actor)}
    assert by_rule == by_query == SEES[states] | {"machine"}


def test_the_other_side_sees_no_demand_for_the_committee_only(match):
    match = as_it_stands(match, PUBLISHED, PUBLISHED, visibility="committee")
    people = {name: maker() for name, maker in PERSONAS.items()}
    by_rule = {name for name, actor in people.items() if rules.allowed(actor, "view", match)}
    by_query = {name for name, actor in people.items() if match in Match.objects.visible_to(actor)}
    assert by_rule == by_query == {*ASKING, *STAFF, "machine"}


@pytest.mark.parametrize(
    ("state", "judges"),
    [
        (SUBMITTED, {*ASKING, "sun_centre", "zhao_office"}),
        (PUBLISHED, {*ASKING, "lin_yue", "gu_feng", "tang_lab", "sun_centre", "zhao_office"}),
        (DRAFT, {*ASKING}),
    ],
)
def test_those_who_deal_judge(match, state, judges):
    match = as_it_stands(match, state, PUBLISHED)
    people = {name: maker() for name, maker in PERSONAS.items()}
    assert {name for name, actor in people.items() if rules.allowed(actor, "judge", match)} == judges


def test_operators_and_the_machine_start_a_full_run(db):
    allowed = {name for name, maker in PERSONAS.items() if rules.allowed(maker(), "start", MatchRun)}
    assert allowed == {"sun_centre", "zhao_office", "machine"}


def test_at_large_members_may_have_suggestions(db):
    allowed = {name for name, maker in PERSONAS.items() if rules.allowed(maker(), "list", Match)}
    assert allowed == set(PERSONAS) - {"visitor"}


def test_current_suggestions_need_both_sides_standing(match, li_na):
    assert list(Match.objects.current()) == [match]
    lifecycle.move(Demand.objects.get(pk=match.demand_id), "withdraw", actor=li_na)
    assert list(Match.objects.current()) == []


def test_a_resource_shows_where_it_fits_best(match):
    assert list(Match.objects.of_resource(match.resource)) == [match]


def test_a_card_costs_a_fixed_number_of_queries(match, helium, django_assert_num_queries):
    services.match(demand=match.demand)
    rows = Match.objects.of_demand(match.demand).with_card()
    with django_assert_num_queries(1 + 1 + len(Resource.details_names())):
        for row in rows:
            str(row), row.resource.organization.name, row.resource.park, row.resource.details, row.run.model
            list(row.resource.nodes.all())
