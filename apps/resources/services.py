"""A resource that follows a record of a lower floor: made, changed and hidden with it, by nobody's hand."""

from django.db import transaction

from apps.accounts.actor import Actor
from apps.core import lifecycle, search
from apps.core.lifecycle import changed
from apps.listings import services
from apps.listings.lifecycle import PUBLISHED, SUBMITTED, WITHDRAWN
from apps.mentors.models import Mentor
from apps.resources.models import Resource

KIND = "mentor"
SHARED = (
    "title text organization_id created_by_id contact_name contact_phone contact_email visibility valid_until park_id "
    "is_demo checked_at"
).split()
DETAILS = ("post", "rank", "years", "teaches", "skills", "hours_a_year")
WAY_BACK = ("reopen", "submit", "publish")


def code_of(mentor: Mentor) -> str:
    """What ties the two together in both directions."""
    return f"mentor-{mentor.pk}"


def of_mentor(mentor: Mentor) -> Resource | None:
    rows = Resource.objects.filter(organization=mentor.organization_id, kind=KIND, external_id=code_of(mentor))
    return rows.first()


@transaction.atomic
def follow(mentor: Mentor) -> Resource | None:
    """The resource as its card now stands: published with it, hidden with it. Idempotent."""
    resource, system = of_mentor(mentor), Actor.system()
    if mentor.state != PUBLISHED:
        return hide(resource, system) if resource else None
    fresh = resource is None
    if fresh:
        resource = Resource(kind=KIND, external_id=code_of(mentor), state=SUBMITTED, organization=mentor.organization)
    _copy(mentor, resource)
    if resource.state == PUBLISHED:
        changed.send(sender=Resource, record=resource, fields=["text"], actor=system)
        return resource
    for name in WAY_BACK:
        if resource.state in resource.lifecycle.by_name[name].sources:
            lifecycle.move(resource, name, actor=system)
    return resource


def hide(resource: Resource, system: Actor) -> Resource:
    """Out of every list now, and out of the search table before the bell rings."""
    if resource.state != WITHDRAWN:
        lifecycle.move(resource, "withdraw", actor=system)
        search.index(resource._meta.label_lower, resource.pk)
    return resource


def _copy(mentor: Mentor, resource: Resource) -> None:
    for name in SHARED:
        setattr(resource, name, getattr(mentor, name))
    resource.save()
    values = {name: getattr(mentor.details, name) for name in DETAILS}
    kind = resource.kind_row
    details, _ = kind.details.objects.update_or_create(listing=resource, defaults={"ladder": mentor.kind, **values})
    setattr(resource, kind.related_name, details)
    resource.nodes.set(mentor.nodes.all())
    resource.grams, resource.text_hash = services.words_of(resource)
    Resource.objects.filter(pk=resource.pk).update(grams=resource.grams, text_hash=resource.text_hash)
