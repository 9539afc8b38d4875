"""Policies with a text in clauses, items that can be met, and guides."""

from apps.accounts.actor import Actor
from apps.core import lifecycle
from apps.policies import services
from apps.policies.models import Guide, Policy, PolicyItem

TEXT = (
    "第一条 为支持校企合作，制定本办法。\n第二条 申请单位应：\n（一）是企业；\n（二）有合作协议。\n"
    "第三条 按投入的 50% 支持。"
)
CRITERIA = {
    "all": [
        {"question": "sort", "op": "in", "value": ["enterprise"], "clause": "第二条（一）"},
        {"question": "agreements", "op": ">=", "value": 1, "clause": "第二条（二）"},
    ]
}
AMOUNT = {"percent": 50, "of": "investment", "cap": 500, "clause": "第三条"}
SYSTEM = Actor.system("command")


def a_policy(state: str = "published", *, text: str = TEXT, **values) -> Policy:
    data = {"title": "校企合作项目支持办法", "department": "fgc", "levers": ["fiscal"], **values}
    policy = services.create(data=data, text=text, actor=SYSTEM)
    if state != "draft":
        lifecycle.move(policy, "publish", actor=SYSTEM)
    if state in ("expired", "superseded"):
        lifecycle.move(policy, {"expired": "expire"}.get(state, "supersede"), actor=SYSTEM, note="到期")
    return policy


def an_item(policy: Policy | None = None, **values) -> PolicyItem:
    number = PolicyItem.objects.count() + 1
    data = {"code": f"item-{number}", "title": f"校企合作项目支持 {number}", "lever": "fiscal"}
    data |= {"criteria": CRITERIA, "amount": AMOUNT, **values}
    return services.save_item(policy=policy or a_policy(), data=data, actor=SYSTEM)


def a_guide(policy: Policy) -> Guide:
    data = {part: "一行\n两行" for part in ("conditions", "materials", "steps")}
    data |= {"time": "30 个工作日", "basis": "第二条", "contact": "促进中心"}
    return services.save_guide(policy=policy, data=data, actor=SYSTEM)
