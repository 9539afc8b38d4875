"""Adjectives: each `visible_to` is the twin of its rule, for every persona and every row."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import ApiClient, Grant, Membership, Organization, User
from apps.accounts.queries import seen
from apps.core.rules import allowed
from tests import personas as people
from tests.factories.accounts import GrantFactory, MembershipFactory, OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db
ALL = (Organization, Membership, User, Grant, ApiClient)


@pytest.fixture
def world(personas):
    """Rows in every state, with something that could leak from each."""
    stranger = UserFactory(email="stranger@example.com")
    for state in ("registered", "returned", "suspended"):
        OrganizationFactory(code=state, state=state, verified_at=None)
    OrganizationFactory(code="partner", sort="partner")
    for role, state in (("owner", "active"), ("clerk", "requested")):
        MembershipFactory(user=stranger, organization=people.lanhai(), role=f"enterprise_{role}", state=state)
    MembershipFactory(user=stranger, organization=people.hailu(), role="enterprise_clerk", state="ended")
    GrantFactory(subject=people.hailu(), organization=people.dongtan_university(), given_by=personas["sun_centre"].user)
    GrantFactory(subject=people.hailu(), organization=None, user=personas["lin_yue"].user)
    GrantFactory(subject=people.lanhai(), organization=people.hailu(), revoked_at=timezone.now())
    for name, organization in (("a", people.hailu()), ("b", people.newcomer())):
        service = MembershipFactory(
            user=UserFactory(email=f"key-{name}@example.com"), organization=organization, role="partner_system"
        )
        ApiClient.objects.create(
            name=name,
            membership=service,
            organization=organization,
            scopes=["demand:read"],
            prefix="lg_",
            token_hash=name,
        )
    return personas


@pytest.mark.parametrize("model", ALL)
def test_visible_to_is_the_twin_of_view(world, model):
    for name, actor in world.items():
        by_query = set(model.objects.visible_to(actor))
        by_rule = {row for row in model.objects.all() if allowed(actor, "view", row)}
        assert (name, by_query) == (name, by_rule)


@pytest.mark.parametrize("model", ALL)
def test_not_everybody_sees_everything(world, model):
    # The control of the twin test: rows exist that are hidden from some and shown to others.
    seen_by = {name: model.objects.visible_to(actor).count() for name, actor in world.items()}
    assert seen_by["machine"] == model.objects.count() > seen_by["visitor"]


def test_a_prefix_leads_to_the_organization(world):
    places = Membership.objects.filter(seen(world["visitor"], "organization__"))
    assert set(places.values_list("organization__state", flat=True)) == {"verified"}


def test_organizations_by_state_and_side(world):
    assert list(Organization.objects.waiting().values_list("code", flat=True)) == ["newcomer", "registered"]
    assert set(Organization.objects.verified().values_list("state", flat=True)) == {"verified"}
    assert "partner" not in Organization.objects.public().values_list("code", flat=True)
    sorts = Organization.objects.served_by(world["zhao_office"]).values_list("sort", flat=True)
    assert set(sorts) == {"institution"}
    assert list(Organization.objects.served_by(world["li_na"])) == []


def test_fresh_means_confirmed_within_half_a_year(db):
    today = date(2026, 11, 21)
    for days in (0, 180, 181):
        at = timezone.make_aware(timezone.datetime(2026, 11, 21, 9)) - timedelta(days=days)
        OrganizationFactory(code=f"d{days}", checked_at=at)
    OrganizationFactory(code="never")
    fresh = set(Organization.objects.fresh(today).values_list("code", flat=True))
    assert fresh == {"d0", "d180"} == {row.code for row in Organization.objects.all() if row.is_fresh(today)}


def test_usable_leaves_out_the_ended_the_suspended_and_the_disabled(li_na, zhou_lan, he_jun):
    place = MembershipFactory(
        user=li_na.user, organization=OrganizationFactory(state="suspended"), role="enterprise_clerk"
    )
    ended = MembershipFactory(user=li_na.user, organization=people.lanhai(), role="mentor", state="ended")
    User.objects.filter(pk=zhou_lan.user_id).update(is_active=False)
    usable = set(Membership.objects.usable())
    assert usable == {li_na.membership, he_jun.membership}
    assert {place, ended, zhou_lan.membership}.isdisjoint(usable)


def test_members_by_role(li_na, zhou_lan):
    assert list(Membership.objects.with_role("enterprise_clerk")) == [zhou_lan.membership]
    assert list(Membership.objects.requested()) == []


@pytest.mark.parametrize("rows", [1, 50])
def test_a_list_costs_the_same_for_one_row_and_for_fifty(rows, wang_wei, django_assert_num_queries):
    for number in range(rows):
        OrganizationFactory(code=f"row{number}")
    with django_assert_num_queries(1):
        assert len(Organization.objects.visible_to(wang_wei).select_related("park")) == rows + 1
    with django_assert_num_queries(1):
        [str(place) for place in Membership.objects.visible_to(wang_wei).select_related("user", "organization")]
