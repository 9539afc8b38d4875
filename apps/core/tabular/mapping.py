"""Which column is which: titles in any order, with units, stars and other names, matched to known targets."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.core.tabular.model import Column

BRACKETS = re.compile(r"[（(【\[〔][^）)】\]〕]*[）)】\]〕]")
NOISE = re.compile(r"[\W_]+")
UNITS = "万元|亿元|千元|元|台套|台|套|个|人次|人|小时|天|月|年|㎡|m2|平方米|nm|mm|%"
UNIT = re.compile(rf"[（(【\[](?:单位[:：]?)?\s*({UNITS})\s*(?=[）)】\]、，,])")
WHOLE, BARE, ALIAS, FLOOR = 1.0, 0.97, 0.95, 0.6
DOUBT = 0.5  # a guess that a person must confirm


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column may fill."""

    key: str
    title: str
    aliases: tuple[str, ...] = ()


def guess_mapping(columns: Sequence[Column], targets: Iterable[Target]) -> dict[int, tuple[str, float]]:
    """Index of a column → (key of a target, confidence 0–1]; each column and each target at most once.

    1.0 is the same title, 0.95 and more a known name, less a likeness. Where column and target name different units
    (元, 万元), the confidence is at most 0.5: a person must look.
    """
    scored = sorted(
        (-_score(column.title, target), column.index, place, target.key)
        for place, target in enumerate(targets)
        for column in columns
        if column.title
    )
    found: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()
    for score, index, _place, key in scored:
        if -score >= DOUBT and index not in found and key not in taken:
            found[index] = (key, round(-score, 2))
            taken.add(key)
    return dict(sorted(found.items()))


def unit_of(title: str) -> str:
    """万元 of 原值（单位万元、保留小数点后两位), or nothing."""
    found = UNIT.search(title)
    return found[1] if found else ""


def _score(title: str, target: Target) -> float:
    names = (target.title, *target.aliases)
    best = max(_likeness(title, name, ALIAS if place else BARE) for place, name in enumerate(names))
    units = {unit for unit in (unit_of(title), unit_of(target.title)) if unit}
    return min(best, DOUBT) if len(units) > 1 and best >= DOUBT else best


def _likeness(title: str, name: str, same: float) -> float:
    if _folded(title) == _folded(name):
        return WHOLE if same == BARE else same + 0.01
    bare, other = _bare(title), _bare(name)
    if not bare or not other:
        return 0.0
    if bare == other:
        return same
    likeness = _dice(bare, other)
    return 0.9 * likeness if likeness >= FLOOR else 0.0


def _folded(title: str) -> str:
    return NOISE.sub("", unicodedata.normalize("NFKC", title).lower())


def _bare(title: str) -> str:
    """Without what stands in brackets."""
    return _folded(BRACKETS.sub("", unicodedata.normalize("NFKC", title)))


def _dice(one: str, other: str) -> float:
    """Shared pairs of characters; a whole title inside the other counts by their lengths."""
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return 0.0
    shared = 2 * len(first & second) / (len(first) + len(second))
    within = 0.5 + 0.5 * min(len(one), len(other)) / max(len(one), len(other)) if one in other or other in one else 0.0
    return max(shared, within)


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}
