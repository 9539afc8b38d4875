"""Organizations and memberships move as their tables say: every state × every move × who may."""

import pytest
from django.core.exceptions import PermissionDenied

from apps.accounts.lifecycle import MEMBERSHIP, ORGANIZATION, SUSPEND_REASONS
from apps.accounts.models import Organization
from apps.core import journal, lifecycle
from apps.core.errors import Conflict, Defects
from tests import personas as people
from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db
WORDS = {"note": "材料已核对", "reason": "left"}

# move → state it starts from → where it ends; every other pair is refused.
ORGANIZATION_MOVES = {
    ("registered", "verify"): "verified",
    ("returned", "verify"): "verified",
    ("registered", "return"): "returned",
    ("returned", "resubmit"): "registered",
    ("registered", "suspend"): "suspended",
    ("verified", "suspend"): "suspended",
    ("returned", "suspend"): "suspended",
    ("suspended", "restore"): "registered",
}
MEMBERSHIP_MOVES = {
    ("requested", "approve"): "active",
    ("requested", "refuse"): "refused",
    ("active", "end"): "ended",
}


@pytest.mark.parametrize("state", [state.value for state in ORGANIZATION.states])
@pytest.mark.parametrize("name", [move.name for move in ORGANIZATION.moves])
def test_every_state_and_move_of_an_organization(machine, state, name):
    organization = OrganizationFactory(state=state, verified_at=None)
    if (state, name) in ORGANIZATION_MOVES:
        lifecycle.move(organization, name, actor=machine, **WORDS)
    else:
        with pytest.raises(Conflict):
            lifecycle.move(organization, name, actor=machine, **WORDS)
    organization.refresh_from_db()
    assert organization.state == ORGANIZATION_MOVES.get((state, name), state)


@pytest.mark.parametrize("state", [state.value for state in MEMBERSHIP.states])
@pytest.mark.parametrize("name", [move.name for move in MEMBERSHIP.moves])
def test_every_state_and_move_of_a_membership(machine, state, name):
    membership = MembershipFactory(state=state)
    if (state, name) in MEMBERSHIP_MOVES:
        lifecycle.move(membership, name, actor=machine, **WORDS)
    else:
        with pytest.raises(Conflict):
            lifecycle.move(membership, name, actor=machine, **WORDS)
    membership.refresh_from_db()
    assert membership.state == MEMBERSHIP_MOVES.get((state, name), state)


@pytest.mark.parametrize(
    "organization, deskman", [(people.newcomer, people.sun_centre), (people.yanshi_university, people.zhao_office)]
)
def test_only_the_desk_of_the_side_may_stop_and_restart(personas, organization, deskman):
    record, desk = organization(), deskman()
    for actor in personas.values():
        if actor.user_id != desk.user_id and not actor.is_system:
            with pytest.raises(PermissionDenied):
                lifecycle.move(record, "suspend", actor=actor, **WORDS)
    lifecycle.move(record, "suspend", actor=desk, **WORDS)
    assert record.state == "suspended"


def test_the_date_of_verification_stands_as_long_as_it_is_true(sun_centre):
    organization = people.newcomer()
    lifecycle.move(organization, "verify", actor=sun_centre)
    stored = Organization.objects.get(pk=organization.pk)
    assert stored.is_verified and stored.verified_at == organization.verified_at is not None
    lifecycle.move(organization, "suspend", actor=sun_centre, **WORDS)
    assert Organization.objects.get(pk=organization.pk).verified_at is None


def test_a_return_says_why_and_the_owner_resubmits(sun_centre, xin_mei):
    organization = xin_mei.organization
    with pytest.raises(Defects) as refused:
        lifecycle.move(organization, "return", actor=sun_centre)
    assert refused.value.by_field() == {"note": ["退回补充需要写明说明，请写下对方能照着改的话"]}
    lifecycle.move(organization, "return", actor=sun_centre, note="请补营业执照上的信用代码")
    assert journal.of(organization).first().note == "请补营业执照上的信用代码"
    assert [move.name for move in lifecycle.available(organization, xin_mei)] == ["resubmit"]
    lifecycle.move(organization, "resubmit", actor=xin_mei)
    assert organization.state == "registered"


def test_a_suspension_needs_a_reason_from_the_table(sun_centre):
    organization = people.hailu()
    with pytest.raises(Defects) as refused:
        lifecycle.move(organization, "suspend", actor=sun_centre, note="查无此企业", reason="whim")
    assert refused.value.by_field() == {
        "reason": [f"停用需要选一个理由，可选：{'、'.join(SUSPEND_REASONS.values())}"],
    }


def test_buttons_of_the_verification_page(sun_centre, zhao_office, xin_mei):
    organization = people.newcomer()
    assert [move.label for move in lifecycle.available(organization, sun_centre)] == ["通过核验", "退回补充", "停用"]
    assert lifecycle.available(organization, zhao_office) == []
    assert lifecycle.available(organization, xin_mei) == []


def test_an_owner_answers_a_request_and_the_newcomer_cannot(li_na, zhou_lan):
    asked = MembershipFactory(
        user=UserFactory(), organization=li_na.organization, role="enterprise_clerk", state="requested"
    )
    with pytest.raises(PermissionDenied):
        lifecycle.move(asked, "approve", actor=zhou_lan)
    lifecycle.move(asked, "approve", actor=li_na)
    assert asked.active
