"""What people fill in: each service's defects stand beside their fields."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from apps.accounts.filters import MembershipFilter, OrganizationFilter
from apps.accounts.forms import (
    CodesForm,
    JoinForm,
    LoginForm,
    MemberForm,
    NewPasswordForm,
    OrganizationProfileForm,
    PasswordChangeForm,
    RegistrationForm,
    ResetRequestForm,
    RevealForm,
    SwitchForm,
    VersionedForm,
)
from apps.accounts.models import Membership, Organization
from apps.core import outbox
from apps.core.errors import Defect, Defects, Stale
from tests import personas as people
from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory, demo_uscc

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"


def valid(form):
    assert form.is_valid(), form.errors
    return form


def test_registration_in_three_fields():
    form = RegistrationForm(
        {"login": "mei@example.com", "password": PASSWORD, "organization_name": "新芽机器人", "agreed": "on"}
    )
    done = valid(form).save(address="10.0.0.1")
    assert (done.membership.organization.name, done.joined) == ("新芽机器人", False)


def test_registration_says_everything_at_once():
    form = RegistrationForm({"login": "mei", "password": "123", "uscc": "91"})
    assert valid(form).save(address="10.0.0.1") is None
    assert set(form.errors) == {"login", "password", "uscc", "agreed"}
    assert form.errors["uscc"] == ["统一社会信用代码应为 18 位，现为 2 位，请对照营业执照或法人证书补全"]


@pytest.mark.parametrize("login", ["\0", "x" * 300, ""])
def test_registration_refuses_what_no_column_takes(login):
    assert "login" in RegistrationForm({"login": login, "password": PASSWORD}).errors


def test_login_takes_a_long_address():
    form = LoginForm(RequestFactory().post("/"), {"username": "x" * 255, "password": "y"})
    assert "username" in form.errors
    assert (form.fields["username"].label, form.fields["username"].widget.attrs["maxlength"]) == (
        "手机号或电子邮箱",
        254,
    )


def test_passwords(li_na):
    li_na.user.set_password(PASSWORD)
    assert NewPasswordForm(li_na.user, {"password": "123"}).errors["password"]
    assert PasswordChangeForm(li_na.user, {"old": "wrong", "password": "another long phrase"}).errors == {
        "old": ["当前密码不对"]
    }
    valid(PasswordChangeForm(li_na.user, {"old": PASSWORD, "password": "another long phrase"})).save()
    assert li_na.user.check_password("another long phrase")


def test_a_reset_request(li_na, pages):
    valid(ResetRequestForm({"email": "li.na@example.com"})).save(base_url="https://x", address="10.0.0.1")
    assert outbox.drain() == 1


def test_switching_offers_only_ones_own_usable_places(li_na, wang_wei):
    second = MembershipFactory(user=li_na.user, organization=people.yanshi_university(), role="mentor")
    ended = MembershipFactory(user=li_na.user, organization=people.lanhai(), role="mentor", state="ended")
    form = SwitchForm(li_na, {"membership": second.pk})
    assert set(form.fields["membership"].queryset) == {li_na.membership, second}
    assert valid(form).save().role == "mentor"
    for foreign in (wang_wei.membership, ended):
        assert "membership" in SwitchForm(li_na, {"membership": foreign.pk}).errors
    assert "membership" in SwitchForm(li_na, {"membership": "9" * 40}).errors


def test_asking_to_join(gu_feng):
    actor = people.Actor(user=UserFactory())
    form = valid(JoinForm(gu_feng.organization, actor, {"role": "liaison", "note": "科研处"}))
    assert [code for code, _ in form.fields["role"].choices] == ["liaison", "lab_manager"]
    assert form.save().state == "requested"
    again = valid(JoinForm(gu_feng.organization, actor, {"role": "liaison"}))
    assert (again.save(), again.non_field_errors()) == (None, ["该用户在本单位已有此角色。"])
    assert "role" in JoinForm(gu_feng.organization, actor, {"role": "lead_department"}).errors


def test_adding_a_colleague(li_na, sun_centre):
    UserFactory(email="new@example.com")
    data = {"login": " NEW@example.com", "role": "enterprise_clerk", "title": "采购部"}
    assert valid(MemberForm(li_na.organization, li_na, data)).save().title == "采购部"
    twice = valid(MemberForm(li_na.organization, li_na, data))
    assert (twice.save(), twice.non_field_errors()) == (None, ["该用户在本单位已有此角色。"])
    unknown = MemberForm(li_na.organization, li_na, data | {"login": "nobody@example.com"})
    assert unknown.errors == {"login": ["没有这个账号，请对方先注册，再在这里添加"]}
    own = {code for code, _ in MemberForm(li_na.organization, li_na).fields["role"].choices}
    desks = {code for code, _ in MemberForm(li_na.organization, sun_centre).fields["role"].choices}
    assert desks - own == {"expert"}


def profile_data(organization, **values):
    return {"version": organization.version, "short_name": "海陆", "website": "hailu.example.com"} | values


def test_the_profile_form_writes_through_the_service(li_na):
    organization = Organization.objects.get(pk=li_na.organization_id)
    form = OrganizationProfileForm(profile_data(organization, intro="五轴加工"), instance=organization)
    saved = valid(form).save(actor=li_na)
    assert (saved.intro, saved.website, saved.version) == (
        "五轴加工",
        "https://hailu.example.com",
        organization.version + 1,
    )


def test_the_profile_form_carries_its_version(li_na, zhou_lan):
    organization = Organization.objects.get(pk=li_na.organization_id)
    opened = OrganizationProfileForm(instance=organization)
    assert opened["version"].value() == organization.version
    valid(OrganizationProfileForm(profile_data(organization), instance=organization)).save(actor=li_na)
    late = OrganizationProfileForm(profile_data(organization), instance=Organization.objects.get(pk=organization.pk))
    with pytest.raises(Stale):
        valid(late).save(actor=zhou_lan)


@pytest.mark.parametrize(
    "field, value",
    [
        ("version", "9" * 30),
        ("version", ""),
        ("contact_email", "no"),
        ("website", "no"),
        ("intro", "x" * 4001),
        ("park", "99"),
    ],
)
def test_the_profile_form_refuses_nonsense(li_na, field, value):
    organization = li_na.organization
    assert set(OrganizationProfileForm(profile_data(organization, **{field: value}), instance=organization).errors) == {
        field
    }


def test_a_stranger_does_not_write_through_the_form(wang_wei):
    hailu = people.hailu()
    with pytest.raises(PermissionDenied):
        valid(OrganizationProfileForm(profile_data(hailu), instance=hailu)).save(actor=wang_wei)


def test_a_versioned_form_says_how_it_writes(li_na):
    with pytest.raises(NotImplementedError):
        VersionedForm.write(None, {}, 1, li_na)


def test_a_versioned_form_shows_what_the_service_refused(li_na):
    class Refusing(OrganizationProfileForm):
        def write(self, data, version, actor):
            raise Defects([Defect("intro", "太短", "请再写几句"), Defect("uscc", "缺信用代码")])

    form = valid(Refusing(profile_data(li_na.organization), instance=li_na.organization))
    assert form.save(actor=li_na) is None
    assert form.errors == {"intro": ["太短，请再写几句"], "__all__": ["缺信用代码"]}


def test_the_credit_code_form(xin_mei):
    organization = xin_mei.organization
    wrong = valid(CodesForm(organization, {"uscc": "123"}))
    assert (wrong.save(actor=xin_mei), set(wrong.errors)) == (None, {"uscc"})
    assert valid(CodesForm(organization, {"uscc": demo_uscc(7)})).save(actor=xin_mei).uscc == demo_uscc(7)


def test_revealing_asks_why():
    assert set(RevealForm({}).errors) == {"reason"}


# Filters


@pytest.mark.parametrize(
    "query, codes",
    [
        ({}, ["hailu", "newcomer", "yanshi"]),
        ({"q": "海陆"}, ["hailu"]),
        ({"q": "海陆  精工"}, ["hailu"]),
        ({"q": "海陆 大学"}, []),
        ({"q": "91999999"}, ["hailu"]),
        ({"q": "9900900001"}, ["yanshi"]),
        ({"sort": ["institution"]}, ["yanshi"]),
        ({"state": ["registered"]}, ["newcomer"]),
        ({"is_demo": "false"}, []),
        ({"q": "%"}, []),
    ],
)
def test_organizations_are_filtered(query, codes):
    for organization in (people.hailu(), people.newcomer(), people.yanshi_university()):
        assert organization.pk
    found = OrganizationFilter(query, Organization.objects.order_by("code")).qs
    assert list(found.values_list("code", flat=True)) == codes


def test_an_unknown_filter_value_is_an_error_not_everything():
    OrganizationFactory()
    assert OrganizationFilter({"sort": ["castle"]}, Organization.objects.all()).is_valid() is False


def test_members_are_filtered(li_na, zhou_lan):
    assert list(MembershipFilter({"role": ["enterprise_clerk"]}, Membership.objects.all()).qs) == [zhou_lan.membership]
