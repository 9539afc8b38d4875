"""What a suggestion opens: listings for matched parties only show themselves to each other, by revocable grants."""

from django.contrib.contenttypes.models import ContentType

from apps.accounts.models import Grant
from apps.demands.models import Demand
from apps.listings.lifecycle import PUBLISHED
from apps.listings.models import Listing
from apps.listings.rules import MATCHED
from apps.matching.models import Match

OPENS_FROM = 2  # level: a mere try uncovers nobody


def grant(demand: Demand) -> int:
    """Open a published demand and its fair matches to each other where they ask for it; returns how many are new."""
    if demand.state != PUBLISHED:
        return 0
    made = 0
    rows = Match.objects.current().filter(demand=demand, level__gte=OPENS_FROM).select_related("resource__organization")
    for row in rows.order_by("rank"):
        made += _open(demand, row.resource.organization_id, f"匹配 {row.resource.code}")
        made += _open(row.resource, demand.organization_id, f"匹配 {demand.code}")
    return made


def _open(subject: Listing, organization: int, reason: str) -> bool:
    if subject.visibility != MATCHED:
        return False
    about = {
        "content_type": ContentType.objects.get_for_model(subject),
        "object_id": subject.pk,
        "organization_id": organization,
        "level": Grant.Level.VIEW,
    }
    _, made = Grant.objects.get_or_create(**about, revoked_at=None, defaults={"reason": reason})
    return made
