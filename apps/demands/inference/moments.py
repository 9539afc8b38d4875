"""Points in time as people write them: 2027年3月底, 明年上半年, 年底前, 下个月, 国庆前, end of March."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from apps.demands.inference.calendar import day_of, feast, month_end, plus_months
from apps.demands.inference.numerals import number
from apps.demands.inference.source import Source

AHEAD = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "来年": 1, "后年": 2}
WEEKDAYS = {
    name: index for index, names in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天末7")) for name in names
}
ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAMES = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
ENGLISH_DAY = r"(?:\s(?P<day>[0-9]{1,2})(?![0-9])(?:st|nd|rd|th)?,?)?"

YEAR = (
    r"(?:(?P<year>(?<![0-9.])20[0-9]{2}(?![0-9])|(?<![0-9.])[2-4][0-9](?=\s?年)|二[〇零][〇零一二三四五六七八九]{2}"
    r"|前年|去年|今年|本年|明年|来年|后年)\s?年?度?的?\s?)"
)
NUMBERED = r"(?P<month>(?<![0-9])(?:1[0-2]|0?[1-9])|(?<![一二三四五六七八九十])(?:十[一二]?|[一二三四五六七八九]))"
DAY = r"(?P<day>3[01]|[12][0-9]|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?![0-9])"
PART = r"(?P<part>上旬|中旬|下旬|初|中(?![旬期心级试间国小])|底|末)?"
BY = r"(?P<by>之前|以前|前(?![后期来端景面道述]))?"
DATED = "(?=[0-9一二三四五六七八九十前去今本明来后])"  # a year or month begins so; fails fast everywhere else
QUARTER = r"(?:第?(?P<quarter>[一二三四1-4])\s?个?季度?|(?<![a-z])q(?P<q>[1-4])(?![0-9a-z]))"
FEASTS = "春节|过年|元旦|五一|劳动节|国庆|教师节|寒假|暑假|暑期|双十一|开学|圣诞"
NOT_COUNTED = r"(?<![0-9一二两三四五六七八九十半几多全每逐历往同])"


@dataclass(frozen=True)
class Moment:
    """A day, the words that name it, and how much they look like a deadline by themselves."""

    start: int
    end: int
    day: date
    sure: float


Reader = Callable[[dict[str, str | None], date], date | None]


def year_of(token: str | None, today: date) -> int | None:
    """The year a token names; nothing when it names none."""
    if not token:
        return None
    if token in AHEAD:
        return today.year + AHEAD[token]
    if token[0] == "二":
        return int("".join(str("〇一二三四五六七八九".index(digit.replace("零", "〇"))) for digit in token))
    value = int(token)
    return value if value >= 2000 else 2000 + value


def small(token: str | None) -> int:
    return int(number(token or "") or 0)


def upcoming(make: Callable[[int], date | None], year: int | None, today: date) -> date | None:
    """The day in the year said, or the next one to come when none was said."""
    if year is not None:
        return make(year)
    this = make(today.year)
    return this if this and this >= today else make(today.year + 1)


def part_of_month(year: int, month: int, part: str | None, by: str | None) -> date | None:
    """初 is the 10th, 中 the 15th, otherwise the last day; 「3月前」 ends with February."""
    if part in ("初", "上旬"):
        return day_of(year, month, 10)
    if part in ("中", "中旬"):
        return day_of(year, month, 15)
    first = day_of(year, month, 1)
    if part is None and by:
        return first and first - timedelta(days=1)
    return month_end(year, month)


def read_day(said: dict[str, str | None], today: date) -> date | None:
    month, day = small(said["month"]), small(said["day"])
    return upcoming(lambda year: day_of(year, month, day), year_of(said["year"], today), today)


def read_month(said: dict[str, str | None], today: date) -> date | None:
    month, part, by = small(said["month"]), said.get("part"), said.get("by")
    return upcoming(lambda year: part_of_month(year, month, part, by), year_of(said["year"], today), today)


def read_quarter(said: dict[str, str | None], today: date) -> date | None:
    month = small(said["quarter"] or said["q"]) * 3
    return upcoming(lambda year: month_end(year, month), year_of(said["year"], today), today)


def read_half(said: dict[str, str | None], today: date) -> date | None:
    month = 6 if said["half"] == "上" else 12
    return upcoming(lambda year: month_end(year, month), year_of(said["year"], today), today)


def read_edge(said: dict[str, str | None], today: date) -> date | None:
    """年底 and 年内 are New Year's Eve, 年中 is June, 年初 January; 「2027年前」 ends the year before."""
    edge, year = said["edge"] or "", year_of(said["year"], today)
    if "前" in edge:
        return month_end((year or today.year) - 1, 12)
    month = 1 if "初" in edge else 6 if "中" in edge else 12
    return upcoming(lambda y: month_end(y, month), year, today)


def read_feast(said: dict[str, str | None], today: date) -> date | None:
    """The day before, or a fortnight into it when 后 is said."""
    name = said["feast"] or ""
    shift = timedelta(days=14 if "后" in (said["side"] or "") else -1)
    return upcoming(lambda year: (day := feast(name, year)) and day + shift, year_of(said["year"], today), today)


def read_near_month(said: dict[str, str | None], today: date) -> date | None:
    """本月、下个月 with their parts; 月底 alone is this month's."""
    first = plus_months(today.replace(day=1), (said["which"] or "").count("下"))
    return first and part_of_month(first.year, first.month, said["part"], None)


def read_near_quarter(said: dict[str, str | None], today: date) -> date | None:
    first = plus_months(today.replace(day=1), 2 - (today.month - 1) % 3 + 3 * (said["which"] or "").count("下"))
    return first and month_end(first.year, first.month)


def read_week(said: dict[str, str | None], today: date) -> date | None:
    """Friday when only the week is said."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=(said["which"] or "").count("下"))
    return monday + timedelta(days=WEEKDAYS.get(said["weekday"] or "五", 4))


def read_english(said: dict[str, str | None], today: date) -> date | None:
    month = ENGLISH.index((said["name"] or "")[:3]) + 1
    day = small(said["day"])
    make = (lambda year: day_of(year, month, day)) if day else (lambda year: month_end(year, month))
    return upcoming(make, int(said["year"]) if said["year"] else None, today)


# A cheap sign that the rule may match at all, the rule, how to read it, how much it looks like a deadline by itself.
READERS: tuple[tuple[re.Pattern[str], re.Pattern[str], Reader, float], ...] = tuple(
    (re.compile(sign), re.compile(rule), reader, sure)
    for sign, rule, reader, sure in (
        ("月", rf"{DATED}{YEAR}?{NUMBERED}\s?月\s?{DAY}\s?(?:[日号](?:之前|以前|前)?|(?=之?前))", read_day, 1.5),
        (
            "[./-]",
            r"(?<![0-9.])(?P<year>20[0-9]{2})\s?[./-]\s?(?P<month>1[0-2]|0?[1-9])\s?[./-]\s?"
            r"(?P<day>[0-3]?[0-9])(?![0-9])",
            read_day,
            1.5,
        ),
        ("月", rf"{DATED}{YEAR}?{NUMBERED}\s?月份?{PART}{BY}", read_month, 1.0),
        (
            "[./-]",
            r"(?<![0-9.])(?P<year>20[0-9]{2})\s?[./-]\s?(?P<month>1[0-2]|0?[1-9])"
            r"(?![0-9./]|-[0-9]{1,2}(?![0-9]))(?:月份?)?(?P<part>初|中|底|末)?",
            read_month,
            0.6,
        ),
        ("季|q", rf"{YEAR}?{QUARTER}[末底]?", read_quarter, 1.0),
        ("半年", rf"{YEAR}?(?P<half>[上下])半年", read_half, 1.0),
        (
            "[底末内初中前]",
            rf"{DATED}{YEAR}(?P<edge>年?底|年?末|内(?![部容])|年?初|年?中(?![旬期心级试间国小])|(?:之|以)前|前(?![后期来端景面]))",
            read_edge,
            1.2,
        ),
        ("年[底末内中]", rf"(?P<year>)?{NOT_COUNTED}(?P<edge>年底|年末|年内(?!部)|年中(?!期))", read_edge, 1.2),
        (
            "年",
            r"(?P<edge>)?(?P<year>(?<![0-9.])20[0-9]{2}(?=年)|明年|后年)年?(?![0-9一二三四五六七八九十年级款届第的])",
            read_edge,
            -0.4,
        ),
        (
            FEASTS,
            rf"{YEAR}?(?P<feast>{FEASTS})(?:节|假期|长假)?(?P<side>(?:之|以)?[前后])",
            read_feast,
            1.2,
        ),
        ("年前", rf"(?P<year>)?{NOT_COUNTED}(?P<feast>年)(?P<side>前)(?![后期来端景面])", read_feast, 0.8),
        (
            "月",
            r"(?P<which>下下个?|下个?|这个?|本|当)月份?(?P<part>初|上旬|中旬|下旬|中(?!旬)|底|末)?",
            read_near_month,
            1.0,
        ),
        ("月[底末]", r"(?P<which>)(?<![0-9一二三四五六七八九十下本这个每当份])月(?P<part>底|末)", read_near_month, 1.0),
        ("季", r"(?P<which>下个?|这个?|本)季度末?", read_near_quarter, 1.0),
        (
            "周|星期|礼拜",
            r"(?P<which>下下个?|下个?|这个?|本)(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末1-7])?",
            read_week,
            1.0,
        ),
        (
            "[a-z]",
            rf"\b(?:by|before|until|end of|due)\s(?:the\s)?(?:end\sof\s)?{MONTH_NAMES}{ENGLISH_DAY}"
            r"(?:\s(?P<year>20[0-9]{2}))?",
            read_english,
            1.5,
        ),
        ("[a-z]", rf"\b{MONTH_NAMES}{ENGLISH_DAY}\s(?P<year>20[0-9]{{2}})", read_english, 0.8),
    )
)


def moments(source: Source, today: date) -> list[Moment]:
    """Every day named that is not past, in order; of readings that overlap, the longest."""
    found: list[Moment] = []
    for sign, rule, reader, sure in READERS:
        for match in rule.finditer(source.text) if sign.search(source.text) else ():
            if day := reader(match.groupdict(), today):
                found.append(Moment(*match.span(), day, sure))
    found.sort(key=lambda moment: (moment.start - moment.end, moment.start))
    kept: list[Moment] = []
    for moment in found:
        if all(moment.end <= other.start or other.end <= moment.start for other in kept):
            kept.append(moment)
    return sorted((moment for moment in kept if moment.day >= today), key=lambda moment: moment.start)
