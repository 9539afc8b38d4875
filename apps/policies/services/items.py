"""Writing an item: its criteria and amount are read before they are kept, and must agree with their own examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.actor import Actor
from apps.accounts.services import edit
from apps.core import journal, rules
from apps.core.criteria import Condition, Formula, Outcome, Sum, Vocabulary, amount, evaluate, read, read_amount
from apps.core.errors import Defect, Defects
from apps.policies import clauses
from apps.policies.models import Policy, PolicyItem
from apps.policies.services.vocabulary import vocabulary

FIELDS = frozenset("code title summary lever criteria amount opens_on closes_on examples excludes order".split())
VERDICTS = {"met": "符合", "unmet": "不符合", "unknown": "信息不足"}
MOST_EXAMPLES = 30


@dataclass(frozen=True)
class Tried:
    """One example put to the criteria: what was expected and what came out."""

    note: str
    expect: str
    outcome: Outcome
    sum: Sum | None
    agrees: bool

    @property
    def expected(self) -> str:
        return VERDICTS.get(self.expect, "（没有写）")


@transaction.atomic
def save_item(
    *, policy: Policy, data: Mapping[str, Any], actor: Actor, item: PolicyItem | None = None, version: int = 1
) -> PolicyItem:
    """Enter an item or change one. Raises PermissionDenied, Defects (all at once) and Stale."""
    record = item or PolicyItem(policy=policy)
    rules.require(actor, "edit", record)
    if foreign := set(data) - FIELDS:
        raise ValueError(f"not to be written here: {sorted(foreign)}")
    require_sound(policy, {**{name: getattr(record, name) for name in ("criteria", "amount", "examples")}, **data})
    if item is not None:
        return edit(item, data=dict(data), version=version, actor=actor, allowed=FIELDS)
    excludes = data.get("excludes", ())
    for name in set(data) - {"excludes"}:
        setattr(record, name, data[name])
    _check(record)
    record.save()
    record.excludes.set(excludes)
    journal.write(actor, "create", record, after={"policy": policy.pk})
    return record


def require_sound(policy: Policy, data: Mapping[str, Any]) -> None:
    """Raises Defects: unreadable criteria or amount, a clause the text has not, an example that comes out otherwise."""
    words, defects = vocabulary(), []
    criteria = _collect(defects, read, data.get("criteria"), words)
    formula = _collect(defects, read_amount, data["amount"], words) if data.get("amount") else None
    if criteria is not None:
        defects += _unknown_clauses(policy, criteria)
        defects += _examples(data.get("examples") or [], criteria, formula, words)
    if defects:
        raise Defects(defects)


def _collect(defects: list[Defect], reader: Any, form: Any, words: Vocabulary) -> Any:
    try:
        return reader(form, words)
    except Defects as refused:
        defects += refused.defects
        return None


def _unknown_clauses(policy: Policy, criteria: Condition) -> list[Defect]:
    text = policy.current_text()
    there = clauses.numbers(text.text) if text else []
    cited = dict.fromkeys(leaf.clause for leaf in criteria.leaves())
    return [
        Defect("criteria", f"正文里没有「{clause}」", f"现有条款：{'、'.join(there) or '（正文还没有分条）'}")
        for clause in cited
        if clause not in there
    ]


def _examples(forms: Any, criteria: Condition, formula: Formula | None, words: Vocabulary) -> list[Defect]:
    if not isinstance(forms, list) or len(forms) > MOST_EXAMPLES or not all(isinstance(one, dict) for one in forms):
        return [Defect("examples", f"举例应是不超过 {MOST_EXAMPLES} 个的列表", "每个写 note、known 和 expect")]
    defects = []
    for at, form in enumerate(forms, start=1):
        try:
            tried = try_item(form, criteria, formula, words)
        except Defects as refused:
            defects += [Defect("examples", f"第 {at} 个例子：{one.message}", one.remedy) for one in refused.defects]
            continue
        if not tried.agrees:
            came = tried.outcome.verdict.value
            message = f"第 {at} 个例子「{tried.note}」应为{tried.expected}，按条件算出{came}"
            defects.append(Defect("examples", message, "请改条件或改例子"))
    return defects


def try_item(form: Mapping[str, Any], criteria: Condition, formula: Formula | None, words: Vocabulary) -> Tried:
    """Put one example to the criteria. Raises Defects when it names or says something impossible."""
    given = form.get("known", {})
    if not isinstance(given, dict):
        raise Defects([Defect("examples", "known 应是「名称：值」的对象")])
    known, expect = words.clean(given), form.get("expect", "")
    outcome = evaluate(criteria, known)
    agrees = not isinstance(expect, str) or expect not in VERDICTS or outcome.verdict.code == expect
    note = str(form.get("note", ""))[:100]
    return Tried(note, expect if isinstance(expect, str) else "", outcome, formula and amount(formula, known), agrees)


def _check(record: PolicyItem) -> None:
    try:
        record.full_clean(exclude=["policy", "criteria", "amount", "examples"])
    except ValidationError as error:
        raise Defects(
            [Defect(field, text) for field, messages in error.message_dict.items() for text in messages]
        ) from error
