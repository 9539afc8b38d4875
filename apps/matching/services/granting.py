"""What a suggestion opens: listings for matched parties only show themselves to each other, by revocable grants."""

from collections.abc import Iterator

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


def grant(demand: Demand) -> int:
    """Open a published demand and its fair matches to each other where they ask for it; returns how many are new.

    A grant that still runs stays as it is, whoever gave it; one that ran out is renewed.
    """
    if demand.state != PUBLISHED:
        return 0
    wanted = [opening for opening in _openings(demand) if opening[0].visibility == MATCHED]
    running = _running(demand, [opening[0] for opening in wanted])
    missing = {
        (subject, party): reason
        for subject, party, reason in wanted
        if (type(subject), subject.pk, party.pk) not in running
    }
    for (subject, party), reason in missing.items():
        services.grant(subject=subject, organization=party, reason=reason, actor=Actor.system())
    return len(missing)


def _openings(demand: Demand) -> Iterator[Opening]:
    """Both directions of every fair match, best first."""
    rows = Match.objects.current().filter(demand=demand, level__gte=OPENS_FROM).select_related("resource__organization")
    for row in rows.order_by("rank"):
        yield demand, row.resource.organization, f"匹配 {row.resource.code}"
        yield row.resource, demand.organization, f"匹配 {demand.code}"


def _running(demand: Demand, subjects: list[Listing]) -> set[tuple[type, int, int]]:
    """(model, key, organization) of what is open already; nothing is asked when nothing is wanted."""
    keys = [subject.pk for subject in subjects if isinstance(subject, Resource)]
    found = set()
    for model, pks in ((Demand, [demand.pk] if subjects else []), (Resource, keys)):
        if pks:
            rows = Grant.objects.active().about(model).at_least(Grant.Level.VIEW).filter(object_id__in=pks)
            found |= {(model, *row) for row in rows.values_list("object_id", "organization_id")}
    return found
