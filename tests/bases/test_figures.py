"""A year is reported with its evidence; what cannot be right is told, all at once, and nothing is written."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.bases import services
from apps.bases.indicators import COMPUTED, DECLARED, contradictions, leaps
from apps.bases.models import YearlyFigure
from apps.bases.services import Entry
from apps.core import facts, rules
from apps.core.errors import Defects
from tests.api.conftest import program_of
from tests.factories.bases import BaseFactory, YearlyFigureFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db


def last() -> int:
    """Last year — asked each time, for a run may begin in the old year and end in the new one."""
    return timezone.localdate().year - 1


def report(base, actor, year=None, **values):
    entries = {slug: value if isinstance(value, Entry) else Entry(value, "学员名册") for slug, value in values.items()}
    return services.declare(base=base, year=year or last(), entries=entries, actor=actor)


def refused(base, actor, year=None, **values) -> list[tuple[str, str]]:
    with pytest.raises(Defects) as told:
        report(base, actor, year, **values)
    assert YearlyFigure.objects.filter(year=year).count() == 0
    return [(defect.field, defect.message) for defect in told.value.defects]


def test_a_year_is_written_over_and_taken_back(base, li_na):
    report(base, li_na, students="120", investment="58.50 万元")
    report(base, li_na, students="130")
    assert dict(base.figures.values_list("indicator", "value")) == {"students": 130, "investment": Decimal("58.50")}
    report(base, li_na, investment=Entry())
    assert list(base.figures.values_list("indicator", flat=True)) == ["students"]


def test_everything_that_is_wrong_is_told_at_once(base, li_na):
    told = refused(
        base,
        li_na,
        partners="3",
        nonsense="1",
        students="一百二十",
        courses="12.5",
        workers="-1",
        mentors=Entry("4", ""),
        patents=Entry("2", "受理通知书", "受理.pdf"),
    )
    assert [field for field, _ in told] == [
        "partners",
        "nonsense",
        "students",
        "courses",
        "workers",
        "mentors-evidence",
        "patents-link",
    ]
    assert told[0][1] == "“共建单位”由平台计算，不能填报"


@pytest.mark.parametrize("later", [-10, -5, 2])
def test_a_year_that_is_not_open(base, li_na, later):
    assert refused(base, li_na, last() + later, students="10")[0][0] == "year"


def test_no_year_before_the_base_was_there(li_na):
    base = BaseFactory(organization=li_na.organization, founded=last() + 1)
    assert services.years_open(base, timezone.localdate()) == [last() + 1]
    assert services.years_open(BaseFactory(founded=None), date(2026, 5, 1)) == [2026, 2025, 2024]
    assert services.years_open(BaseFactory(founded=2030), date(2026, 5, 1)) == []


def test_a_part_is_not_larger_than_its_whole(base, li_na):
    assert refused(base, li_na, graduates="40", stayed="41") == [("stayed", "其中留临港就业 41 多于合作培养毕业生 40")]
    report(base, li_na, graduates="40", stayed="40")


def test_the_whole_reported_earlier_counts_too(base, li_na):
    report(base, li_na, graduates="40")
    with pytest.raises(Defects, match="多于合作培养毕业生"):
        report(base, li_na, stayed="41")


def test_a_leap_has_to_be_explained(base, li_na):
    report(base, li_na, last() - 1, students="50")
    assert refused(base, li_na, students="151") == [("students", "培养在校生 151 人，上一年 50，相差 3 倍以上")]
    assert refused(base, li_na, students="16")[0][0] == "students"
    report(base, li_na, students=Entry("151", "学员名册", "", "新增两个专业的订单班"))


@pytest.mark.parametrize(
    ("value", "before", "found"), [(150, 50, 0), (151, 50, 1), (16, 50, 1), (17, 50, 0), (19, 1, 0)]
)
def test_what_a_leap_is(value, before, found):
    told = leaps({"students": Decimal(value)}, {"students": Decimal(before)}, frozenset())
    assert len(told) == found


def test_what_nobody_reported_contradicts_nothing():
    assert contradictions({"stayed": Decimal(5)}) == []


def test_only_the_carriers_writers_report(base, personas):
    able = {name for name, actor in personas.items() if rules.allowed(actor, "declare", base)}
    assert able == {"li_na", "zhou_lan", "hailu_client"}
    with pytest.raises(PermissionDenied):
        report(base, personas["he_jun"], students="10")


def test_unknown_is_never_zero(base, li_na):
    assert facts.fact("bases.students", base).value is facts.UNKNOWN
    report(base, li_na, students="0")
    assert facts.fact("bases.students", base).value == 0


def test_a_fact_is_of_one_year_or_of_the_latest(base):
    for year, value in ((2023, 80), (2024, 90)):
        YearlyFigureFactory(base=base, year=year, value=value)
    other = YearlyFigureFactory(base=BaseFactory(), year=2023, value=7)
    YearlyFigureFactory(base=BaseFactory(state="draft"), year=2024, value=1000)
    assert facts.fact("bases.students", base).value == 90
    assert facts.fact("bases.students", base, 2023).value == 80
    assert facts.fact("bases.students").value == 97
    assert facts.fact("bases.students", None, 2023).value == 87
    assert set(facts.fact("bases.students", None, 2023).rows) == {other, base.figures.get(year=2023)}


def test_no_indicator_names_a_fact_nobody_declared():
    assert facts.unknown_names([one.fact for one in COMPUTED.values()]) == []
    assert set(services.TRACKED) <= {declared.slug for declared in facts.registry}
    assert not set(DECLARED) & set(COMPUTED)


def test_figures_are_seen_as_the_base_is(personas, li_na):
    rows = [
        YearlyFigureFactory(base=BaseFactory(organization=li_na.organization, state=state, visibility=visibility))
        for state, visibility in (("draft", "public"), ("published", "public"), ("published", "committee"))
    ]
    for name, actor in personas.items():
        seen = {row for row in rows if rules.allowed(actor, "view", row)}
        assert seen == set(YearlyFigure.objects.visible_to(actor)), name


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(base, li_na):
    browser, url = client_of(li_na), f"/bases/{base.pk}/figures/"
    page = browser.get(url).content.decode()
    assert ('name="students"' in page, 'name="partners"' in page) == (True, False)
    answer = browser.post(url, {"year": last(), "students": "许多", "students-evidence": "名册"})
    assert (answer.status_code, 'value="许多"' in answer.content.decode()) == (422, True)
    assert browser.post(url, {"year": last(), "students": "12", "students-evidence": "名册"}).status_code == 302
    assert "名册" in client_of(li_na).get(base.get_absolute_url()).content.decode()


def test_over_the_api(base, li_na, he_jun):
    program = program_of(li_na)
    body = {"year": last(), "figures": {"students": {"value": 120, "evidence": "学员名册"}}}
    status, answer = program.post(f"bases/{base.pk}/figures/", body)
    assert (status, [(row["indicator"], row["value"]) for row in answer["results"]]) == (200, [("students", 120)])
    assert program.get(f"bases/{base.pk}/figures/") == (200, answer)
    status, answer = program.post(f"bases/{base.pk}/figures/", {"year": last(), "figures": {"partners": {"value": 9}}})
    assert (status, answer["errors"][0]["pointer"]) == (422, "/partners")
    for odd in (
        {},
        {"year": "x"},
        {"year": last(), "figures": []},
        {"year": last(), "figures": {"students": {"worth": 1}}},
    ):
        assert program.post(f"bases/{base.pk}/figures/", odd)[0] == 422
    for value in ([1], {"a": 1}, True, "1e400", "9" * 400, "\x00"):
        odd = {"year": last(), "figures": {"students": {"value": value, "evidence": "名册"}}}
        assert program.post(f"bases/{base.pk}/figures/", odd)[0] == 422, value
    assert program_of(he_jun).post(f"bases/{base.pk}/figures/", body)[0] == 403
