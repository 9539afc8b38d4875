"""What people say of the platform: taken on any page, answered by staff, and told back with its outcome."""

from django.db import transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import journal, lifecycle, rules
from apps.core.errors import Defect, Defects
from apps.notices import people, topics
from apps.notices.models import Remark
from apps.notices.services.telling import tell

LEAST, MOST, ANSWER = 5, 1000, 500
LISTENERS = ("centre_operator", "office_operator")


@transaction.atomic
def remark(*, category: str, text: str, page: str, actor: Actor) -> Remark:
    """Take what somebody says and let the operators know. The caller has counted the knock at the door "feedback".

    `page` is a path without the values of its query. Raises Defects.
    """
    rules.require(actor, "create", Remark)
    defects, words = [], text.strip()
    if category not in Remark.CATEGORIES:
        defects.append(Defect("category", "请选一个类别"))
    if not LEAST <= len(words) <= MOST:
        defects.append(Defect("text", f"请写 {LEAST}—{MOST} 个字", "写明在做什么、遇到了什么、希望怎样"))
    if defects:
        raise Defects(defects)
    row = Remark.objects.create(category=category, text=words, page=page[:200], user=actor.user)
    journal.write(actor, "create", row, after={"category": category, "page": row.page})
    told = f"收到一条意见（{row.get_category_display()}）"
    tell(people.with_role(*LISTENERS), about=row, text=told, topic=topics.VOICE.slug, key="received", besides=actor)
    return row


@transaction.atomic
def settle(row: Remark, move: str, *, words: str, actor: Actor) -> Remark:
    """Read, adopt, decline or finish; the author is told of the outcome, the public of what was adopted and done.

    Raises LookupError, PermissionDenied, Conflict (somebody was faster) and Defects without words.
    """
    words, now = words.strip(), timezone.now()
    if len(words) > ANSWER:
        raise Defects([Defect("note", f"答复不能超过 {ANSWER} 个字", f"现有 {len(words)} 个字，请删减")])
    values = {
        "adopt": {"answer": words, "adopted_at": now},
        "decline": {"answer": words},
        "finish": {"outcome": words, "done_at": now},
    }.get(move, {})
    if row.lifecycle.by_name[move].needs_note and words:
        Remark.objects.filter(pk=row.pk, version=row.version).update(**values)
    lifecycle.move(row, move, actor=actor, note=words)
    for name, value in values.items():
        setattr(row, name, value)
    if values and row.user_id:
        said = f"您提的意见{row.state_now.label}：{words}"
        tell(row.user, about=row, text=said, topic=topics.VOICE.slug, key=move, besides=actor)
    return row
