"""The sorts of question a survey may ask: what each lets through, keeps, shows and counts. Values in, values out."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

LONGEST, LARGEST = 2000, Decimal(10) ** 12
STEPS = range(1, 6)
Kept = Mapping[str, Any]  # the columns of a reply: picks, text, number


class Unfit(ValueError):
    """A reply that cannot be taken, in words for the person."""


def blank() -> dict[str, Any]:
    return {"picks": [], "text": "", "number": None}


def _picks(raw: Sequence[str], options: Sequence[str], most: int) -> dict[str, Any]:
    chosen = sorted({int(one) for one in raw if one.isascii() and one.isdigit() and int(one) < len(options)})
    if len(chosen) != len(set(raw)):
        raise Unfit("请从选项里选")
    if len(chosen) > most:
        raise Unfit("只能选一项")
    return blank() | {"picks": chosen}


def _text(raw: Sequence[str], options: Sequence[str]) -> dict[str, Any]:
    said = raw[0].strip().replace("\x00", "") if raw else ""
    if len(said) > LONGEST:
        raise Unfit(f"最多 {LONGEST} 个字，现为 {len(said)} 个")
    return blank() | {"text": said}


def _number(raw: Sequence[str], options: Sequence[str]) -> dict[str, Any]:
    said = raw[0].strip().replace(",", "") if raw else ""
    try:
        value = Decimal(said) if said else None
    except InvalidOperation:
        raise Unfit(f"应为数字，现为「{said[:20]}」") from None
    if value is not None and not (value.is_finite() and abs(value) < LARGEST):
        raise Unfit("这个数太大了，请核对")
    return blank() | {"number": round(value, 2) if value is not None else None}


def _scale(raw: Sequence[str], options: Sequence[str]) -> dict[str, Any]:
    kept = _number(raw, options)
    if kept["number"] is not None and kept["number"] not in STEPS:
        raise Unfit("请选 1 到 5")
    return kept


@dataclass(frozen=True)
class Sort:
    """`take` cleans what was sent (a list of texts) with the question's options; `control` draws it."""

    slug: str
    label: str
    control: str
    take: Callable[[Sequence[str], Sequence[str]], dict[str, Any]]
    has_options: bool = False
    is_counted: bool = False
    is_prose: bool = False


SORTS = {
    one.slug: one
    for one in (
        Sort("single", "单选", "radio", lambda raw, options: _picks(raw, options, 1), True, True),
        Sort("multiple", "多选", "checks", lambda raw, options: _picks(raw, options, len(options)), True, True),
        Sort("text", "文字", "prose", _text, is_prose=True),
        Sort("number", "数字", "number", _number),
        Sort("scale", "打分（1—5）", "scale", _scale, is_counted=True),
    )
}


def is_empty(kept: Kept) -> bool:
    return not kept["picks"] and not kept["text"] and kept["number"] is None


def shown(kept: Kept, options: Sequence[str]) -> str:
    """A reply as a person reads it."""
    if kept["picks"]:
        return "、".join(options[place] for place in kept["picks"] if place < len(options))
    return kept["text"] or ("" if kept["number"] is None else f"{Decimal(kept['number']).normalize():f}")


def tally(replies: Iterable[Kept], options: Sequence[str]) -> list[tuple[str, int]]:
    """How often each option, or each step of the scale, was chosen."""
    counts: Counter[int] = Counter()
    for kept in replies:
        counts.update(kept["picks"] if options else [int(kept["number"])] if kept["number"] is not None else [])
    places = enumerate(options) if options else ((step, f"{step} 分") for step in STEPS)
    return [(label, counts[place]) for place, label in places]
