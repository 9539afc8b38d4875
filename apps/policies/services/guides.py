"""Writing the guide of a policy."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.actor import Actor
from apps.accounts.services import edit
from apps.core import journal, rules
from apps.core.errors import Defect, Defects
from apps.core.lifecycle import changed
from apps.policies.models import Guide, Policy

FIELDS = frozenset(Guide.PARTS)


@transaction.atomic
def save_guide(*, policy: Policy, data: Mapping[str, str], actor: Actor, version: int = 1) -> Guide:
    """Publish the guide or mend it; with it the task of seven working days is done.

    Raises PermissionDenied, Defects and Stale.
    """
    rules.require(actor, "edit", policy)
    held = Guide.objects.filter(policy=policy).first()
    if held is not None:
        return edit(held, data=dict(data), version=version, actor=actor, allowed=FIELDS)
    record = Guide(policy=policy, **data)
    try:
        record.full_clean(exclude=["policy"])
    except ValidationError as error:
        raise Defects(
            [Defect(field, text) for field, messages in error.message_dict.items() for text in messages]
        ) from error
    record.save()
    journal.write(actor, "publish_guide", policy)
    changed.send(sender=Policy, record=policy, fields=["guide"], actor=actor)
    return record


def guide_data(policy: Policy) -> dict[str, str]:
    """What a new guide can start from: the conditions and the basis are in the policy already."""
    conditions = [item.title for item in policy.items.all()]
    basis = f"《{policy.title}》{policy.number}"
    return {"conditions": "\n".join(conditions), "basis": basis}
