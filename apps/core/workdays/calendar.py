"""Working days counted over values alone: weekends, the days a notice moved, and the years nobody has noticed yet."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Due:
    """A day to be met; `estimate` when the way there crosses a year whose notice is not in yet."""

    day: date
    estimate: bool = False


@dataclass(frozen=True)
class Calendar:
    """Monday to Friday, except where `moved` says otherwise (day → works); `years` are those with a notice."""

    moved: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    changes: tuple[tuple[date, int], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Each moved day that differs from its weekday adds or takes one; summed up, a span costs two look-ups."""
        total, summed = 0, []
        for day in sorted(self.moved):
            total += int(self.moved[day]) - int(is_weekday(day))
            summed.append((day, total))
        object.__setattr__(self, "changes", tuple(summed))

    def known(self, year: int) -> bool:
        return year in self.years

    def is_workday(self, day: date) -> bool:
        return self.moved.get(day, is_weekday(day))

    def add(self, day: date, n: int) -> Due:
        """The n-th working day after `day` (before it, for a negative n); 0 is the day itself."""
        step, left, here = (ONE if n > 0 else -ONE), abs(n), day
        while left:
            here += step
            left -= self.is_workday(here)
        return Due(here, self.is_estimate(day, here))

    def between(self, a: date, b: date) -> int:
        """Working days after `a` up to and with `b`; backwards, from `b` up to the day before `a`, as a negative."""
        if b < a:
            return -self.between(b - ONE, a - ONE)
        return self._upto(b) - self._upto(a)

    def is_estimate(self, a: date, b: date) -> bool:
        """Whether the days from `a` to `b` touch a year without a notice; the day one starts on does not count."""
        if a == b:
            return False
        first, last = (a + ONE, b) if a < b else (b, a - ONE)
        return any(year not in self.years for year in range(first.year, last.year + 1))

    def _upto(self, day: date) -> int:
        """Working days from the beginning of time, which was a Monday, to `day`."""
        weeks, rest = divmod(day.toordinal(), 7)
        place = bisect_right(self.changes, day, key=lambda change: change[0])
        return 5 * weeks + min(rest, 5) + (self.changes[place - 1][1] if place else 0)


def is_weekday(day: date) -> bool:
    return day.weekday() < SATURDAY


def read_years(rows: Iterable[tuple[int, date, bool]], years: Iterable[int]) -> Calendar:
    """A calendar from (year of the notice, day, works): of two notices on one day the later one holds."""
    return Calendar({day: works for _, day, works in sorted(rows)}, frozenset(years))
