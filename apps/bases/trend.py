"""Where a line of nightly numbers is going: a straight line through them, once there are enough. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ENOUGH = 6  # snapshots below which nothing is said of the future
AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class Trend:
    """Change a day, and the value to expect `AHEAD` of the last night; never below nothing."""

    per_day: float
    expected: float
    on: date
    points: int

    @property
    def word(self) -> str:
        month = self.per_day * AHEAD.days
        return "持平" if abs(month) < 0.5 else "上升" if month > 0 else "下降"


def trend(points: Sequence[tuple[date, float]]) -> Trend | None:
    """Least squares over (day, value); None while there are fewer than six known nights."""
    if len(points) < ENOUGH:
        return None
    start = points[0][0]
    days = [(day - start).days for day, _ in points]
    values = [float(value) for _, value in points]
    middle, mean = sum(days) / len(days), sum(values) / len(values)
    spread = sum((day - middle) ** 2 for day in days)
    if not spread:
        return None
    slope = sum((day - middle) * (value - mean) for day, value in zip(days, values, strict=True)) / spread
    last = points[-1][0]
    expected = mean + slope * ((last + AHEAD - start).days - middle)
    return Trend(slope, max(0.0, expected), last + AHEAD, len(points))
