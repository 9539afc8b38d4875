"""From rows to facets: what scoring may know of a demand and of a resource.

Details are read by the names their kinds declare, so that a new kind with `majors` or `capacity` is understood
without a line here.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from apps.demands.models import Demand
from apps.listings.fields import Choice, Picks, Tags
from apps.listings.models import Listing
from apps.matching.scoring import Facets, Place, Subject
from apps.matching.services.tree import Tree, place_of
from apps.resources.models import Resource

OPEN_WAYS = {"", "undecided"}  # a way of working nobody has chosen yet
TEACHING = "training"  # what a demand for people to be trained asks for, whatever its mode
UNMISSED = {"majors"}  # whom one teaches: that a laboratory names none says nothing
REMARKS = {"training_required": {True: "使用前须参加培训"}, "status": {"repair": "目前在维修，开放时间请先确认"}}


def of_demand(demand: Demand, tree: Tree) -> Facets:
    """What a demand says. Its prose names skills too: people rarely list them."""
    return Facets(
        **_both(demand, tree),
        subjects=_subjects(demand, tree),
        ways=_wanted_ways(demand),
        headcount=_detail(demand, "headcount", int),
        trl_now=_detail(demand, "trl_now", int),
        trl_needed=_detail(demand, "trl_needed", int),
        budget=demand.budget,
        needed_by=demand.needed_by,
    )


def of_resource(resource: Resource, tree: Tree) -> Facets:
    """What a resource says."""
    return Facets(
        **_both(resource, tree),
        subjects=_subjects(resource, tree),
        ways=_labels(resource, "cooperation"),
        capacity=_detail(resource, "capacity", int),
        trl=_detail(resource, "trl", int),
        price_per_hour=_detail(resource, "price_per_hour", Decimal),
        valid_until=resource.valid_until,
        checked_on=local_day(resource),
        completeness=completeness(resource),
        has_contact=bool(resource.contact_phone or resource.contact_email),
        remarks=_remarks(resource),
    )


def _both(listing: Listing, tree: Tree) -> dict[str, Any]:
    prose = listing.matching_text()
    return {
        "id": listing.pk,
        "title": listing.title,
        "text": prose,
        "kind_label": listing.kind_row.label,
        "places": _places(listing, prose, tree),
        "park": listing.park.code if listing.park_id else "",
        "park_name": listing.park.name if listing.park_id else "",
    }


def _places(listing: Listing, prose: str, tree: Tree) -> tuple[Place, ...]:
    """Declared by a person, else read out of the text."""
    declared = tuple(place_of(node) for node in listing.nodes.all())
    return declared or tree.places_in(prose, listing.title)


def _subjects(listing: Listing, tree: Tree) -> tuple[Subject, ...]:
    """What was listed, then what the prose names besides: a part of a listed word is no second one."""
    listed = _tagged(listing, tree)
    said = [
        each for each in tree.skills_in(listing.matching_text()) if not any(each.word in row.word for row in listed)
    ]
    return _unique(*listed, *said)


def _tagged(listing: Listing, tree: Tree) -> list[Subject]:
    """Every free tag of the kind: majors, skills, disciplines, standards."""
    return [
        tree.subject(word, field.label, missed=name not in UNMISSED)
        for name, field in listing.kind_row.fields.items()
        if isinstance(field, Tags) and not isinstance(field, Picks)
        for word in getattr(listing.details, name)
    ]


def _unique(*subjects: Subject) -> tuple[Subject, ...]:
    """The first of those that mean the same."""
    found: dict[str, Subject] = {}
    for subject in subjects:
        found.setdefault(subject.key, subject)
    return tuple(found.values())


def _wanted_ways(demand: Demand) -> dict[str, str]:
    field = demand.kind_row.fields.get("approach")
    if isinstance(field, Choice):
        chosen = demand.details.approach
        return {} if chosen in OPEN_WAYS else {chosen: field.show(chosen)}
    mode = demand.kind_row.fields.get("mode")
    if not isinstance(mode, Choice):
        return {}
    return {TEACHING: mode.show(demand.details.mode) or "联合培养与培训"}


def _labels(listing: Listing, name: str) -> dict[str, str]:
    field = listing.kind_row.fields.get(name)
    if not isinstance(field, Picks):
        return {}
    return {code: field.options.get(code, code) for code in getattr(listing.details, name)}


def _detail(listing: Listing, name: str, kind: type) -> Any:
    """A detail the kind declares, when it is of the type expected; None otherwise."""
    value = getattr(listing.details, name) if name in listing.kind_row.fields else None
    return value if isinstance(value, kind) and not isinstance(value, bool) else None


def _remarks(resource: Resource) -> tuple[str, ...]:
    declared = [name for name in REMARKS if name in resource.kind_row.fields]
    told = [REMARKS[name].get(getattr(resource.details, name)) for name in declared]
    return tuple(remark for remark in told if remark)


def completeness(listing: Listing) -> float:
    """The share of its kind's details that are filled in."""
    fields = listing.kind_row.fields
    filled = sum(bool(getattr(listing.details, name)) for name in fields)
    return round(filled / len(fields), 4) if fields else 1.0


def local_day(listing: Listing) -> date:
    return timezone.localtime(listing.checked_at).date()
