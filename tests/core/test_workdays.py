"""Working days: literal dates across feasts and 调休, a year nobody noticed yet, and what holds for every day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from apps.core import context, workdays
from apps.core.errors import Defects, Stale
from apps.core.models import CalendarDay, CalendarYear, JournalEntry
from apps.core.workdays import Calendar, Day, Due
from apps.core.workdays.seed import packaged, seed
from tests.core.conftest import person

OFFICIAL_2026 = """
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
"""
MADE_UP_2027 = """
元旦：1月1日（周五）至3日（周日）放假，共3天。
春节：2月5日（周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。
"""

# Read off the printed calendar and the notices by hand.
DUE = [
    # 中秋 and 国庆 2026: 20 September (Sunday) and 10 October (Saturday) are worked
    ("2026-09-18", 1, "2026-09-20", False),
    ("2026-09-18", 2, "2026-09-21", False),
    ("2026-09-18", 5, "2026-09-24", False),
    ("2026-09-19", 1, "2026-09-20", False),
    ("2026-09-24", 1, "2026-09-28", False),
    ("2026-09-24", 3, "2026-09-30", False),
    ("2026-09-24", 4, "2026-10-08", False),
    ("2026-09-30", 1, "2026-10-08", False),
    ("2026-09-30", 3, "2026-10-10", False),
    ("2026-09-30", 4, "2026-10-12", False),
    ("2026-09-30", 5, "2026-10-13", False),
    ("2026-10-01", 1, "2026-10-08", False),
    ("2026-10-03", 2, "2026-10-09", False),
    ("2026-10-09", 1, "2026-10-10", False),
    ("2026-10-10", 1, "2026-10-12", False),
    ("2026-10-12", -2, "2026-10-09", False),
    ("2026-10-08", -1, "2026-09-30", False),
    # 春节 2026: 14 and 28 February (Saturdays) are worked
    ("2026-02-12", 1, "2026-02-13", False),
    ("2026-02-12", 2, "2026-02-14", False),
    ("2026-02-12", 3, "2026-02-24", False),
    ("2026-02-13", 5, "2026-02-27", False),
    ("2026-02-13", 6, "2026-02-28", False),
    ("2026-02-13", 7, "2026-03-02", False),
    ("2026-02-14", 1, "2026-02-24", False),
    ("2026-02-18", 1, "2026-02-24", False),
    ("2026-02-23", 5, "2026-02-28", False),
    # from one known year into the next: 4 January 2026 (Sunday) is worked
    ("2025-12-31", 1, "2026-01-04", False),
    ("2025-09-30", 1, "2025-10-09", False),
    # into 2027, whose notice is not in: its Mondays to Fridays count, and the answer says that it is an estimate
    ("2026-12-30", 1, "2026-12-31", False),
    ("2026-12-30", 2, "2027-01-01", True),
    ("2026-12-30", 3, "2027-01-04", True),
    ("2026-12-28", 5, "2027-01-04", True),
    ("2026-12-31", 1, "2027-01-01", True),
    ("2027-02-05", 1, "2027-02-08", True),
    ("2027-01-04", -1, "2027-01-01", True),
    ("2027-01-01", -1, "2026-12-31", False),
]


@pytest.fixture
def sun_centre():
    actor = person(9, 90, "centre_operator")
    actor.is_operator = True
    return actor


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "n", "day", "estimate"), DUE)
def test_due_days_across_feasts_and_an_unnoticed_year(start, n, day, estimate):
    assert workdays.add(date.fromisoformat(start), n) == Due(date.fromisoformat(day), estimate)
    assert workdays.between(date.fromisoformat(start), date.fromisoformat(day)) == n


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "works"),
    [("2026-02-14", True), ("2026-02-28", True), ("2026-02-16", False), ("2026-02-21", False), ("2026-02-22", False)]
    + [("2026-10-10", True), ("2026-10-11", False), ("2026-11-21", False), ("2026-11-23", True)]
    + [("2027-01-01", True), ("2027-01-02", False)],
)
def test_days_that_are_worked(day, works):
    assert workdays.is_workday(date.fromisoformat(day)) is works


@pytest.mark.django_db
def test_2026_is_known_and_2027_is_not():
    assert [workdays.known(year) for year in (2019, 2020, 2026, 2027)] == [False, True, True, False]


@pytest.mark.django_db
def test_the_official_notice_reads_as_the_package_has_it():
    read = [(day.date, day.works) for day in workdays.read(OFFICIAL_2026, 2026)]
    assert read == sorted((day, works) for day, works, _ in packaged()[2026])


@pytest.mark.django_db
def test_entering_2027_moves_due_days_and_tells_the_floors_above(sun_centre, django_assert_num_queries):
    heard = []
    workdays.entered.connect(lambda year, actor, **_: heard.append((year, actor)), weak=False, dispatch_uid="here")
    try:
        before = workdays.add(date(2026, 12, 31), 1)
        days = workdays.read(MADE_UP_2027, 2027)
        workdays.enter(year=2027, days=days, source="演示通知", actor=sun_centre)
        after = workdays.add(date(2026, 12, 31), 1)
    finally:
        workdays.entered.disconnect(dispatch_uid="here")
    assert (before, after) == (Due(date(2027, 1, 1), True), Due(date(2027, 1, 4), False))
    assert workdays.add(date(2027, 2, 4), 1) == Due(date(2027, 2, 12), False)
    assert workdays.is_workday(date(2027, 2, 14)) is True
    assert heard == [(2027, sun_centre)]
    assert JournalEntry.objects.filter(verb="enter").count() == 1
    with django_assert_num_queries(1):
        workdays.add(date(2026, 12, 31), 1)


@pytest.mark.django_db
def test_the_second_of_two_who_enter_a_year_is_told(sun_centre):
    workdays.enter(year=2027, days=workdays.read(MADE_UP_2027, 2027), source="甲", actor=sun_centre)
    with pytest.raises(Stale):
        workdays.enter(year=2027, days=[], source="乙", actor=sun_centre)
    again = workdays.enter(year=2027, days=[Day(date(2027, 1, 1), False)], source="丙", actor=sun_centre, version=1)
    assert (again.version, again.source, again.days.count()) == (2, "丙", 1)
    with pytest.raises(Stale):
        workdays.enter(year=2027, days=[], source="丁", actor=sun_centre, version=1)


@pytest.mark.django_db
def test_only_those_whose_work_it_is_enter_a_year(li_na):
    with pytest.raises(PermissionDenied):
        workdays.enter(year=2027, days=[], source="甲", actor=li_na)
    assert not workdays.known(2027)


@pytest.mark.django_db
def test_another_process_sees_the_change_and_a_request_asks_once(sun_centre, django_assert_num_queries):
    assert workdays.known(2027) is False
    CalendarYear.objects.create(year=2027, source="别的进程")  # past `enter`, as another process would do it
    assert workdays.known(2027) is True
    token = context.enter(context.RequestContext("a-request", "127.0.0.1"))
    try:
        with django_assert_num_queries(1):
            assert [workdays.add(date(2026, 10, 9), n).day.day for n in (1, 2, 3)] == [10, 12, 13]
    finally:
        context.leave(token)
    CalendarYear.objects.filter(year=2027).delete()
    token = context.enter(context.RequestContext("a-request", "127.0.0.1"))  # the same number, another request
    try:
        assert workdays.known(2027) is False
    finally:
        context.leave(token)


@pytest.mark.django_db
def test_seeding_again_keeps_what_people_entered():
    year = CalendarYear.objects.get(year=2026)
    year.days.filter(date=date(2026, 10, 10)).delete()
    count = CalendarDay.objects.count()
    assert seed() == []
    assert CalendarDay.objects.count() == count
    year.delete()
    assert seed() == [2026]
    assert CalendarDay.objects.count() == count + 1


@pytest.mark.django_db(transaction=True)
def test_a_flushed_database_knows_the_days_again():
    call_command("flush", interactive=False, verbosity=0)
    assert workdays.known(2026) and not workdays.is_workday(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "没有读到日期"),
        ("春节：2月30日放假", "没有「2月30日」这一天"),
        ("春节：2月5日（周六）放假", "写的是星期六，2027 年这一天是星期五"),
        ("春节：2月5日至11日放假，共8天", "写的是共 8 天，按日期数是 7 天"),
        ("春节：2月5日至11日", "没有写明是放假还是上班"),
        ("春节：2月8日上班", "本来就上班"),
        ("2026-10-01 放假 国庆节", "不在 2027 年"),
        ("2027-05-01 放假\n2027-05-01 上班", "前面写的是放假"),
        ("春节：5日放假", "没有写月份"),
        ("春节：2月11日至5日放假", "前后不对"),
    ],
)
def test_a_notice_that_contradicts_itself_is_not_taken(text, words):
    with pytest.raises(Defects, match=words):
        workdays.read(text, 2027)


def test_every_faulty_line_is_named_at_once():
    with pytest.raises(Defects) as refused:
        workdays.read("春节：2月30日放假\n元旦：1月1日（周五）放假\n国庆：10月1日（周一）放假", 2027)
    assert [defect.row for defect in refused.value.defects] == [1, 3]


def test_one_day_a_line_and_feasts_that_begin_in_december_are_read():
    text = "2026-12-31 休 元旦\n2027/1/3，上班，元旦\n２０２７年１月１日　放假"
    assert workdays.read(text, 2027) == [
        Day(date(2026, 12, 31), False, "元旦"),
        Day(date(2027, 1, 1), False),
        Day(date(2027, 1, 3), True, "元旦"),
    ]


DAYS = st.dates(date(2019, 6, 1), date(2028, 6, 1))
MOVED = {day: works for rows in packaged().values() for day, works, _ in rows}
CALENDAR = Calendar(MOVED, frozenset(packaged()))


@given(DAYS, st.integers(-400, 400))
def test_between_undoes_add(day, n):
    assert CALENDAR.between(day, CALENDAR.add(day, n).day) == n


@given(DAYS, st.integers(-300, 300), st.integers(1, 50))
def test_more_days_end_later_and_on_a_working_day(day, n, more):
    assert CALENDAR.add(day, n).day < CALENDAR.add(day, n + more).day
    assert n == 0 or CALENDAR.is_workday(CALENDAR.add(day, n).day)


@given(DAYS, DAYS)
def test_between_counts_day_by_day(a, b):
    first, last, sign = (a, b, 1) if a <= b else (b - timedelta(1), a - timedelta(1), -1)
    days = [first + timedelta(n) for n in range(1, (last - first).days + 1)]
    assert CALENDAR.between(a, b) == sign * sum(CALENDAR.is_workday(day) for day in days)


@given(DAYS, DAYS, DAYS)
def test_spans_add_up(a, b, c):
    a, b, c = sorted((a, b, c))
    assert CALENDAR.between(a, c) == CALENDAR.between(a, b) + CALENDAR.between(b, c)


@given(DAYS, st.integers(1, 300))
def test_an_estimate_is_said_exactly_when_an_unknown_year_is_touched(day, n):
    due = CALENDAR.add(day, n)
    years = {(day + timedelta(k)).year for k in range(1, (due.day - day).days + 1)}
    assert due.estimate == bool(years - set(CALENDAR.years))
