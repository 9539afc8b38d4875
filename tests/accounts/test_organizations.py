"""Entering, keeping and showing organizations."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from apps.accounts.models import Organization
from apps.accounts.services import confirm, create_organization, edit, reveal_contact, set_uscc, update_profile
from apps.core import journal, outbox
from apps.core.errors import Conflict, Defects, Stale
from apps.core.facts import fact
from apps.core.models import OutboxEvent, SearchDocument
from tests import personas as people
from tests.factories.accounts import OrganizationFactory, demo_uscc, real_looking_uscc

pytestmark = pytest.mark.django_db


def test_the_machine_enters_a_verified_university(machine):
    record = create_organization(
        sort="institution", name="演示 大学", institution_code=4131010251.0, verified=True, actor=machine
    )
    assert (record.code, record.institution_code, record.is_verified) == ("4131010251", "4131010251", True)
    assert (record.sort_row.label, record.sort_row.desk) == ("高校与科研院所", "office_operator")


def test_a_desk_enters_its_own_side_only(sun_centre, zhao_office):
    assert create_organization(sort="enterprise", name="某公司", actor=sun_centre).state == "registered"
    with pytest.raises(PermissionDenied):
        create_organization(sort="enterprise", name="某公司", actor=zhao_office)


def test_codes_are_checked_and_taken_once(machine):
    with pytest.raises(Defects) as refused:
        create_organization(sort="enterprise", name="甲", uscc="91", institution_code="1", actor=machine)
    assert set(refused.value.by_field()) == {"uscc", "institution_code"}
    create_organization(sort="enterprise", name="甲", uscc=real_looking_uscc(1), actor=machine)
    with pytest.raises(Defects) as refused:
        create_organization(sort="enterprise", name="乙", uscc=real_looking_uscc(1), code="yi", actor=machine)
    assert set(refused.value.by_field()) == {"code"}


def test_demo_codes_belong_to_demo_organizations(machine):
    with pytest.raises(Defects):
        create_organization(sort="enterprise", name="甲", uscc=demo_uscc(1), actor=machine)
    assert create_organization(sort="enterprise", name="甲（演示）", uscc=demo_uscc(1), is_demo=True, actor=machine)


def test_a_newcomer_supplies_the_code_later(xin_mei, li_na):
    assert set_uscc(organization=xin_mei.organization, uscc=demo_uscc(42), actor=xin_mei).uscc == demo_uscc(42)
    with pytest.raises(Defects) as refused:
        set_uscc(organization=xin_mei.organization, uscc="123", actor=xin_mei)
    assert refused.value.defects[0].message == "统一社会信用代码应为 18 位，现为 3 位"
    with pytest.raises(Defects) as refused:
        set_uscc(organization=xin_mei.organization, uscc=li_na.organization.uscc, actor=xin_mei)
    assert refused.value.defects[0].message == "这个统一社会信用代码已登记在另一家单位名下"
    with pytest.raises(Conflict):
        set_uscc(organization=li_na.organization, uscc=demo_uscc(43), actor=li_na)
    with pytest.raises(PermissionDenied):
        set_uscc(organization=xin_mei.organization, uscc=demo_uscc(43), actor=li_na)


# Profile


def test_two_people_saving_at_once_is_noticed(li_na, zhou_lan):
    organization = Organization.objects.get(pk=li_na.organization_id)
    version = organization.version
    update_profile(organization=organization, data={"intro": "李娜写的"}, version=version, actor=li_na)
    with pytest.raises(Stale) as refused:
        update_profile(organization=organization, data={"intro": "周岚写的"}, version=version, actor=zhou_lan)
    assert refused.value.theirs == version + 1
    stored = Organization.objects.get(pk=organization.pk)
    assert (stored.intro, stored.version, stored.is_fresh(date(2000, 1, 1))) == ("李娜写的", version + 1, True)


def test_the_journal_names_fields_and_keeps_contacts_out(li_na):
    update_profile(
        organization=li_na.organization,
        data={"contact_phone": "13911112222", "intro": li_na.organization.intro},
        version=li_na.organization.version,
        actor=li_na,
    )
    told = journal.of(li_na.organization).first()
    assert (told.verb, told.after, "1391111" in str(told.before)) == ("edit", {"fields": ["contact_phone"]}, False)


@pytest.mark.parametrize("data", [{"name": "改名"}, {"state": "verified"}, {"uscc": "x"}, {"is_demo": False}])
def test_what_was_verified_is_not_part_of_the_profile(li_na, data):
    with pytest.raises(ValueError):
        update_profile(organization=li_na.organization, data=data, version=1, actor=li_na)


def test_strangers_do_not_write(wang_wei):
    with pytest.raises(PermissionDenied):
        update_profile(organization=people.hailu(), data={"intro": "x"}, version=1, actor=wang_wei)
    with pytest.raises(PermissionDenied):
        edit(people.hailu(), data={}, version=1, actor=wang_wei, allowed=())
    with pytest.raises(PermissionDenied):
        confirm(people.hailu(), actor=wang_wei)


def test_confirming_makes_it_fresh(li_na):
    assert not li_na.organization.is_fresh(date(2000, 1, 1))
    confirm(li_na.organization, actor=li_na)
    assert Organization.objects.get(pk=li_na.organization_id).is_fresh(date(2000, 1, 1))


def test_a_contact_is_revealed_against_a_reason_and_noted(sun_centre, wang_wei):
    with pytest.raises(PermissionDenied):
        reveal_contact(organization=people.hailu(), actor=wang_wei, reason="想联系")
    with pytest.raises(Defects):
        reveal_contact(organization=people.hailu(), actor=sun_centre, reason=" ")
    shown = reveal_contact(organization=people.hailu(), actor=sun_centre, reason="核验资料")
    assert shown == {
        "contact_name": "演示联系人",
        "contact_phone": "13800000000",
        "contact_email": "contact@example.com",
    }
    told = journal.of(people.hailu()).first()
    assert (told.verb, told.note, told.user_name) == ("reveal_contact", "核验资料", "孙静")


# Search and facts


def test_only_verified_public_organizations_are_found(pages, machine, sun_centre):
    from_table = SearchDocument.objects.filter(kind="organization").order_by("title")
    shown = create_organization(sort="enterprise", name="可见公司", verified=True, actor=machine)
    create_organization(sort="enterprise", name="待核验公司", actor=machine)
    create_organization(sort="partner", name="对接系统", verified=True, actor=machine)
    outbox.drain()
    assert list(from_table.values_list("title", "kind_label", "url")) == [
        ("可见公司", "企业", f"/organizations/{shown.code}/")
    ]
    assert OutboxEvent.objects.filter(done_at=None).count() == 0


def test_a_changed_profile_is_found_by_its_new_words_and_never_by_a_contact(pages, machine, li_na):
    update_profile(
        organization=li_na.organization,
        data={"intro": "五轴联动加工", "contact_name": "演示联系人甲"},
        version=li_na.organization.version,
        actor=li_na,
    )
    outbox.drain()
    document = SearchDocument.objects.get()
    assert "五轴" in document.body and "联系人" not in document.body and "13800000000" not in str(document.grams)


def test_counts_have_names_and_rows(db):
    OrganizationFactory.create_batch(2, sort="enterprise")
    OrganizationFactory(sort="institution")
    OrganizationFactory(sort="partner")
    OrganizationFactory(unverified=True)
    for name, value in {
        "accounts.organizations_verified": 3,
        "accounts.enterprises_verified": 2,
        "accounts.institutions_verified": 1,
        "accounts.organizations_waiting": 1,
    }.items():
        found = fact(name)
        assert (name, found.value, found.rows.count(), found.unit) == (name, value, value, "家")
