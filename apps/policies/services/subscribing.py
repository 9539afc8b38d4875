"""Who hears of a new policy: subscriptions by lever and department, told through notices."""

from django.db import transaction

from apps.accounts.actor import Actor
from apps.core import rules
from apps.core.errors import Defect, Defects
from apps.notices import topics
from apps.notices.services import tell
from apps.policies.models import Policy, Subscription
from apps.policies.words import DEPARTMENTS, LEVERS

MOST = 20
TOPIC = topics.add(topics.Topic("policy", "订阅的政策", mail=False, icon="file-text"))


@transaction.atomic
def subscribe(*, actor: Actor, lever: str = "", department: str = "") -> Subscription:
    """Wanting the same twice is one wish. Raises PermissionDenied and Defects."""
    rules.require(actor, "create", Subscription)
    if lever not in {"", *LEVERS} or department not in {"", *DEPARTMENTS}:
        raise Defects([Defect("lever", "没有这个政策工具或部门", "请从列表中选")])
    if Subscription.objects.filter(user=actor.user).count() >= MOST:
        raise Defects([Defect("lever", f"最多订阅 {MOST} 项", "请先退订几项")])
    return Subscription.objects.get_or_create(user=actor.user, lever=lever, department=department)[0]


@transaction.atomic
def unsubscribe(*, subscription: Subscription, actor: Actor) -> None:
    """Raises PermissionDenied."""
    rules.require(actor, "end", subscription)
    subscription.delete()


def announce(policy: Policy) -> int:
    """Tell everybody whose subscription this policy meets, each once; the number of people told anew."""
    rows = Subscription.objects.wanting(policy.department, policy.levers).select_related("user")
    people = list({row.user_id: row.user for row in rows}.values())
    text = f"{policy.get_department_display()}发布了《{policy.title}》，可以体检看看符合哪几项。"
    return len(
        tell(people, about=policy, text=text, topic=TOPIC.slug, key=f"published-{policy.published_at:%Y%m%d%H%M}")
    )
