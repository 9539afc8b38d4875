"""理工农医 share of enrolment: pure, and silent rather than wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

STEM = frozenset({"07", "08", "09", "10"})  # 理学 工学 农学 医学
CATEGORIES: dict[str, str] = {
    "01": "哲学",
    "02": "经济学",
    "03": "法学",
    "04": "教育学",
    "05": "文学",
    "06": "历史学",
    "07": "理学",
    "08": "工学",
    "09": "农学",
    "10": "医学",
    "12": "管理学",
    "13": "艺术学",
    "14": "交叉学科",
}


@dataclass(frozen=True)
class Row:
    """One major's enrolment in one year; None is “not reported”, which is not zero."""

    category: str
    plan: int | None
    actual: int | None


def category_of(major_code: str) -> str:
    """The category a bachelor's major code begins with; blank for vocational codes, which have no such table."""
    return major_code[:2] if major_code[:2] in CATEGORIES else ""


def stem_share(rows: Iterable[Row]) -> Decimal | None:
    """Percent of students in 理工农医, by actual figures when all are in, else by plan when all are in.

    None (unknown) when a category or a figure is missing, or when nobody was enrolled.
    """
    found = list(rows)
    if any(not row.category for row in found):
        return None
    for figures in ([row.actual for row in found], [row.plan for row in found]):
        if all(figure is not None for figure in figures):
            return _percent(found, figures)
    return None


def _percent(rows: list[Row], figures: list[int]) -> Decimal | None:
    total = sum(figures)
    if not total:
        return None
    stem = sum(figure for row, figure in zip(rows, figures, strict=True) if row.category in STEM)
    return (Decimal(100 * stem) / total).quantize(Decimal("0.1"), ROUND_HALF_UP)
