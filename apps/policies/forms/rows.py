"""Criteria and amounts as rows of controls: what nearly every item needs, written into the forms of `core.criteria`.

A row is one condition; rows of the same group (甲、乙、丙) are alternatives of each other. What is nested deeper, and
an amount in tiers, is written as JSON instead.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from apps.core.criteria import CHOICE, FACT, FLAG, NUMBER, QUESTION, SET, Name, Vocabulary
from apps.core.text import normalize

OPS = {
    ">=": "不少于",
    ">": "多于",
    "<=": "不超过",
    "<": "少于",
    "=": "等于",
    "is": "是",
    "in": "为其中之一",
    "not_in": "不是",
    "includes": "包括",
    "excludes": "不包括",
}
USUAL = {NUMBER: ">=", FLAG: "is", CHOICE: "in", SET: "includes"}
GROUPS = {"": "必须满足", "甲": "甲组满足一条", "乙": "乙组满足一条", "丙": "丙组满足一条"}
WORDS = {"yes": True, "是": True, "true": True, "no": False, "否": False, "false": False}
BETWEEN = re.compile(r"[、，,；;/\s]+")
SPARE, MOST = 2, 40
LEAF = frozenset({FACT, QUESTION, "op", "value", "clause", "says"})
BOUNDS = ("of", "cap", "floor", "clause")
AS_JSON = "json"
KINDS = {
    "": "没有资金支持，或不写算法",
    "fixed": "定额",
    "percent": "按比例",
    "per": "按数量",
    AS_JSON: "分档、合计等，照下面的 JSON",
}


class RowForm(forms.Form):
    """One condition: where it stands, what it asks about, how it compares, with what."""

    group = forms.ChoiceField(label="怎样算", choices=list(GROUPS.items()), required=False)
    clause = forms.ChoiceField(label="条款", required=False)
    name = forms.ChoiceField(label="看什么", required=False)
    op = forms.ChoiceField(label="比较", choices=[("", "照常"), *OPS.items()], required=False)
    value = forms.CharField(label="值", max_length=200, required=False)
    says = forms.CharField(label="对外的说法", max_length=200, required=False)
    drop = forms.BooleanField(label="去掉这一条", required=False)

    def __init__(self, *args: Any, words: Vocabulary, clauses: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.words = words
        self.fields["clause"].choices = cited(clauses, self.initial.get("clause", ""))
        self.fields["name"].choices = [("", "请选择"), *grouped(words)]
        self.fields["value"].help_text = hint(words.get(self["name"].value() or ""))
        self.fields["says"].help_text = "空着就照上面的写法自动生成"

    @property
    def is_blank(self) -> bool:
        given = self.cleaned_data
        return given.get("drop", False) or not any(given.get(key) for key in ("name", "value", "clause", "says"))

    def leaf(self) -> dict[str, Any]:
        """The condition as JSON, with what was typed turned into codes where it names an option."""
        given, name = self.cleaned_data, self.words.get(self.cleaned_data.get("name", ""))
        form = {"clause": given.get("clause", "")} | ({"says": given["says"]} if given.get("says") else {})
        if name is None:
            return form
        value = typed(name, given.get("value", ""))
        return form | {name.source: name.slug, "op": given.get("op") or USUAL[name.type], "value": value}


RowSet = forms.formset_factory(RowForm, extra=0, max_num=MOST, absolute_max=MOST)


class AmountForm(forms.Form):
    """What is given: a fixed sum, a share of something, or so much for each."""

    kind = forms.ChoiceField(label="算法", choices=list(KINDS.items()), required=False, widget=forms.RadioSelect)
    number = forms.CharField(
        label="数", max_length=20, required=False, help_text="定额写万元，比例写百分数，按数量写每份万元"
    )
    of = forms.ChoiceField(label="按什么算", required=False, help_text="定额不用选")
    cap = forms.CharField(label="上限（万元）", max_length=20, required=False)
    floor = forms.CharField(label="下限（万元）", max_length=20, required=False)

    def __init__(self, *args: Any, words: Vocabulary, clauses: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["clause"].choices = cited(clauses, self.initial.get("clause", ""))
        numbers = Vocabulary(name for name in words if name.type == NUMBER)
        self.fields["of"].choices = [("", "请选择"), *grouped(numbers)]

    clause = forms.ChoiceField(label="条款", required=False)

    def formula(self) -> dict[str, Any] | None:
        given = self.cleaned_data
        if (kind := given.get("kind", "")) in {"", AS_JSON}:
            return None
        form: dict[str, Any] = {kind: plain(given.get("number", ""))}
        if kind != "fixed":
            form["of"] = given.get("of", "")
        form |= {key: plain(given[key]) for key in ("cap", "floor") if given.get(key)}
        return form | ({"clause": given["clause"]} if given.get("clause") else {})


def plain(text: str) -> int | str:
    """A number as JSON keeps it; what is none stays for the reader to refuse."""
    bare = normalize(text).replace(",", "").strip()
    return int(bare) if bare.isascii() and bare.isdecimal() else bare


def cited(clauses: Iterable[str], kept: str) -> list[tuple[str, str]]:
    """The text's clauses, and the one kept so far even if the text has it no more."""
    known = dict.fromkeys([*clauses, *([kept] if kept else [])])
    return [("", "请选择"), *((one, one) for one in known)]


def grouped(words: Vocabulary) -> list[tuple[str, list[tuple[str, str]]]]:
    """Questions first, then the platform's numbers, as a select shows them."""
    heads = {QUESTION: "问申请单位", FACT: "平台已有的数据"}
    return [
        (head, [(one.slug, _named(one)) for one in words if one.source == source]) for source, head in heads.items()
    ]


def _named(name: Name) -> str:
    return f"{name.label}（{name.unit}）" if name.unit else name.label


def hint(name: Name | None) -> str:
    if name is None:
        return "先选看什么"
    if name.type == NUMBER:
        return f"数字，单位{name.unit}" if name.unit else "数字"
    return "写 是 或 否" if name.type == FLAG else f"可写：{'、'.join(name.options.values())}"


def typed(name: Name, text: str) -> Any:
    """What stands in the control, as criteria write it; what is none of the options stays for the reader to refuse."""
    if name.type == NUMBER:
        return plain(text)
    if name.type == FLAG:
        return WORDS.get(text.strip().lower(), text)
    codes = {label: code for code, label in name.options.items()}
    return [codes.get(one, one) for one in _parts(text, codes)]


def _parts(text: str, codes: dict[str, str]) -> list[str]:
    """Split at commas, but a label that has one in it stays whole."""
    if text.strip() in codes:
        return [text.strip()]
    marked = text
    held = [label for label in codes if BETWEEN.search(label) and label in text]
    for at, label in enumerate(held):
        marked = marked.replace(label, f"\x00{at}")
    found = [one for one in BETWEEN.split(marked) if one]
    return [held[int(one[1:])] if one.startswith("\x00") else one for one in found]


def written(name: Name, value: Any) -> str:
    """A kept value as the control shows it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(name.options.get(one, one) for one in value)
    return f"{Decimal(str(value)).normalize():f}"


def rows_of(criteria: Any, words: Vocabulary) -> list[dict[str, str]] | None:
    """Kept criteria as rows; None when they say more than rows can."""
    if not criteria:
        return []
    parts = criteria.get("all", [criteria]) if isinstance(criteria, dict) else None
    if (
        not isinstance(parts, list)
        or set(criteria) - LEAF - {"all"}
        or ("all" in criteria and set(criteria) != {"all"})
    ):
        return None
    rows, letters = [], [letter for letter in GROUPS if letter]
    for part in parts:
        alternatives = isinstance(part, dict) and set(part) == {"any"} and isinstance(part["any"], list)
        if alternatives and not letters:
            return None
        letter = letters.pop(0) if alternatives else ""
        for leaf in part["any"] if alternatives else [part]:
            if (row := _row(leaf, letter, words)) is None:
                return None
            rows.append(row)
    return rows


def _row(leaf: Any, group: str, words: Vocabulary) -> dict[str, str] | None:
    if not isinstance(leaf, dict) or set(leaf) - LEAF or len({FACT, QUESTION} & set(leaf)) != 1:
        return None
    name = words.get(leaf.get(FACT) or leaf.get(QUESTION))
    if name is None or leaf.get("op") not in OPS or "value" not in leaf:
        return None
    row = {key: leaf.get(key, "") for key in ("clause", "op", "says")}
    return row | {"group": group, "name": name.slug, "value": written(name, leaf["value"])}


def joined(leaves: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """Rows put together: those of a group are alternatives, the groups and all others are asked for together."""
    parts: list[dict[str, Any]] = []
    seen: dict[str, dict[str, Any]] = {}
    for group, leaf in leaves:
        if not group:
            parts.append(leaf)
        elif group in seen:
            seen[group]["any"].append(leaf)
        else:
            seen[group] = {"any": [leaf]}
            parts.append(seen[group])
    return {"all": parts}


def amount_of(formula: Any) -> dict[str, str]:
    """A kept amount as the controls show it; as JSON when they cannot."""
    if not formula:
        return {"kind": ""}
    heads = [head for head in KINDS if head and head in formula]
    if len(heads) != 1 or set(formula) - {heads[0], *BOUNDS}:
        return {"kind": AS_JSON}
    shown = {key: str(formula[key]) for key in BOUNDS if key in formula}
    return shown | {"kind": heads[0], "number": str(formula[heads[0]])}
