"""Enterprise profiles: who sees, who writes, who certifies; what is missing; what is counted."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from rules import predicates

from apps.core import journal
from apps.core.errors import Defects, Stale
from apps.core.facts import fact
from apps.core.rules import allowed
from apps.enterprises.filters import EnterpriseFilter
from apps.enterprises.forms import CertifyForm, EnterpriseProfileForm
from apps.enterprises.models import EnterpriseProfile
from apps.enterprises.rules import RULES
from apps.enterprises.services import certify, update_profile
from apps.taxonomy.models import Industry, Node, Park
from tests import personas as people
from tests.factories.accounts import OrganizationFactory
from tests.factories.enterprises import profile_of
from tests.personas import client_of

pytestmark = pytest.mark.django_db
EVERYBODY = frozenset(people.PERSONAS)
STAFF = frozenset("sun_centre zhao_office chen_committee wu_auditor admin_xu safe_gao machine".split())


def who(line: str) -> frozenset[str]:
    return frozenset(line.split())


TABLE = {
    ("enterpriseprofile.list", None): EVERYBODY,
    ("enterpriseprofile.view", people.hailu): EVERYBODY,
    ("enterpriseprofile.view", people.newcomer): STAFF | {"xin_mei"},
    ("enterpriseprofile.edit", people.hailu): who("li_na zhou_lan sun_centre machine"),
    ("enterpriseprofile.edit", people.newcomer): who("xin_mei sun_centre machine"),
    ("enterpriseprofile.certify", people.hailu): who("sun_centre chen_committee machine"),
}


def answers(rules, personas):
    things = {make: profile_of(make()) if make else None for _, make in TABLE}
    return {
        (verb, make): frozenset(name for name, actor in personas.items() if rules[verb].test(actor, things[make]))
        for verb, make in TABLE
    }


def test_every_rule_says_what_the_table_says(personas):
    assert answers(RULES, personas) == TABLE
    assert {verb for verb, _ in TABLE} == set(RULES)


@pytest.mark.parametrize("verb", sorted(RULES))
def test_a_broken_rule_turns_the_table_red(personas, verb):
    assert answers(RULES | {verb: predicates.always_false}, personas) != TABLE
    assert verb.endswith("list") or answers(RULES | {verb: predicates.always_true}, personas) != TABLE


def test_visible_to_is_the_twin_of_view(personas):
    for state in ("returned", "suspended"):
        OrganizationFactory(state=state, verified_at=None)
    profiles = list(EnterpriseProfile.objects.select_related("organization"))
    for name, actor in personas.items():
        by_rule = {row for row in profiles if allowed(actor, "view", row)}
        assert (name, set(EnterpriseProfile.objects.visible_to(actor))) == (name, by_rule)
    assert len(EnterpriseProfile.objects.visible_to(personas["visitor"])) < len(profiles)  # something could leak


def test_every_enterprise_has_a_profile_from_the_first_moment_and_nobody_else(li_na, lin_yue):
    assert li_na.organization.enterpriseprofile.pk
    assert not EnterpriseProfile.objects.filter(organization=lin_yue.organization).exists()
    li_na.organization.save()
    assert EnterpriseProfile.objects.filter(organization=li_na.organization).count() == 1


# Writing


def test_writing_columns_and_nodes(li_na):
    industry = Industry.objects.create(code="ic", name="集成电路")
    node = Node.objects.create(code="ic-1", industry=industry, level="track", name="封装测试")
    profile = profile_of(people.hailu())
    data = {"staff": 200, "research_staff": 40, "scale": "medium", "nodes": [node]}
    saved = update_profile(profile=profile, data=data, version=profile.version, actor=li_na)
    assert (saved.staff, list(saved.nodes.all()), saved.version) == (200, [node], 2)
    assert journal.of(saved).first().after == {"fields": ["nodes", "research_staff", "scale", "staff"]}
    assert saved.is_fresh(timezone.localdate())
    again = update_profile(profile=saved, data={"nodes": [node], "staff": 201}, version=2, actor=li_na)
    assert journal.of(again).first().after == {"fields": ["staff"]}


def test_more_researchers_than_people_is_told_and_held(li_na):
    profile = profile_of(people.hailu(), staff=10)
    with pytest.raises(Defects) as refused:
        update_profile(profile=profile, data={"research_staff": 11}, version=1, actor=li_na)
    assert refused.value.by_field() == {"research_staff": ["研发人员 11 人多于员工 10 人，请核对两项人数"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        EnterpriseProfile.objects.filter(pk=profile.pk).update(research_staff=11)
    EnterpriseProfile.objects.filter(pk=profile.pk).update(research_staff=10)  # the control


def test_the_slower_of_two_is_told(li_na, zhou_lan):
    profile = profile_of(people.hailu())
    update_profile(profile=profile, data={"staff": 1}, version=1, actor=li_na)
    with pytest.raises(Stale):
        update_profile(profile=profile, data={"staff": 2}, version=1, actor=zhou_lan)


def test_an_enterprise_does_not_write_its_own_titles(li_na):
    with pytest.raises(ValueError):
        update_profile(profile=profile_of(people.hailu()), data={"integration": "certified"}, version=1, actor=li_na)
    with pytest.raises(PermissionDenied):
        certify(profile=profile_of(people.hailu()), integration="nurturing", actor=li_na, since=date.today(), basis="x")


def test_a_title_has_its_day_and_its_document(sun_centre):
    profile = profile_of(people.hailu())
    for missing in ({"since": None, "basis": "沪发改〔2025〕1号"}, {"since": date(2025, 3, 1), "basis": " "}):
        with pytest.raises(Defects) as refused:
            certify(profile=profile, integration="certified", actor=sun_centre, **missing)
        assert set(refused.value.by_field()) == {"integration_basis"}
    industry = Industry.objects.create(code="ic", name="集成电路")
    held = certify(
        profile=profile,
        integration="certified",
        since=date(2025, 3, 1),
        basis="沪发改〔2025〕1号",
        chain_leader_of=industry,
        actor=sun_centre,
    )
    assert (held.is_certified, held.chain_leader_of) == (True, industry)
    assert (fact("enterprises.certified").value, fact("enterprises.chain_leaders").value) == (1, 1)
    ended = certify(profile=held, integration="none", actor=sun_centre)
    assert (ended.is_certified, ended.integration_since, ended.integration_basis) == (False, None, "")
    assert fact("enterprises.certified").rows.count() == 0


def test_the_database_wants_the_day_of_a_title():
    with pytest.raises(IntegrityError), transaction.atomic():
        profile_of(people.hailu(), integration="certified")


# Forms


def test_the_form_saves_and_shows_the_services_defects(li_na):
    profile = profile_of(people.hailu())
    form = EnterpriseProfileForm({"version": 1, "staff": 10, "research_staff": 11}, instance=profile)
    assert not form.is_valid()
    assert form.errors == {"research_staff": ["研发人员 11 人多于员工 10 人，请核对两项人数"]}
    form = EnterpriseProfileForm({"version": 1, "staff": 10, "registered_capital": "500"}, instance=profile)
    assert form.is_valid(), form.errors
    assert form.save(actor=li_na).registered_capital == Decimal("500.00")


@pytest.mark.parametrize(
    "field, value",
    [("staff", "-1"), ("staff", "9" * 30), ("registered_capital", "-1"), ("nodes", ["99"]), ("scale", "x")],
)
def test_the_form_refuses_nonsense(field, value):
    form = EnterpriseProfileForm({"version": 1, field: value}, instance=profile_of(people.hailu()))
    assert set(form.errors) == {field}


def test_the_certifying_form(sun_centre):
    profile = profile_of(people.hailu())
    form = CertifyForm(profile, {"integration": "certified"})
    assert form.is_valid() and form.save(actor=sun_centre) is None
    assert form.errors == {"__all__": ["认定要写明日期和依据文件，例如：沪发改〔2025〕1号"]}
    form = CertifyForm(profile, {"integration": "nurturing", "since": "2025-03-01", "basis": "沪发改〔2025〕1号"})
    assert form.is_valid() and form.save(actor=sun_centre).integration == "nurturing"


# Completeness, freshness, lists


def test_completeness_names_what_is_missing(li_na, settings):
    settings.ROOT_URLCONF = "tests.accounts.urls"
    profile = profile_of(people.hailu(), staff=0, scale="small", products="夹具")
    assert (profile.completeness.filled, profile.completeness.total) == (6, 14)
    assert profile.completeness.missing == (
        "单位简介", "所在园区", "地址", "成立日期", "主营业务", "研发人员", "年研发投入（万元）", "所在产业链环节",
    )  # fmt: skip
    assert str(profile) == "海陆精工（演示）的企业资料"
    assert profile.get_absolute_url() == profile.organization.get_absolute_url()
    assert not profile.is_fresh(date(2000, 1, 1))


def test_fresh_profiles():
    today = timezone.localdate()
    fresh = profile_of(people.hailu(), checked_at=timezone.now() - timedelta(days=179))
    profile_of(people.lanhai(), checked_at=timezone.now() - timedelta(days=182))
    assert list(EnterpriseProfile.objects.fresh(today)) == [fresh]


@pytest.mark.parametrize(
    "query, codes",
    [
        ({}, ["hailu", "lanhai"]),
        ({"q": "海陆"}, ["hailu"]),
        ({"q": "锻件"}, ["lanhai"]),
        ({"industry": ["ic"]}, ["hailu"]),
        ({"node": ["ic-1", "ic-2"]}, ["hailu"]),
        ({"park": ["fangxin"]}, ["lanhai"]),
        ({"integration": ["nurturing"]}, ["lanhai"]),
        ({"scale": ["small"]}, ["lanhai"]),
        ({"chain_leader": "true"}, ["hailu"]),
        ({"chain_leader": "false"}, ["lanhai"]),
    ],
)
def test_the_directory_is_filtered(query, codes):
    industry = Industry.objects.create(code="ic", name="集成电路")
    nodes = [Node.objects.create(code=f"ic-{n}", industry=industry, level="track", name=f"环节{n}") for n in (1, 2)]
    hailu = profile_of(people.hailu(), chain_leader_of=industry)
    hailu.nodes.set(nodes)  # two nodes of one industry: still one row
    profile_of(people.lanhai(), products="锻件", scale="small", integration="nurturing")
    people.lanhai().__class__.objects.filter(code="lanhai").update(
        park=Park.objects.create(code="fangxin", name="东方芯港", kind="park")
    )
    found = EnterpriseFilter(query, EnterpriseProfile.objects.order_by("organization__code")).qs
    assert list(found.values_list("organization__code", flat=True)) == codes


@pytest.mark.parametrize("rows", [1, 50])
def test_the_directory_costs_the_same_for_one_and_for_fifty(rows, visitor, django_assert_num_queries):
    for _ in range(rows):
        OrganizationFactory()
    with django_assert_num_queries(2):
        for profile in EnterpriseProfile.objects.visible_to(visitor).for_list():
            str(profile), profile.organization.park, profile.chain_leader_of, list(profile.nodes.all())


def test_system_admin_may_look(admin_xu, li_na, settings):
    settings.ROOT_URLCONF = "tests.accounts.urls"
    assert client_of(admin_xu).get("/admin/enterprises/enterpriseprofile/").status_code == 200
