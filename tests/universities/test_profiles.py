"""Universities: profile and liaison officers, enrolment and its share, platforms and their four funding lines."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from rules import predicates

from apps.core import journal
from apps.core.errors import Defects
from apps.core.facts import UNKNOWN, fact
from apps.core.rules import allowed
from apps.taxonomy.models import Industry, Node
from apps.universities.filters import UniversityFilter
from apps.universities.forms import EnrolmentFormSet, FundingForm, PlatformForm, UniversityProfileForm
from apps.universities.models import MajorEnrolment, PlatformFunding, ResearchPlatform, UniversityProfile
from apps.universities.rules import RULES
from apps.universities.services import report_enrolment, report_funding, save_platform, update_profile
from tests import personas as people
from tests.factories.accounts import InstitutionOrganizationFactory, OrganizationFactory
from tests.factories.universities import (
    MajorEnrolmentFactory,
    PlatformFundingFactory,
    ResearchPlatformFactory,
    profile_of,
)
from tests.personas import client_of

pytestmark = pytest.mark.django_db
EVERYBODY = frozenset(people.PERSONAS)
STAFF = frozenset("sun_centre zhao_office chen_committee wu_auditor admin_xu safe_gao machine".split())
YANSHI = frozenset("lin_yue gu_feng tang_lab shen_mentor".split())
KEEPERS = frozenset("lin_yue gu_feng zhao_office machine".split())


def a_profile():
    return profile_of(people.yanshi_university())


def an_unverified_profile():
    return profile_of(OrganizationFactory(code="waiting", sort="institution", unverified=True))


def an_enrolment():
    return MajorEnrolment(organization=people.yanshi_university())


def a_platform():
    return ResearchPlatform(organization=people.yanshi_university())


def funding():
    return PlatformFunding(platform=a_platform())


TABLE = {
    ("universityprofile.list", None): EVERYBODY,
    ("universityprofile.view", a_profile): EVERYBODY,
    ("universityprofile.view", an_unverified_profile): STAFF,
    ("universityprofile.edit", a_profile): KEEPERS,
    ("majorenrolment.view", an_enrolment): YANSHI | STAFF,
    ("majorenrolment.edit", an_enrolment): KEEPERS,
    ("researchplatform.view", a_platform): EVERYBODY,
    ("researchplatform.edit", a_platform): KEEPERS | {"tang_lab"},
    ("platformfunding.view", funding): YANSHI | {"zhao_office", "chen_committee", "machine"},
    ("platformfunding.edit", funding): KEEPERS,
}


def answers(rules, personas):
    things = {make: make() if make else None for _, make in TABLE}
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
    always = {"universityprofile.list", "researchplatform.view"}  # shown to everybody in this table
    assert verb in always or answers(RULES | {verb: predicates.always_true}, personas) != TABLE


@pytest.mark.parametrize("model", [UniversityProfile, MajorEnrolment, ResearchPlatform, PlatformFunding])
def test_visible_to_is_the_twin_of_view(personas, model):
    waiting = OrganizationFactory(code="waiting", sort="institution", unverified=True)
    for organization in (people.yanshi_university(), people.dongtan_university(), waiting):
        MajorEnrolmentFactory(organization=organization)
        PlatformFundingFactory(platform=ResearchPlatformFactory(organization=organization))
    rows = list(model.objects.all())
    for name, actor in personas.items():
        by_rule = {row for row in rows if allowed(actor, "view", row)}
        assert (name, set(model.objects.visible_to(actor))) == (name, by_rule)
    assert model.objects.visible_to(personas["visitor"]).count() < len(rows)  # something could leak


def test_every_university_has_a_profile_from_the_first_moment_and_nobody_else(lin_yue, li_na):
    assert lin_yue.organization.universityprofile.pk
    assert not UniversityProfile.objects.filter(organization=li_na.organization).exists()


# Profile


def test_lead_department_and_liaison_officers(lin_yue, gu_feng, wang_wei):
    profile = a_profile()
    assert [place.user for place in profile.liaisons] == [lin_yue.user]
    assert fact("universities.with_liaison").value == 0
    update_profile(profile=profile, data={"lead_department": "科研处"}, version=1, actor=gu_feng)
    found = fact("universities.with_liaison")
    assert (found.value, list(found.rows)) == (1, [profile])
    with pytest.raises(PermissionDenied):
        update_profile(profile=profile, data={"lead_department": "x"}, version=2, actor=wang_wei)


def test_more_dual_teachers_than_teachers_is_told_and_held(lin_yue):
    profile = profile_of(people.yanshi_university(), teachers=10)
    with pytest.raises(Defects) as refused:
        update_profile(profile=profile, data={"dual_teachers": 11}, version=1, actor=lin_yue)
    assert refused.value.by_field() == {"dual_teachers": ["双师型教师 11 人多于专任教师 10 人，请核对两项人数"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        UniversityProfile.objects.filter(pk=profile.pk).update(dual_teachers=11)


def test_the_profile_form(lin_yue):
    form = UniversityProfileForm({"version": 1, "level": "bachelor", "students": "18000"}, instance=a_profile())
    assert form.is_valid(), form.errors
    assert form.save(actor=lin_yue).students == 18000
    assert set(UniversityProfileForm({"version": 1, "level": "x"}, instance=a_profile()).errors) == {"level"}


def test_completeness_names_what_is_missing(lin_yue):
    profile = profile_of(people.yanshi_university(), level="bachelor", students=18000)
    assert (profile.completeness.filled, profile.completeness.total) == (6, 13)
    assert profile.completeness.missing == (
        "单位简介", "地址", "网址", "产教融合牵头部门", "专任教师数", "优势学科与专业群", "服务的产业链环节",
    )  # fmt: skip


def test_fresh_profiles():
    fresh = profile_of(people.yanshi_university(), checked_at=timezone.now() - timedelta(days=1))
    profile_of(people.dongtan_university(), checked_at=timezone.now() - timedelta(days=182))
    assert list(UniversityProfile.objects.fresh(timezone.localdate())) == [fresh]


# Enrolment

ROWS = [
    {"major_code": "080901", "major_name": "计算机科学与技术", "plan": 120, "actual": 118},
    {"major_code": " 130504 ", "major_name": "产品设计", "plan": 40, "actual": 42},
]


def test_reporting_a_year_replaces_that_year_only(lin_yue):
    organization = lin_yue.organization
    old = MajorEnrolmentFactory(organization=organization, year=2025)
    report_enrolment(organization=organization, year=2026, rows=ROWS, actor=lin_yue)
    report_enrolment(organization=organization, year=2026, rows=ROWS, actor=lin_yue)
    rows = organization.enrolments.filter(year=2026).order_by("major_code")
    assert list(rows.values_list("major_code", "category")) == [("080901", "08"), ("130504", "13")]
    assert MajorEnrolment.objects.filter(pk=old.pk).exists()
    assert journal.of(a_profile()).first().after == {"year": 2026, "rows": 2, "replaced": 2}
    assert [row.is_stem for row in rows] == [True, False]
    assert str(rows[1]) == "2026 产品设计"


def test_a_bad_report_is_told_by_row_and_nothing_changes(lin_yue):
    report_enrolment(organization=lin_yue.organization, year=2026, rows=ROWS, actor=lin_yue)
    bad = [
        *ROWS,
        {"major_code": "0809", "major_name": "", "plan": -1, "actual": "many", "category": "99"},
        {"major_code": "080901", "major_name": "重复", "plan": 10**9},
    ]
    with pytest.raises(Defects) as refused:
        report_enrolment(organization=lin_yue.organization, year=2026, rows=bad, actor=lin_yue)
    assert [(defect.row, defect.field) for defect in refused.value.defects] == [
        (3, "major_code"),
        (3, "major_name"),
        (3, "category"),
        (3, "plan"),
        (3, "actual"),
        (4, "plan"),
        (4, "major_code"),
    ]
    assert refused.value.defects[0].message == "第 3 行“专业代码”：专业代码应为 6 位或 7 位数字，可带 T、K、TK"
    assert refused.value.defects[-1].sentence == "专业代码 080901 与第 1 行重复，请合并为一行"
    assert lin_yue.organization.enrolments.count() == 2


@pytest.mark.parametrize("year", [1999, 2101, "soon"])
def test_a_year_out_of_reason_is_told(lin_yue, year):
    with pytest.raises(Defects) as refused:
        report_enrolment(organization=lin_yue.organization, year=year, rows=ROWS[:1], actor=lin_yue)
    assert set(refused.value.by_field()) == {"year"}


def test_only_the_university_and_its_desk_report(wang_wei, tang_lab, zhao_office):
    for actor in (wang_wei, tang_lab):
        with pytest.raises(PermissionDenied):
            report_enrolment(organization=people.yanshi_university(), year=2026, rows=ROWS, actor=actor)
    assert len(report_enrolment(organization=people.yanshi_university(), year=2026, rows=ROWS, actor=zhao_office)) == 2


def test_the_share_is_a_fact_of_a_university_and_of_all(lin_yue, wang_wei):
    report_enrolment(organization=lin_yue.organization, year=2026, rows=ROWS, actor=lin_yue)
    MajorEnrolmentFactory(organization=lin_yue.organization, year=2025, category="13", plan=10, actual=10)
    MajorEnrolmentFactory(organization=wang_wei.organization, year=2026, category="08", plan=160, actual=160)
    share = fact("universities.stem_share", lin_yue.organization)
    assert (share.value, share.unit, share.rows.count()) == (Decimal("73.8"), "%", 2)  # the latest year's
    assert fact("universities.stem_share", lin_yue.organization, 2025).value == Decimal("0.0")
    assert fact("universities.stem_share").value == Decimal("86.9")
    assert a_profile().stem_share() == Decimal("73.8")
    assert MajorEnrolment(category="").is_stem is None


def test_an_unknown_share_is_not_zero(lin_yue):
    assert fact("universities.stem_share", lin_yue.organization).value is UNKNOWN
    MajorEnrolmentFactory(organization=lin_yue.organization, major_code="460103", category="")  # vocational, unnamed
    assert fact("universities.stem_share", lin_yue.organization).value is UNKNOWN
    assert a_profile().stem_share() is None


def test_rows_of_a_formset_are_what_the_service_takes(lin_yue):
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"} | {f"form-0-{k}": v for k, v in ROWS[0].items()}
    forms = EnrolmentFormSet(data)
    assert forms.is_valid(), forms.errors
    rows = [form.cleaned_data for form in forms]
    assert len(report_enrolment(organization=lin_yue.organization, year=2026, rows=rows, actor=lin_yue)) == 1


# Platforms


def test_a_platform_is_entered_changed_and_named_once(lin_yue, tang_lab, wang_wei):
    form = PlatformForm({"name": "智能制造平台", "level": "area"})
    assert form.is_valid(), form.errors
    platform = save_platform(organization=lin_yue.organization, data=form.cleaned_data, actor=tang_lab)
    changed = save_platform(
        organization=lin_yue.organization, platform=platform, data={"directions": "五轴加工"}, actor=lin_yue
    )
    assert (changed.pk, changed.directions, str(changed)) == (platform.pk, "五轴加工", "智能制造平台")
    with pytest.raises(Defects) as refused:
        save_platform(organization=lin_yue.organization, data={"name": "智能制造平台"}, actor=lin_yue)
    assert refused.value.defects[0].message == "本单位已登记同名平台。"
    save_platform(organization=wang_wei.organization, data={"name": "智能制造平台"}, actor=wang_wei)
    with pytest.raises(PermissionDenied):
        save_platform(organization=lin_yue.organization, platform=platform, data={}, actor=wang_wei)
    with pytest.raises(ValueError):
        save_platform(organization=lin_yue.organization, data={"organization": 1}, actor=lin_yue)
    assert fact("universities.platforms").value == 2
    assert fact("universities.platforms", lin_yue.organization).value == 1


def test_four_lines_make_a_total_only_when_all_are_known(lin_yue):
    platform = ResearchPlatformFactory(organization=lin_yue.organization)
    row = report_funding(platform=platform, year=2026, operating=Decimal(120), projects=Decimal(80), actor=lin_yue)
    assert (row.total, row.equity) == (None, None)
    lines = {"operating": Decimal(120), "projects": Decimal(80), "equity": Decimal(0), "ecosystem": Decimal("0.5")}
    row = report_funding(platform=platform, year=2026, actor=lin_yue, **lines)
    assert (row.total, PlatformFunding.objects.count()) == (Decimal("200.5"), 1)
    assert (row.organization, str(row)) == (lin_yue.organization, f"{platform} 2026")


def test_funding_is_checked_and_kept_by_those_who_may(lin_yue, tang_lab):
    platform = ResearchPlatformFactory(organization=lin_yue.organization)
    with pytest.raises(Defects) as refused:
        report_funding(platform=platform, year=1800, operating=Decimal(-1), actor=lin_yue)
    assert set(refused.value.by_field()) == {"year", "operating"}
    with pytest.raises(PermissionDenied):
        report_funding(platform=platform, year=2026, actor=tang_lab)
    assert set(FundingForm({"year": "1800", "operating": "-1"}).errors) == {"year", "operating"}


# Lists


@pytest.mark.parametrize(
    "query, codes",
    [
        ({}, ["dongtan", "yanshi"]),
        ({"q": "演示"}, ["dongtan", "yanshi"]),
        ({"q": "东滩"}, ["dongtan"]),
        ({"q": "海洋"}, ["yanshi"]),
        ({"level": ["bachelor"]}, ["yanshi"]),
        ({"industry": ["ic"]}, ["yanshi"]),
        ({"node": ["ic-1"]}, ["yanshi"]),
        ({"node": ["ic-9"]}, ["dongtan", "yanshi"]),
    ],
)
def test_the_directory_is_filtered(query, codes):
    industry = Industry.objects.create(code="ic", name="集成电路")
    node = Node.objects.create(code="ic-1", industry=industry, level="track", name="封装测试")
    profile_of(people.dongtan_university())
    profile_of(people.yanshi_university(), level="bachelor", strengths="海洋工程").nodes.add(node)
    found = UniversityFilter(query, UniversityProfile.objects.order_by("organization__code"))
    assert found.is_valid() is (query != {"node": ["ic-9"]})
    assert list(found.qs.values_list("organization__code", flat=True)) == codes


@pytest.mark.parametrize("rows", [1, 50])
def test_the_directory_costs_the_same_for_one_and_for_fifty(rows, visitor, django_assert_num_queries):
    InstitutionOrganizationFactory.create_batch(rows)
    with django_assert_num_queries(2):
        for profile in UniversityProfile.objects.visible_to(visitor).for_list():
            str(profile), profile.organization.park, list(profile.nodes.all())


@pytest.mark.parametrize("model", ["universityprofile", "majorenrolment", "researchplatform", "platformfunding"])
def test_system_admin_may_look(admin_xu, settings, model):
    settings.ROOT_URLCONF = "tests.accounts.urls"
    PlatformFundingFactory()
    MajorEnrolmentFactory()
    assert client_of(admin_xu).get(f"/admin/universities/{model}/").status_code == 200


def test_a_profile_is_fresh_when_confirmed():
    assert not a_profile().is_fresh(date(2000, 1, 1))
    assert profile_of(people.yanshi_university(), checked_at=timezone.now()).is_fresh(timezone.localdate())
