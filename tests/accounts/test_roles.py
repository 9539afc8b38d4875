"""The two tables hold together."""

from apps.accounts.actor import Actor
from apps.accounts.roles import DISJOINT_ADMINS, ROLES, SORTS, joinable_roles, owner_role, role_of, sorts_served_by


def test_every_sort_has_a_desk_that_exists():
    assert {sort.desk for sort in SORTS.values()} == {"centre_operator", "office_operator", "security_admin"}
    assert {sort.desk for sort in SORTS.values()} <= set(ROLES)


def test_every_role_stands_in_known_sorts():
    assert [role.code for role in ROLES.values() if not role.sorts or role.sorts - set(SORTS)] == []


def test_the_three_admins_live_where_only_the_security_admin_appoints():
    for code in DISJOINT_ADMINS:
        assert {SORTS[sort].desk for sort in ROLES[code].sorts} == {"security_admin"}
        assert not (ROLES[code].by_owner or ROLES[code].joinable or ROLES[code].deals)


def test_whoever_may_be_asked_for_is_given_inside():
    assert [role.code for role in ROLES.values() if role.joinable and not role.by_owner] == []


def test_sides():
    assert sorts_served_by("office_operator") == {"institution"}
    assert sorts_served_by("centre_operator") == {"enterprise", "park", "developer", "financial", "foundation"}
    assert sorts_served_by("enterprise_owner") == frozenset()
    assert owner_role("enterprise").code == "enterprise_owner"
    assert owner_role("institution").code == "lead_department"
    assert owner_role("authority") is None
    assert [role.code for role in joinable_roles("institution")] == ["liaison", "lab_manager"]
    assert joinable_roles("authority") == []
    assert role_of("").audience == "visitor"


def test_an_actor_without_a_place(visitor, machine, li_na):
    assert (visitor.user_id, visitor.user_name, visitor.organization, visitor.organization_id) == (None, "", None, None)
    assert (visitor.organization_name, visitor.role, visitor.is_authenticated) == ("", "", False)
    assert (machine.user_name, machine.is_system, machine.is_authenticated) == ("系统", True, False)
    assert Actor(user=li_na.user).role_row.deals is False


def test_an_actor_has_the_rights_of_its_membership(li_na, sun_centre, chen_committee):
    assert (li_na.user_name, li_na.organization_name, li_na.role) == ("李娜", "海陆精工（演示）", "enterprise_owner")
    assert (li_na.is_staff_side, li_na.is_operator, li_na.serves) == (False, False, frozenset())
    assert li_na.has_role("enterprise_owner", "enterprise_clerk") and not li_na.has_role("liaison")
    assert (sun_centre.is_staff_side, sun_centre.is_operator) == (True, True)
    assert (chen_committee.is_staff_side, chen_committee.is_operator) == (True, False)
