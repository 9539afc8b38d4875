"""Who may see, write and move policies: texts are everybody's once published, writing them is the committee's."""

from apps.accounts.rules import everybody, is_authenticated, is_committee, is_self, is_staff_side, is_system
from apps.core.rules import predicate
from apps.policies.lifecycle import PUBLIC_STATES


@predicate
def is_public(actor, policy) -> bool:
    return policy is None or policy.state in PUBLIC_STATES


@predicate
def belongs_to_public(actor, part) -> bool:
    return part is None or part.policy.state in PUBLIC_STATES


_view = is_public | is_staff_side | is_system
_view_part = belongs_to_public | is_staff_side | is_system
_keep = is_committee | is_system

RULES = {
    "policy.list": everybody,
    "policy.view": _view,
    "policy.create": _keep,
    "policy.import": _keep,
    "policy.edit": _keep,
    "policy.publish": _keep,
    "policy.supersede": _keep,
    "policy.expire": _keep,
    "policy.restore": _keep,
    "policy.undo": _keep,
    "policyitem.view": _view_part,
    "policyitem.edit": _keep,
    "guide.view": _view_part,
    "guide.edit": _keep,
    "subscription.view": is_self,
    "subscription.create": is_authenticated,
    "subscription.end": is_self,
}
