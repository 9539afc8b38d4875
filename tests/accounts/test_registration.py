"""An enterprise comes in by itself: one call, one account, one organization — or a request to join."""

import pytest
from django.core.exceptions import PermissionDenied

from apps.accounts.actor import Actor
from apps.accounts.models import Attempt, Membership, Organization, User
from apps.accounts.services import Throttled, add_member, ask_to_join, register_enterprise, switch_membership
from apps.core import journal, lifecycle
from apps.core.errors import Conflict, Defects
from tests import personas as people
from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory, real_looking_uscc

pytestmark = pytest.mark.django_db
SOUND = {
    "login": "mei@example.com",
    "password": "a long enough phrase",
    "organization_name": "新芽机器人有限公司",
    "address": "10.0.0.1",
}


def test_a_new_enterprise_waits_for_an_operator_and_its_owner_can_work():
    done = register_enterprise(**SOUND, name="辛梅", uscc=real_looking_uscc(77).lower())
    organization = Organization.objects.get()
    assert (organization.name, organization.uscc) == ("新芽机器人有限公司", real_looking_uscc(77))
    assert (organization.code, organization.state) == (real_looking_uscc(77), "registered")
    assert (done.membership.role, done.membership.active, done.joined) == ("enterprise_owner", True, False)
    assert (done.user.email, done.user.phone, done.user.name) == ("mei@example.com", None, "辛梅")
    assert done.user.check_password(SOUND["password"]) and done.user.consent_version
    assert list(Membership.objects.usable()) == [done.membership]


def test_a_phone_is_enough_and_stays_unverified():
    done = register_enterprise(**SOUND | {"login": "+86 138-0000-0001"})
    assert (done.user.phone, done.user.email, done.user.phone_note) == ("13800000001", None, "未验证")
    assert done.membership.organization.code.startswith("org-")


def test_a_credit_code_is_enough():
    done = register_enterprise(**SOUND | {"organization_name": "", "uscc": real_looking_uscc(5)})
    assert done.membership.organization.name == real_looking_uscc(5)


def test_a_known_code_asks_to_join_instead():
    hailu = OrganizationFactory(name="海陆", uscc=real_looking_uscc(9), is_demo=False)
    done = register_enterprise(**SOUND, uscc=real_looking_uscc(9))
    assert Organization.objects.get() == hailu
    assert (done.membership.organization, done.membership.role) == (hailu, "enterprise_clerk")
    assert (done.membership.state, done.joined) == ("requested", True)
    assert list(Membership.objects.usable()) == []


def test_a_known_name_without_a_code_asks_to_join_too():
    OrganizationFactory(name="新芽机器人有限公司")
    assert register_enterprise(**SOUND).joined


def test_a_known_name_with_its_own_code_is_another_enterprise():
    OrganizationFactory(name="新芽机器人有限公司")
    assert not register_enterprise(**SOUND, uscc=real_looking_uscc(3)).joined
    assert Organization.objects.count() == 2


def test_all_defects_at_once_and_nothing_written():
    with pytest.raises(Defects) as refused:
        register_enterprise(login="nobody", password="short", uscc="123", agreed=False, address="10.0.0.1")
    assert set(refused.value.by_field()) == {"login", "password", "uscc", "agreed"}
    with pytest.raises(Defects) as refused:
        register_enterprise(login="mei@example.com", password="a long enough phrase")
    assert refused.value.by_field() == {
        "organization_name": ["请填写企业名称或统一社会信用代码，两项填一项即可"],
    }
    with pytest.raises(Defects) as refused:
        register_enterprise(**SOUND | {"organization_name": "长" * 121})
    assert refused.value.by_field() == {
        "organization_name": ["企业名称不能超过 120 个字，请填写营业执照上的全称"],
    }
    assert (User.objects.count(), Organization.objects.count()) == (0, 0)


def test_a_taken_name_is_told():
    register_enterprise(**SOUND)
    with pytest.raises(Defects) as refused:
        register_enterprise(**SOUND | {"login": " MEI@example.com"})
    assert refused.value.by_field() == {"login": ["该账号已经注册，请直接登录；忘记密码可用邮箱重置"]}


def test_the_eleventh_try_of_a_network_waits_before_any_hashing():
    for number in range(10):
        with pytest.raises(Defects):
            register_enterprise(login=f"x{number}", password="", address="10.0.0.2")
    with pytest.raises(Throttled) as refused:
        register_enterprise(**SOUND | {"address": "10.0.0.2"})
    assert refused.value.seconds == 3600
    assert User.objects.count() == 0
    register_enterprise(**SOUND)  # another network is not affected
    assert set(Attempt.objects.values_list("door", flat=True)) == {"register"}


def test_the_journal_tells_without_personal_data():
    done = register_enterprise(**SOUND, name="辛梅")
    told = [(entry.verb, entry.after) for entry in journal.of(done.membership.organization)]
    assert told == [("create", {"code": done.membership.organization.code, "sort": "enterprise"})]
    assert [entry.verb for entry in journal.of(done.user)] == ["consent", "open_account"]
    assert all("mei@" not in str(entry.after) + entry.about_text for entry in journal.of(done.user))


# Joining and adding


def test_a_liaison_asks_and_the_lead_department_answers(gu_feng, he_jun):
    newcomer = Actor(user=UserFactory())
    asked = ask_to_join(organization=gu_feng.organization, role="liaison", actor=newcomer, note="科研处")
    assert (asked.state, asked.note) == ("requested", "科研处")
    with pytest.raises(Conflict) as refused:
        ask_to_join(organization=gu_feng.organization, role="liaison", actor=newcomer)
    assert refused.value.message == "该用户在本单位已有此角色。"
    lifecycle.move(asked, "refuse", actor=gu_feng, note="请由本部门负责人申请")
    ask_to_join(organization=gu_feng.organization, role="liaison", actor=newcomer)  # refused ones may ask again


@pytest.mark.parametrize("role", ["lead_department", "auditor", "enterprise_clerk", "nonsense"])
def test_one_can_ask_only_for_what_is_open(role, gu_feng):
    with pytest.raises(Defects) as refused:
        ask_to_join(organization=gu_feng.organization, role=role, actor=Actor(user=UserFactory()))
    assert refused.value.defects[0].remedy == "可申请的有：协同专员、实验室管理员"


def test_nothing_is_open_in_an_authority(chen_committee):
    with pytest.raises(Defects) as refused:
        ask_to_join(organization=chen_committee.organization, role="committee", actor=Actor(user=UserFactory()))
    assert refused.value.defects[0].remedy == "可申请的有：无，请联系该单位"


def test_an_owner_adds_a_colleague_at_once(li_na):
    place = add_member(
        user=UserFactory(), organization=li_na.organization, role="enterprise_clerk", actor=li_na, title="采购部"
    )
    assert (place.active, place.title) == (True, "采购部")


def test_a_role_must_exist_in_that_sort(machine):
    with pytest.raises(Defects) as refused:
        add_member(user=UserFactory(), organization=people.hailu(), role="liaison", actor=machine)
    assert refused.value.by_field() == {"role": ["企业没有「协同专员」这一角色，请换一个角色"]}


def test_nobody_holds_two_of_the_three_admin_roles(wu_auditor, machine, safe_gao):
    with pytest.raises(Conflict) as refused:
        add_member(user=wu_auditor.user, organization=people.centre(), role="system_admin", actor=machine)
    assert refused.value.message == "系统管理员、安全管理员、审计员三员分立，不得由同一人兼任。"
    # The control: any other second role is fine.
    assert add_member(user=wu_auditor.user, organization=people.committee(), role="committee", actor=safe_gao).active


def test_switching_takes_the_other_rights_and_only_ones_own(li_na, wang_wei):
    second = MembershipFactory(user=li_na.user, organization=people.yanshi_university(), role="mentor")
    actor = switch_membership(membership=second, actor=li_na)
    assert (actor.user, actor.role, actor.organization) == (li_na.user, "mentor", people.yanshi_university())
    assert Membership.objects.filter(user=li_na.user).first() == second  # used last, so the next login begins there
    with pytest.raises(PermissionDenied):
        switch_membership(membership=second, actor=wang_wei)
