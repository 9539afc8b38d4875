"""What a base reports once a year: the list of indicators, and when a figure is not to be believed. Pure.

List and bounds are examples until the committee confirms them (示例，待管委会确认). A computed indicator names a fact:
the platform counts it, nobody types it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

NOTE = "示例（待管委会确认）"
LEAP = 3  # a figure this many times the year before, or a third of it, has to be explained
SMALL = 20  # below this a leap says nothing


@dataclass(frozen=True)
class Indicator:
    """One figure a year. `fact` names the number the platform counts itself; `within` one it cannot exceed."""

    slug: str
    label: str
    unit: str
    max: int = 1_000_000
    decimals: int = 0
    fact: str = ""
    within: str = ""
    hint: str = ""

    @property
    def computed(self) -> bool:
        return bool(self.fact)


INDICATORS: dict[str, Indicator] = {
    one.slug: one
    for one in (
        Indicator("students", "培养在校生", "人", max=100_000, hint="当年在基地完成课程、实训或项目的学生，按人计"),
        Indicator("graduates", "合作培养毕业生", "人", max=100_000),
        Indicator("stayed", "其中留临港就业", "人", max=100_000, within="graduates"),
        Indicator("workers", "职工培训", "人次"),
        Indicator("certificates", "取得技能等级证书", "人", hint="含学生与职工"),
        Indicator("courses", "校企共建课程", "门", max=1_000),
        Indicator("mentors", "授课的企业导师", "人", max=10_000),
        Indicator("investment", "人才培养与研发投入", "万元", decimals=2),
        Indicator("equipment", "年末设备原值", "万元", decimals=2),
        Indicator("research", "校企合作研发到款", "万元", decimals=2),
        Indicator("patents", "联合申请专利", "件", max=10_000),
        Indicator("partners", "共建单位", "家", fact="bases.partners"),
        Indicator("resources", "承建单位公开的资源", "条", fact="resources.published"),
        Indicator("demands", "承建单位公开的需求", "条", fact="demands.published"),
    )
}
DECLARED = {slug: one for slug, one in INDICATORS.items() if not one.computed}
COMPUTED = {slug: one for slug, one in INDICATORS.items() if one.computed}


def plain(value: Decimal) -> str:
    """1200.00 → 1200, 58.20 → 58.2: as people write it."""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


@dataclass(frozen=True)
class Doubt:
    """A figure that cannot be right, or that has to be explained, with both numbers in the sentence."""

    indicator: str
    message: str
    remedy: str


def contradictions(values: Mapping[str, Decimal]) -> list[Doubt]:
    """Parts larger than their whole."""
    found = []
    for slug, value in values.items():
        whole = DECLARED[slug].within
        if whole in values and value > values[whole]:
            part, other = DECLARED[slug], DECLARED[whole]
            found.append(
                Doubt(slug, f"{part.label} {plain(value)} 多于{other.label} {plain(values[whole])}", "请核对这两项")
            )
    return found


def leaps(values: Mapping[str, Decimal], before: Mapping[str, Decimal], explained: frozenset[str]) -> list[Doubt]:
    """Figures far from the year before that nobody has explained."""
    return [
        Doubt(
            slug,
            f"{one.label} {plain(value)} {one.unit}，上一年 {plain(before[slug])}，相差 {LEAP} 倍以上",
            "请核对；确是如此请在“变动说明”里写明原因",
        )
        for slug, value, one in ((slug, value, DECLARED[slug]) for slug, value in values.items())
        if slug in before and slug not in explained and _leaps(value, before[slug])
    ]


def _leaps(value: Decimal, before: Decimal) -> bool:
    high, low = max(value, before), min(value, before)
    return high >= SMALL and high > low * LEAP
