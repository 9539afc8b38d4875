"""Writing policies: what is known of the document, and its words in versions that never change."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.services import edit
from apps.core import journal, lifecycle, rules, workdays
from apps.core.errors import Defect, Defects
from apps.core.lifecycle import changed
from apps.policies import clauses
from apps.policies.lifecycle import PUBLISHED
from apps.policies.models import Policy, PolicyText

FIELDS = frozenset(
    "title number department level levers summary issued_on valid_from valid_until interpretation replaces "
    "is_sample".split()
)
GUIDE_WITHIN = 7  # working days after publication
SHORTEST = 10


@transaction.atomic
def create(*, data: Mapping[str, Any], text: str, actor: Actor, is_demo: bool = False) -> Policy:
    """A draft with its first version. Raises PermissionDenied and Defects."""
    rules.require(actor, "create", Policy)
    if foreign := set(data) - FIELDS:
        raise ValueError(f"not to be written here: {sorted(foreign)}")
    record = Policy(**data, is_demo=is_demo)
    _check(record, text)
    record.save()
    _version(record, text, "", actor)
    journal.write(actor, "create", record)
    return record


@transaction.atomic
def save(*, policy: Policy, data: dict[str, Any], version: int, actor: Actor) -> Policy:
    """Change what is said about the document. Raises PermissionDenied, Defects and Stale."""
    rules.require(actor, "edit", policy)
    probe = Policy(**{name: getattr(policy, name) for name in FIELDS} | data, pk=policy.pk)
    probe._state.adding = False
    _check(probe, None)
    if probe.replaces_id and probe.replaces_id == policy.pk:
        raise Defects([Defect("replaces", "不能替代自己", "请选另一份文件")])
    return edit(policy, data=data, version=version, actor=actor, allowed=FIELDS)


@transaction.atomic
def rewrite(*, policy: Policy, text: str, note: str, actor: Actor) -> PolicyText:
    """A new version of the words; the same words are no new version. Raises PermissionDenied and Defects."""
    rules.require(actor, "edit", policy)
    if defects := _text_defects(text):
        raise Defects(defects)
    held = Policy.objects.select_for_update().get(pk=policy.pk).current_text()
    if held is not None and held.text == _clean(text):
        return held
    if held is not None and policy.state == PUBLISHED and not note.strip():
        raise Defects([Defect("note", "已发布的政策改正文要写修改说明", "例如「按 2026 年 11 月会议纪要修订第三条」")])
    made = _version(policy, text, note, actor)
    journal.write(actor, "rewrite", policy, after={"text": made.number}, note=note)
    changed.send(sender=Policy, record=policy, fields=["text"], actor=actor)
    return made


@transaction.atomic
def revise(*, policy: Policy, data: dict[str, Any], version: int, text: str, note: str, actor: Actor) -> Policy:
    """Both at once, or neither. Raises PermissionDenied, Stale (asked first) and Defects."""
    saved = save(policy=policy, data=data, version=version, actor=actor)
    rewrite(policy=saved, text=text, note=note, actor=actor)
    return saved


def require_ready(policy: Policy) -> None:
    """Raises Defects unless the policy can be shown to everybody."""
    text = policy.current_text()
    if text is None or not clauses.split(text.text):
        raise Defects([Defect("text", "正文还没有分条", "请用「第一条」「（一）」开头分条，条件才能引用")])
    if not policy.levers:
        raise Defects([Defect("levers", "没有选政策工具", "请至少选一项")])


def settle(*, policy: Policy, on: date, actor: Actor) -> None:
    """What publication brings: its moment, the day a guide is due, and the end of the text it replaces."""
    due = workdays.add(on, GUIDE_WITHIN)
    values = {"published_at": timezone.now(), "guide_due": due.day, "guide_due_estimate": due.estimate}
    Policy.objects.filter(pk=policy.pk).update(**values)
    for name, value in values.items():
        setattr(policy, name, value)
    old = policy.replaces
    if old is not None and old.state == PUBLISHED:
        lifecycle.move(old, "supersede", actor=actor, note=f"由《{policy.title}》替代")


def expire(*, on: date, actor: Actor) -> int:
    """End every policy whose last day is over; safe to run any number of times."""
    rows = list(Policy.objects.run_out(on))
    for policy in rows:
        lifecycle.move(policy, "expire", actor=actor, note=f"有效期至 {policy.valid_until:%Y-%m-%d}")
    return len(rows)


def _version(policy: Policy, text: str, note: str, actor: Actor) -> PolicyText:
    last = policy.texts.values_list("number", flat=True).first() or 0
    return PolicyText.objects.create(
        policy=policy, number=last + 1, text=_clean(text), note=note.strip()[:200], created_by=actor.user
    )


def _clean(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def _text_defects(text: str) -> list[Defect]:
    if len(text.strip()) < SHORTEST:
        return [Defect("text", f"正文至少 {SHORTEST} 个字", "请粘贴文件全文或摘录")]
    longest = PolicyText._meta.get_field("text").max_length
    return [Defect("text", f"正文超过 {longest:,} 字", "请摘录与申请有关的条款")] if len(text) > longest else []


def _check(record: Policy, text: str | None) -> None:
    """Raises Defects with what the model says of every field, and of the words when there are any."""
    defects = [] if text is None else _text_defects(text)
    try:
        record.full_clean()
    except ValidationError as error:
        defects += [
            Defect("title" if field == "__all__" else field, words)
            for field, messages in error.message_dict.items()
            for words in messages
        ]
    if defects:
        raise Defects(defects)
