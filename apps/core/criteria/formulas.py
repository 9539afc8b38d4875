"""The JSON form of an amount: read with every fault named in Chinese."""

from decimal import Decimal, InvalidOperation
from typing import Any

from apps.core.criteria.amounts import Fixed, Formula, Several, Share, Tiers, When
from apps.core.criteria.names import MOST, NUMBER, Name, Vocabulary
from apps.core.criteria.reading import read
from apps.core.errors import Defect, Defects

HEADS = ("fixed", "percent", "per", "sum", "least", "most", "tiers", "when")
BESIDE = {"cap", "floor", "clause", "of", "by", "then", "else"}
DEEPEST, MOST_PARTS = 5, 12


def read_amount(form: Any, vocabulary: Vocabulary, *, field: str = "amount") -> Formula:
    """The formula `form` writes down. Raises Defects with all faults at once."""
    reader = _Reader(vocabulary, field)
    found = reader.node(form, "金额", 0)
    if reader.defects:
        raise Defects(reader.defects)
    return found


class _Reader:
    def __init__(self, vocabulary: Vocabulary, field: str) -> None:
        self.vocabulary, self.field = vocabulary, field
        self.defects: list[Defect] = []

    def fault(self, place: str, message: str, remedy: str = "") -> None:
        self.defects.append(Defect(self.field, f"{place}：{message}", remedy))

    def node(self, form: Any, place: str, depth: int) -> Formula | None:
        heads = [head for head in HEADS if head in form] if isinstance(form, dict) else []
        if len(heads) != 1:
            return self.fault(place, "看不懂的算法", f"写且只写其中一个：{' '.join(HEADS)}")
        if foreign := set(form) - BESIDE - set(heads):
            return self.fault(place, f"没有「{sorted(foreign)[0]}」这一项")
        if depth > DEEPEST:
            return self.fault(place, f"嵌套超过 {DEEPEST} 层")
        bounds = self.bounds(form, place)
        return getattr(self, f"_{heads[0]}")(form, place, depth, bounds)

    def bounds(self, form: dict, place: str) -> dict[str, Any]:
        cap, floor = (self.number(form[key], f"{place}·{key}") if key in form else None for key in ("cap", "floor"))
        if cap is not None and floor is not None and cap < floor:
            self.fault(place, f"上限 {cap} 低于下限 {floor}", "请把上限改得不低于下限")
        return {"cap": cap, "floor": floor, "clause": str(form.get("clause", ""))[:100]}

    def number(self, raw: Any, place: str, most: Decimal = MOST) -> Decimal | None:
        try:
            value = Decimal(str(raw)) if not isinstance(raw, bool | list | dict) else None
        except InvalidOperation:
            value = None
        if value is None or not value.is_finite() or not 0 <= value <= most:
            return self.fault(place, f"应为 0—{most:,f} 的数字，现为 {raw!r}")
        return value

    def name(self, raw: Any, place: str) -> Name | None:
        found = self.vocabulary.get(raw) if isinstance(raw, str) else None
        if found is None or found.type != NUMBER:
            numbers = "、".join(one.slug for one in self.vocabulary if one.type == NUMBER)
            return self.fault(place, f"没有名为「{str(raw)[:60]}」的数字", f"可用：{numbers}")
        return found

    def _fixed(self, form, place, depth, bounds):
        value = self.number(form["fixed"], place)
        return None if value is None else Fixed(amount=value, **bounds)

    def _percent(self, form, place, depth, bounds):
        rate, of = self.number(form["percent"], place, Decimal(100)), self.name(form.get("of"), place)
        if of is not None and of.unit != "万元":
            return self.fault(place, f"“{of.label}”的单位不是万元，不能取百分比", "按数量计请用 per")
        return None if rate is None or of is None else Share(rate=rate, of=of, **bounds)

    def _per(self, form, place, depth, bounds):
        rate, of = self.number(form["per"], place), self.name(form.get("of"), place)
        return None if rate is None or of is None else Share(rate=rate, of=of, percent=False, **bounds)

    def _several(self, word, form, place, depth, bounds):
        parts = form[word]
        if not isinstance(parts, list) or not 1 <= len(parts) <= MOST_PARTS:
            return self.fault(place, f"「{word}」里应有 1—{MOST_PARTS} 个算式")
        found = [self.node(part, f"{place} {at}", depth + 1) for at, part in enumerate(parts, start=1)]
        return None if None in found else Several(word=word, parts=tuple(found), **bounds)

    def _sum(self, form, place, depth, bounds):
        return self._several("sum", form, place, depth, bounds)

    def _least(self, form, place, depth, bounds):
        return self._several("least", form, place, depth, bounds)

    def _most(self, form, place, depth, bounds):
        return self._several("most", form, place, depth, bounds)

    def _tiers(self, form, place, depth, bounds):
        by, rows = self.name(form.get("by"), place), form["tiers"]
        if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_PARTS or not all(isinstance(r, dict) for r in rows):
            return self.fault(place, f"分档应有 1—{MOST_PARTS} 档，每档写 from 与 amount")
        starts = [self.number(row.get("from"), f"{place} 第 {at} 档") for at, row in enumerate(rows, start=1)]
        parts = [self.node(row.get("amount"), f"{place} 第 {at} 档", depth + 1) for at, row in enumerate(rows, start=1)]
        if by is None or None in starts or None in parts:
            return None
        if starts[0] > by.low or any(a >= b for a, b in zip(starts, starts[1:], strict=False)):
            return self.fault(place, "各档起点应从 0 起、由小到大", "第一档的 from 写 0")
        return Tiers(by=by, steps=tuple(zip(starts, parts, strict=True)), **bounds)

    def _when(self, form, place, depth, bounds):
        then = self.node(form.get("then"), f"{place}·then", depth + 1)
        other = self.node(form.get("else", {"fixed": 0}), f"{place}·else", depth + 1)
        try:
            condition = read(form["when"], self.vocabulary, field=self.field)
        except Defects as refused:
            self.defects += refused.defects
            return None
        return None if then is None or other is None else When(condition=condition, then=then, other=other, **bounds)
