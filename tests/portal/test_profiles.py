"""Own profiles, codes, enrolment, platforms: who opens them, what is told of a mistake, what is public."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.core import journal
from apps.enterprises.models import EnterpriseProfile
from apps.taxonomy.models import Industry, Node
from apps.universities.models import MajorEnrolment, PlatformFunding, ResearchPlatform, UniversityProfile
from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory, demo_uscc
from tests.factories.universities import (
    MajorEnrolmentFactory,
    PlatformFundingFactory,
    ResearchPlatformFactory,
    profile_of,
)
from tests.personas import Actor, client_of
from tests.portal.conftest import text_of

pytestmark = pytest.mark.django_db
ENTERPRISE_KEEPERS = {"li_na", "zhou_lan", "he_jun", "xin_mei"}
UNIVERSITY_KEEPERS = {"lin_yue", "gu_feng", "wang_wei"}
AT_UNIVERSITY = UNIVERSITY_KEEPERS | {"tang_lab", "shen_mentor", "qian_expert"}
ENTERING = UNIVERSITY_KEEPERS | {"tang_lab"}
OPEN = {
    "/desk/enterprise/": ENTERPRISE_KEEPERS,
    "/desk/university/": UNIVERSITY_KEEPERS,
    "/desk/enrolment/": AT_UNIVERSITY,
    "/desk/enrolment/2026/": UNIVERSITY_KEEPERS,
    "/desk/platforms/": AT_UNIVERSITY,
    "/desk/platforms/new/": ENTERING,
    "/desk/codes/": ENTERPRISE_KEEPERS
    | UNIVERSITY_KEEPERS
    | {"sun_centre", "zhao_office", "chen_committee", "safe_gao"},
}


def node(code: str = "chip", name: str = "芯片设计") -> Node:
    industry, _ = Industry.objects.get_or_create(code="ic", defaults={"name": "集成电路", "order": 1})
    return Node.objects.create(code=code, name=name, industry=industry, level="track", order=1)


def report(*rows: dict, initial: int = 0, **more) -> dict:
    """What the enrolment form posts."""
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": initial, **more}
    return data | {f"form-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


MAJOR = {"major_code": "080901", "major_name": "计算机科学与技术", "plan": "60", "actual": "58"}


# Who opens what


@pytest.mark.parametrize("url", OPEN)
def test_a_page_opens_to_those_whose_it_is(personas, url):
    people = {name: actor for name, actor in personas.items() if name != "machine"}
    assert {name for name, actor in people.items() if client_of(actor).get(url).status_code == 200} == OPEN[url]


@pytest.mark.parametrize(
    ("path", "may"),
    [("", {"lin_yue", "gu_feng", "tang_lab", "zhao_office"}), ("funding/", {"lin_yue", "gu_feng", "zhao_office"})],
)
def test_a_platform_is_its_universitys_and_the_desks(personas, path, may):
    platform = ResearchPlatformFactory(organization=personas["lin_yue"].organization)
    url = f"/desk/platforms/{platform.pk}/{path}"
    found = {name: client_of(actor).get(url).status_code for name, actor in personas.items() if name != "machine"}
    assert {name for name, status in found.items() if status == 200} == may
    assert {status for name, status in found.items() if name not in may | {"visitor"}} == {403}
    assert found["visitor"] == 302


def test_a_colleague_who_may_not_write_is_refused_and_nothing_is_kept(shen_mentor, tang_lab, hailu_client):
    assert client_of(shen_mentor).post("/desk/enrolment/2026/", report(MAJOR)).status_code == 403
    assert client_of(tang_lab).post("/desk/university/", {"version": 1, "level": "bachelor"}).status_code == 403
    assert client_of(tang_lab).post("/desk/university/confirm/").status_code == 403
    assert client_of(hailu_client).post("/desk/enterprise/", {"version": 1, "scale": "small"}).status_code == 403
    assert MajorEnrolment.objects.count() == 0
    assert set(UniversityProfile.objects.values_list("level", flat=True)) == {""}


@pytest.mark.parametrize("path", ["enterprise/confirm/", "university/confirm/", "profile/confirm/"])
def test_confirming_is_a_post(li_na, path):
    assert client_of(li_na).get(f"/desk/{path}").status_code in (404, 405)


def test_the_rail_leads_there(li_na, lin_yue):
    enterprise, university = (client_of(who).get("/desk/").content.decode() for who in (li_na, lin_yue))
    own = ["/desk/enterprise/", "/desk/university/", "/desk/enrolment/", "/desk/platforms/"]
    assert [url for url in own if f'href="{url}"' in enterprise] == ["/desk/enterprise/"]
    assert [url for url in own if f'href="{url}"' in university] == own[1:]


# The enterprise's profile


def test_an_enterprise_keeps_its_profile(li_na):
    browser, chip = client_of(li_na), node()
    page = browser.get("/desk/enterprise/")
    assert "未申报" in text_of(page)
    answer = browser.post(
        "/desk/enterprise/", {"version": 1, "products": "空气轴承", "staff": "80", "nodes": [chip.pk]}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/desk/enterprise/")
    profile = EnterpriseProfile.objects.get(organization=li_na.organization)
    assert (profile.products, profile.staff, list(profile.nodes.all()), profile.version) == ("空气轴承", 80, [chip], 2)


def test_its_titles_are_shown_and_cannot_be_typed(li_na):
    EnterpriseProfile.objects.filter(organization=li_na.organization).update(
        integration="certified", integration_since=date(2025, 3, 1), integration_basis="演示〔2025〕1 号"
    )
    browser = client_of(li_na)
    assert "已认定 2025年3月1日 · 演示〔2025〕1 号" in text_of(browser.get("/desk/enterprise/"))
    browser.post("/desk/enterprise/", {"version": 1, "integration": "none", "scale": "small"})
    profile = EnterpriseProfile.objects.get(organization=li_na.organization)
    assert (profile.integration, profile.scale) == ("certified", "small")


def test_what_is_missing_is_named_and_leads_to_its_field(li_na):
    page = client_of(li_na).get("/desk/enterprise/")
    missing = {item.label: item.url for item in page.context["missing"]}
    assert page.context["completeness"].percent == 21  # code, contact and phone of fourteen
    assert (missing["主营业务"], missing["地址"]) == ("#field-business", "/desk/profile/")
    assert 'id="field-business"' in page.content.decode()
    assert "资料完整度 21% 3 / 14" in text_of(page)


def test_more_researchers_than_staff_is_told_beside_the_field(li_na):
    answer = client_of(li_na).post("/desk/enterprise/", {"version": 1, "staff": "5", "research_staff": "9"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["research_staff"] == ["研发人员 9 人多于员工 5 人，请核对两项人数"]
    assert EnterpriseProfile.objects.get(organization=li_na.organization).staff is None


@pytest.mark.parametrize(
    ("field", "typed"),
    [("staff", "9" * 40), ("registered_capital", "-1"), ("nodes", "x"), ("business", "长" * 2001), ("scale", "\x00")],
)
def test_odd_input_is_an_error_beside_its_field(li_na, field, typed):
    answer = client_of(li_na).post("/desk/enterprise/", {"version": 1, field: typed})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_somebody_saved_first_and_both_versions_are_shown(li_na, zhou_lan):
    chip, board = node(), node("board", "电路板")
    client_of(zhou_lan).post("/desk/enterprise/", {"version": 1, "products": "她的", "staff": "7", "nodes": [board.pk]})
    mine = {"version": 1, "products": "我的", "staff": "7", "nodes": [chip.pk], "founded_on": "2020-01-02"}
    answer = client_of(li_na).post("/desk/enterprise/", mine)
    assert answer.status_code == 409
    assert answer.context["differences"] == [
        ("成立日期", "（空）", "2020-01-02"),
        ("主要产品与服务", "她的", "我的"),
        ("所在产业链环节", "电路板", "芯片设计"),
    ]
    html = answer.content.decode()
    assert ">我的</textarea>" in html.replace("\n", "") and 'name="version" value="2"' in html
    assert client_of(li_na).post("/desk/enterprise/", mine | {"version": 2}).status_code == 302
    assert EnterpriseProfile.objects.get(organization=li_na.organization).products == "我的"


def test_the_organizations_own_page_shows_the_difference_too(li_na, zhou_lan):
    client_of(zhou_lan).post("/desk/profile/", {"version": 1, "intro": "她写的", "contact_name": "演示联系人"})
    answer = client_of(li_na).post("/desk/profile/", {"version": 1, "intro": "我写的", "contact_name": "演示联系人"})
    assert (answer.status_code, answer.context["differences"]) == (409, [("单位简介", "她写的", "我写的")])


@pytest.mark.parametrize(
    ("path", "model"),
    [("enterprise/", EnterpriseProfile), ("profile/", type(None)), ("university/", UniversityProfile)],
)
def test_confirming_makes_it_fresh_without_a_new_version(li_na, lin_yue, path, model):
    actor = lin_yue if path == "university/" else li_na
    record = actor.organization if path == "profile/" else model.objects.get(organization=actor.organization)
    type(record).objects.filter(pk=record.pk).update(checked_at=timezone.now() - timedelta(days=200))
    answer = client_of(actor).post(f"/desk/{path}confirm/")
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/{path}")
    before, record = record.version, type(record).objects.get(pk=record.pk)
    assert (record.is_fresh(timezone.localdate()), record.version) == (True, before)
    assert [entry.verb for entry in journal.of(record)] == ["confirm"]


# Codes


def test_the_code_page_says_which_check_failed(xin_mei):
    browser = client_of(xin_mei)
    wrong = demo_uscc(7)[:-1] + ("0" if demo_uscc(7)[-1] != "0" else "1")
    for typed, words in [
        ("123", "应为 18 位，现为 3 位"),
        ("I" + demo_uscc(7)[1:], "第 1 位「I」不是可用字符"),
        (wrong, "校验不通过"),
        ("", "必填"),
    ]:
        answer = browser.post("/desk/codes/", {"uscc": typed})
        assert answer.status_code == 422
        assert words in text_of(answer)
    assert browser.post("/desk/codes/", {"uscc": f" {demo_uscc(7).lower()} "}).status_code == 302
    xin_mei.organization.refresh_from_db()
    assert xin_mei.organization.uscc == demo_uscc(7)


def test_anothers_code_and_a_verified_organizations_code_stay(xin_mei, li_na):
    taken = client_of(xin_mei).post("/desk/codes/", {"uscc": li_na.organization.uscc})
    assert (taken.status_code, "已登记在另一家单位名下" in text_of(taken)) == (422, True)
    verified = client_of(li_na).post("/desk/codes/", {"uscc": demo_uscc(9)})
    assert (verified.status_code, "代码不能自行修改" in text_of(verified)) == (422, True)
    li_na.organization.refresh_from_db()
    assert li_na.organization.uscc == demo_uscc(900001)


def test_a_school_has_a_school_code(db):
    school = OrganizationFactory(code="new-school", sort="institution", unverified=True)
    place = MembershipFactory(user=UserFactory(), organization=school, role="lead_department")
    browser = client_of(Actor(user=place.user, membership=place))
    both = {"institution_code": "4.13101E9", "uscc": "12"}
    answer = browser.post("/desk/codes/", both)
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["institution_code", "uscc"])
    assert browser.post("/desk/codes/", {"institution_code": "９９００９０００７７"}).status_code == 302
    school.refresh_from_db()
    assert (school.institution_code, school.uscc) == ("9900900077", None)


# The university


def test_a_university_names_its_department_and_its_liaisons(lin_yue):
    browser = client_of(lin_yue)
    answer = browser.post("/desk/university/", {"version": 1, "level": "bachelor", "lead_department": "科研处"})
    assert answer.status_code == 302
    words = text_of(browser.get("/desk/university/"))
    assert "牵头部门 科研处" in words
    assert "协同专员 林悦" in words
    assert "理工农医占比 数据不足" in words


def test_more_dual_teachers_than_teachers(lin_yue):
    answer = client_of(lin_yue).post("/desk/university/", {"version": 1, "teachers": "5", "dual_teachers": "9"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["dual_teachers"])


def test_enrolment_is_reported_and_its_share_shown(lin_yue):
    browser = client_of(lin_yue)
    history = {"major_code": "060101", "major_name": "历史学", "plan": "20", "actual": "42"}
    answer = browser.post("/desk/enrolment/2026/", report(MAJOR, history, {}))
    assert (answer.status_code, answer["Location"]) == (302, "/desk/enrolment/?year=2026")
    page = browser.get(answer["Location"])
    assert [(year["year"], year["plan"], year["actual"], str(year["share"])) for year in page.context["years"]] == [
        (2026, 80, 100, "58.0")
    ]
    assert "58.0%" in text_of(page)


def test_an_unknown_figure_is_no_zero(lin_yue):
    MajorEnrolmentFactory(organization=lin_yue.organization, actual=None, plan=None)
    MajorEnrolmentFactory(organization=lin_yue.organization, category="06")
    page = client_of(lin_yue).get("/desk/enrolment/")
    chosen = page.context["chosen"]
    assert (chosen["plan"], chosen["actual"], chosen["share"]) == (None, None, None)
    assert text_of(page).count("数据不足") == 5  # the year's three and the row's two


def test_every_defect_of_the_report_stands_in_its_row_and_nothing_is_written(lin_yue):
    rows = [MAJOR, MAJOR | {"major_name": "又一个"}, {"major_code": "8", "major_name": "短码"}]
    answer = client_of(lin_yue).post("/desk/enrolment/2026/", report(*rows))
    assert answer.status_code == 422
    assert list(answer.context["formset"].errors[2]) == ["major_code"]
    answer = client_of(lin_yue).post("/desk/enrolment/2026/", report(*rows[:2]))
    assert answer.context["formset"].errors[1] == {"major_code": ["专业代码 080901 与第 1 行重复，请合并为一行"]}
    assert MajorEnrolment.objects.count() == 0


def test_last_years_majors_are_there_without_their_figures(lin_yue):
    MajorEnrolmentFactory(organization=lin_yue.organization, year=2025, major_code="080901", major_name="计算机")
    formset = client_of(lin_yue).get("/desk/enrolment/2026/").context["formset"]
    assert (formset[0]["major_name"].value(), formset[0]["plan"].value()) == ("计算机", None)
    assert client_of(lin_yue).get("/desk/enrolment/2025/").context["formset"][0]["plan"].value() == 60


def test_a_row_is_taken_out_and_rows_are_added_without_losing_what_was_typed(lin_yue):
    MajorEnrolmentFactory(organization=lin_yue.organization, major_code="080901")
    browser = client_of(lin_yue)
    longer = browser.post("/desk/enrolment/2026/", report(MAJOR, initial=1, more="1")).context["formset"]
    assert (len(longer.forms), longer[0]["major_name"].value()) == (11, "计算机科学与技术")
    gone = report(MAJOR | {"DELETE": "on"}, MAJOR | {"major_code": "080902"}, initial=1)
    assert browser.post("/desk/enrolment/2026/", gone).status_code == 302
    assert list(MajorEnrolment.objects.values_list("major_code", flat=True)) == ["080902"]


@pytest.mark.parametrize(
    "data", [{}, {"form-TOTAL_FORMS": "x"}, {"form-TOTAL_FORMS": "9" * 30, "form-INITIAL_FORMS": "0"}]
)
def test_a_broken_table_is_refused(lin_yue, data):
    MajorEnrolmentFactory(organization=lin_yue.organization)
    assert client_of(lin_yue).post("/desk/enrolment/2026/", data).status_code == 422
    assert MajorEnrolment.objects.count() == 1


@pytest.mark.parametrize("year", [1999, 2101, 10**20])
def test_years_out_of_reach_do_not_exist(lin_yue, year):
    assert client_of(lin_yue).get(f"/desk/enrolment/{year}/").status_code == 404


def test_platforms_and_their_four_lines(lin_yue):
    browser = client_of(lin_yue)
    assert browser.post("/desk/platforms/new/", {"name": "演示低温平台", "level": "area"}).status_code == 302
    twice = browser.post("/desk/platforms/new/", {"name": "演示低温平台"})
    assert (twice.status_code, "本单位已登记同名平台" in text_of(twice)) == (422, True)
    platform = ResearchPlatform.objects.get()
    lines = {"year": "2026", "operating": "120", "projects": "30.5", "equity": "0", "ecosystem": ""}
    assert browser.post(f"/desk/platforms/{platform.pk}/funding/", lines).status_code == 302
    assert "2026 年 120 万元 30.5 万元 0 万元 数据不足 数据不足" in text_of(browser.get("/desk/platforms/"))
    assert browser.post(f"/desk/platforms/{platform.pk}/funding/", lines | {"ecosystem": "9"}).status_code == 302
    assert [str(row.total) for row in PlatformFunding.objects.all()] == ["159.50"]
    again = browser.get(f"/desk/platforms/{platform.pk}/funding/?year=2026").context["form"]
    assert str(again["ecosystem"].value()) == "9.00"
    assert browser.post(f"/desk/platforms/{platform.pk}/", {"name": "改了名"}).status_code == 302
    assert ResearchPlatform.objects.get().name == "改了名"


@pytest.mark.parametrize(("field", "typed"), [("year", "99999999999"), ("operating", "-1"), ("projects", "1e50")])
def test_odd_funding_is_an_error_beside_its_field(lin_yue, field, typed):
    platform = ResearchPlatformFactory(organization=lin_yue.organization)
    answer = client_of(lin_yue).post(f"/desk/platforms/{platform.pk}/funding/", {"year": "2026", field: typed})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert PlatformFunding.objects.count() == 0


# Counted, and public


@pytest.mark.parametrize(
    ("url", "count"), [("/desk/platforms/", 7), ("/desk/enrolment/", 6), ("/desk/enrolment/2026/", 6)]
)
def test_the_number_of_queries_does_not_grow(lin_yue, django_assert_max_num_queries, url, count):
    def fill(number):
        for _ in range(number):
            PlatformFundingFactory(platform=ResearchPlatformFactory(organization=lin_yue.organization))
            MajorEnrolmentFactory(organization=lin_yue.organization)

    browser = client_of(lin_yue)
    fill(1)
    browser.get(url)
    for more in (0, 30):
        fill(more)
        with django_assert_max_num_queries(count, exact=True):
            browser.get(url)


def test_the_public_page_shows_the_public_part_only(li_na, lin_yue, visitor):
    EnterpriseProfile.objects.filter(organization=li_na.organization).update(
        integration="certified",
        integration_since=date(2025, 3, 1),
        products="空气轴承",
        research_spending=777,
        staff=4321,
    )
    words = text_of(client_of(visitor).get("/organizations/hailu/"))
    assert [word for word in ("已认定（2025年3月1日）", "空气轴承", "777", "4321") if word in words] == [
        "已认定（2025年3月1日）",
        "空气轴承",
    ]
    profile_of(lin_yue.organization, lead_department="科研处", students=18000)
    MajorEnrolmentFactory(organization=lin_yue.organization, major_name="演示专业甲", actual=58)
    PlatformFundingFactory(
        platform=ResearchPlatformFactory(organization=lin_yue.organization, name="演示平台甲"), operating=888
    )
    words = text_of(client_of(visitor).get("/organizations/yanshi/"))
    known = ("科研处", "18,000 人", "100.0%", "演示平台甲", "林悦", "演示专业甲", "888")
    assert [word for word in known if word in words] == ["科研处", "18,000 人", "100.0%", "演示平台甲"]


# Admin's door


def test_admin_has_no_login_of_its_own(visitor, li_na, admin_xu):
    for path in ("/admin/", "/admin/login/"):
        answer = client_of(visitor).get(path, follow=True)
        assert answer.redirect_chain[-1] == ("/login/?next=/admin/", 302)
    posted = client_of(visitor).post("/admin/login/", {"username": "admin.xu@example.com", "password": "x"})
    assert (posted.status_code, posted["Location"]) == (302, "/login/?next=/admin/")
    assert client_of(li_na).get("/admin/", follow=True).status_code == 403
    assert client_of(admin_xu).get("/admin/login/")["Location"] == "/admin/"
