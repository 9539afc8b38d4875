"""Numbers with units in prose, so that 「最高 90 MPa」 can be held against 「60 MPa」.

Only units with a direction are read: more pressure is more able, a smaller step is finer. A length in millimetres may
be a stroke or a tolerance, so it says nothing here.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from apps.core.text import normalize


class Unit(NamedTuple):
    """A unit as written, the quantity it measures, its size in that quantity's base."""

    quantity: str
    size: float


class Measure(NamedTuple):
    """One number of a text: in base units for comparing, as written for showing."""

    quantity: str
    value: float
    shown: str


FINER = {"精细程度"}  # the smaller number is the more demanding one
SCALES: dict[str, dict[str, float]] = {
    "压力或强度": {"kPa": 1e3, "MPa": 1e6, "兆帕": 1e6, "GPa": 1e9, "bar": 1e5},
    "力": {"kN": 1e3, "千牛": 1e3, "MN": 1e6},
    "扭矩": {"N·m": 1, "N.m": 1, "Nm": 1, "牛米": 1},
    "转速": {"rpm": 1, "r/min": 1, "转/分": 1},
    "功率": {"kW": 1e3, "千瓦": 1e3, "MW": 1e6, "兆瓦": 1e6},
    "电压": {"V": 1, "kV": 1e3, "千伏": 1e3},
    "频率": {"Hz": 1, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9},
    "精细程度": {"μm": 1e-6, "um": 1e-6, "微米": 1e-6, "nm": 1e-9, "纳米": 1e-9},
    "温度": {"°C": 1, "摄氏度": 1},
    "低温": {},  # degrees below zero: the further down, the more demanding
}
HEAT, COLD = "温度", "低温"
UNITS = {name: Unit(quantity, size) for quantity, scale in SCALES.items() for name, size in scale.items()}
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_MEASURE = re.compile(
    rf"(?<![A-Za-z\d.])(?P<sign>[-−±])?(?:(?P<low>{_NUMBER})\s*(?:{_UNIT})?\s*(?:~|～|—|–|-|−|至|到)\s*)?"
    rf"(?P<high>{_NUMBER})\s*(?P<unit>{_UNIT})(?![A-Za-z\d·/])"
)


def measures(text: str) -> list[Measure]:
    """Every number whose unit is known, in the order of the text; of a range the demanding end."""
    return [_measure(match) for match in _MEASURE.finditer(normalize(text)) if not _is_tolerance(match)]


def _is_tolerance(match: re.Match[str]) -> bool:
    """± 0.5 ℃ says how steady a temperature is, not how high."""
    return match["sign"] == "±" and UNITS[match["unit"]].quantity == HEAT


def _measure(match: re.Match[str]) -> Measure:
    unit = UNITS[match["unit"]]
    ends = [float(f"{float(end.replace(',', '')) * unit.size:.9g}") for end in (match["low"], match["high"]) if end]
    shown = " ".join(match[0].split()).replace("°C", "℃")
    if unit.quantity == HEAT and match["sign"]:
        return Measure(COLD, ends[0], shown)
    return Measure(unit.quantity, most(unit.quantity, ends), shown)


def most(quantity: str, values: Iterable[float]) -> float:
    """The demanding one of several values."""
    return min(values) if quantity in FINER else max(values)


def covers(able: Measure, wanted: Measure) -> bool:
    """Whether one number is at least as demanding as the other, of the same quantity."""
    return most(able.quantity, [able.value, wanted.value]) == able.value
