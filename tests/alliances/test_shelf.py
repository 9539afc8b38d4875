"""The shelf of an alliance: what a member lends; gone for everybody who may not see the thing itself."""

import pytest
from django.core.exceptions import PermissionDenied

from apps.alliances.models import SharedItem
from apps.alliances.services import seats
from apps.alliances.services.shelf import share, shelf, take_back
from apps.core import facts, lifecycle, rules
from apps.core.errors import Conflict, Defects
from tests.factories.alliances import AllianceFactory, SeatFactory
from tests.factories.resources import ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance(sun_centre, lin_yue):
    found = AllianceFactory(organization=sun_centre.organization)
    SeatFactory(alliance=found, organization=lin_yue.organization)
    return found


@pytest.fixture
def lab(lin_yue):
    return ResourceFactory(organization=lin_yue.organization)


def shown(alliance, actor) -> list:
    return [(one.share, one.listing) for one in shelf(alliance, actor)]


def test_a_member_lends_what_it_has_published(alliance, lab, lin_yue, visitor):
    row = share(alliance=alliance, listing=lab, actor=lin_yue, terms="成员机时八折")
    assert shown(alliance, visitor) == [(row, lab)]
    assert facts.fact("alliances.shared", alliance).value == 1
    with pytest.raises(Conflict, match="已经在共享架上"):
        share(alliance=alliance, listing=lab, actor=lin_yue)


def test_a_withdrawn_resource_is_gone_for_everybody(alliance, lab, lin_yue, visitor, sun_centre):
    share(alliance=alliance, listing=lab, actor=lin_yue)
    lifecycle.move(lab, "withdraw", actor=lin_yue)
    assert [shown(alliance, who) for who in (visitor, lin_yue, sun_centre)] == [[], [], []]


def test_one_for_the_matched_only_is_gone_for_the_rest(alliance, lab, lin_yue, visitor):
    row = share(alliance=alliance, listing=lab, actor=lin_yue)
    type(lab).objects.filter(pk=lab.pk).update(visibility="matched")
    assert shown(alliance, visitor) == []
    assert shown(alliance, lin_yue) == [(row, lab)]


def test_who_leaves_takes_everything_along(alliance, lab, lin_yue, visitor):
    share(alliance=alliance, listing=lab, actor=lin_yue)
    seats.answer(seat=alliance.seats.get(), move="leave", actor=lin_yue)
    assert shown(alliance, visitor) == []
    with pytest.raises(PermissionDenied):
        share(alliance=alliance, listing=lab, actor=lin_yue)


def test_only_ones_own_and_only_what_is_public(alliance, lin_yue, wang_wei):
    with pytest.raises(Defects, match="只能共享本单位的资源"):
        share(alliance=alliance, listing=ResourceFactory(organization=wang_wei.organization), actor=lin_yue)
    with pytest.raises(Defects, match="没有公开发布"):
        share(
            alliance=alliance, listing=ResourceFactory(organization=lin_yue.organization, state="draft"), actor=lin_yue
        )


def test_taken_back_once_by_its_owner_or_the_secretariat(alliance, lab, lin_yue, wang_wei, sun_centre, visitor):
    row = share(alliance=alliance, listing=lab, actor=lin_yue)
    with pytest.raises(PermissionDenied):
        take_back(row=row, actor=wang_wei)
    take_back(row=row, actor=sun_centre)
    assert shown(alliance, visitor) == []
    with pytest.raises(Conflict, match="已经撤下"):
        take_back(row=row, actor=lin_yue)


def test_what_the_rule_shows_the_query_shows(personas, alliance, lab, lin_yue):
    share(alliance=alliance, listing=lab, actor=lin_yue)
    take_back(
        row=share(alliance=alliance, listing=ResourceFactory(organization=lin_yue.organization), actor=lin_yue),
        actor=lin_yue,
    )
    rows = list(SharedItem.objects.select_related("seat__alliance", "seat__organization"))
    for name, actor in personas.items():
        seen = set(SharedItem.objects.visible_to(actor).values_list("pk", flat=True))
        assert (name, seen) == (name, {row.pk for row in rows if rules.allowed(actor, "view", row)})
