"""What a suggestion opens: listings for matched parties only show themselves to each other, by revocable grants."""

from collections.abc import Iterator, Sequence

from django.db.models import Q

from apps.accounts import services
from apps.accounts.actor import Actor
from apps.accounts.models import Grant, Organization
from apps.demands.models import Demand
from apps.listings.lifecycle import PUBLISHED
from apps.listings.models import Listing
from apps.listings.rules import MATCHED
from apps.matching.models import Match
from apps.resources.models import Resource

OPENS_FROM = 2  # level: a mere try uncovers nobody

Opening = tuple[Listing, Organization, str]


def grant(demands: Sequence[Demand]) -> int:
    """Open published demands and their fair matches to each other where they ask for it; returns how many are new.

    A grant that still runs stays as it is, whoever gave it; one that ran out is renewed.
    """
    wanted = list(_openings(demands))
    running = _running([opening[0] for opening in wanted])
    missing = {
        (subject, party): reason
        for subject, party, reason in wanted
        if (type(subject), subject.pk, party.pk) not in running
    }
    for (subject, party), reason in missing.items():
        services.grant(subject=subject, organization=party, reason=reason, actor=Actor.system())
    return len(missing)


def _openings(demands: Sequence[Demand]) -> Iterator[Opening]:
    """What fair matches of published demands uncover, in both directions, best first."""
    published = [demand.pk for demand in demands if demand.state == PUBLISHED]
    rows = Match.objects.current().filter(demand__in=published, level__gte=OPENS_FROM)
    hidden = rows.filter(Q(demand__visibility=MATCHED) | Q(resource__visibility=MATCHED))
    related = hidden.select_related("demand__organization", "resource__organization")
    for row in related.order_by("demand", "rank"):
        if row.demand.visibility == MATCHED:
            yield row.demand, row.resource.organization, f"匹配 {row.resource.code}"
        if row.resource.visibility == MATCHED:
            yield row.resource, row.demand.organization, f"匹配 {row.demand.code}"


def _running(subjects: Sequence[Listing]) -> set[tuple[type, int, int]]:
    """(model, key, organization) of what is open already; nothing is asked when nothing is wanted."""
    found = set()
    for model in (Demand, Resource):
        pks = {subject.pk for subject in subjects if isinstance(subject, model)}
        if pks:
            rows = Grant.objects.active().about(model).at_least(Grant.Level.VIEW).filter(object_id__in=pks)
            found |= {(model, *row) for row in rows.values_list("object_id", "organization_id")}
    return found
