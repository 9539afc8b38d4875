"""The JSON form of conditions: read with every fault named in Chinese, and written back.

{"all": [ {"fact": "enterprises.staff", "op": ">=", "value": 20, "clause": "第四条（一）", "says": "…"},
          {"any": […]}, {"not": {…}}, {"at_least": 2, "of": […]} ]}
"""

from typing import Any

from apps.core.criteria.conditions import COMPARES, EXCLUDES, IN, INCLUDES, IS, NOT_IN, AtLeast, Condition, Not, Test
from apps.core.criteria.names import CHOICE, FACT, FLAG, NUMBER, QUESTION, SET, TYPES, Name, Vocabulary
from apps.core.criteria.satisfiable import contradictions
from apps.core.errors import Defect, Defects

SUITS = {NUMBER: tuple(COMPARES), FLAG: (IS,), CHOICE: (IN, NOT_IN), SET: (INCLUDES, EXCLUDES)}
DEEPEST, LONGEST, MOST_PARTS = 6, 300, 40
GROUPS = ("all", "any", "at_least", "not")


def read(form: Any, vocabulary: Vocabulary, *, field: str = "criteria") -> Condition:
    """The condition `form` writes down. Raises Defects: all faults at once, contradictions included."""
    reader = _Reader(vocabulary, field)
    found = reader.node(form, "条件", 0, "")
    if not reader.defects:
        reader.defects += [Defect(field, *words) for words in contradictions(found)]
    if reader.defects:
        raise Defects(reader.defects)
    return found


def write(condition: Condition) -> dict[str, Any]:
    """The JSON form again; `read(write(x)) == x`."""
    words = {"clause": condition.clause} | ({"says": condition.words} if condition.words else {})
    if isinstance(condition, Not):
        return {"not": write(condition.part)} | _filled(words)
    if isinstance(condition, AtLeast):
        parts = [write(part) for part in condition.parts]
        group = {condition.word: parts} if condition.word != "at_least" else {"at_least": condition.count, "of": parts}
        return group | _filled(words)
    return {condition.name.source: condition.name.slug, "op": condition.op, "value": _plain(condition.value)} | words


def _filled(words: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in words.items() if value}


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, bool):
        return value
    return int(value) if value == value.to_integral_value() else str(value)


class _Reader:
    """Walks the form once, noting every fault with the place where it stands."""

    def __init__(self, vocabulary: Vocabulary, field: str) -> None:
        self.vocabulary, self.field = vocabulary, field
        self.defects: list[Defect] = []

    def fault(self, place: str, message: str, remedy: str = "") -> None:
        self.defects.append(Defect(self.field, f"{place}：{message}", remedy))

    def node(self, form: Any, place: str, depth: int, clause: str) -> Condition | None:
        if not isinstance(form, dict):
            return self.fault(place, "应是一个条件（对象）", '例如 {"question": "local", "op": "is", "value": true}')
        if depth > DEEPEST:
            return self.fault(place, f"嵌套超过 {DEEPEST} 层", "请拆成几条并列的条件")
        own = self.clause(form, place) or clause
        group = next((word for word in GROUPS if word in form), None)
        if group == "not":
            part = self.node(form["not"], f"{place}·非", depth + 1, own)
            return part and Not(part, self.clause(form, place), self.words(form, place))
        return self.group(group, form, place, depth, own) if group else self.leaf(form, place, own)

    def group(self, word: str, form: dict, place: str, depth: int, clause: str) -> Condition | None:
        parts = form.get("of" if word == "at_least" else word)
        if not isinstance(parts, list) or not 1 <= len(parts) <= MOST_PARTS:
            return self.fault(place, f"「{word}」里应有 1—{MOST_PARTS} 个条件", "空的条件组不能判断任何单位")
        read_parts = [self.node(part, f"{place} {at}", depth + 1, clause) for at, part in enumerate(parts, start=1)]
        count = {"all": len(parts), "any": 1}.get(word, form.get("at_least"))
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= len(parts):
            return self.fault(place, f"「at_least」应在 1 与 {len(parts)} 之间，现为 {count!r}")
        if None in read_parts:
            return None
        return AtLeast(count, tuple(read_parts), self.clause(form, place), self.words(form, place), word)

    def leaf(self, form: dict, place: str, clause: str) -> Condition | None:
        name = self.name(form, place)
        if not clause:
            self.fault(place, "没有写明条款", '请补 "clause"，例如「第四条（一）」')
        if name is None:
            return None
        op = form.get("op")
        if not isinstance(op, str) or op not in SUITS[name.type]:
            suits = " ".join(SUITS[name.type])
            return self.fault(place, f"“{name.label}”是{TYPES[name.type]}，不能用「{op}」比较", f"可用：{suits}")
        value = self.value(name, form.get("value"), place)
        return None if value is None else Test(name, op, value, clause, self.words(form, place))

    def name(self, form: dict, place: str) -> Name | None:
        sources = [source for source in (FACT, QUESTION) if source in form]
        if len(sources) != 1:
            return self.fault(place, "要么写 fact（平台数据），要么写 question（问题），只写一个")
        slug, source = form[sources[0]], sources[0]
        name = self.vocabulary.get(slug, source) if isinstance(slug, str) else None
        if name is None:
            what = {FACT: "平台数据", QUESTION: "问题"}[source]
            known = "、".join(one.slug for one in self.vocabulary if one.source == source)
            return self.fault(place, f"没有名为「{str(slug)[:60]}」的{what}", f"可用：{known}")
        return name

    def value(self, name: Name, raw: Any, place: str) -> Any:
        if name.type == FLAG and not isinstance(raw, bool):
            return self.fault(place, f"“{name.label}”的值应为 true 或 false")
        if name.type == NUMBER and isinstance(raw, bool | list | dict):
            return self.fault(place, f"“{name.label}”的值应为数字")
        if name.type in (CHOICE, SET) and not (isinstance(raw, list) and raw):
            return self.fault(place, f"“{name.label}”的值应是选项的列表", f"可选：{'、'.join(name.options)}")
        return self.cleaned(name, raw, place)

    def cleaned(self, name: Name, raw: Any, place: str) -> Any:
        try:
            value = frozenset(map(name.clean, raw)) - {None} if name.type == CHOICE else name.clean(raw)
        except Defects as refused:
            for one in refused.defects:
                self.fault(place, one.message, f"代码：{'、'.join(name.options)}" if name.options else one.remedy)
            return None
        if value is None or value == frozenset():
            return self.fault(place, f"“{name.label}”没有写比较的值")
        return value

    def clause(self, form: dict, place: str) -> str:
        return self.text(form, "clause", place)

    def words(self, form: dict, place: str) -> str:
        return self.text(form, "says", place)

    def text(self, form: dict, key: str, place: str) -> str:
        value = form.get(key, "")
        if not isinstance(value, str) or len(value) > LONGEST:
            self.fault(place, f"「{key}」应是不超过 {LONGEST} 个字的文字")
            return ""
        return value.strip()
