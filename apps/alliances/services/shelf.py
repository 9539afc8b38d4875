"""The shelf: what members lend each other. A thing shows only to whom its own family shows it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.alliances.models import Alliance, AllianceMember, SharedItem
from apps.core import journal, rules
from apps.core.errors import Conflict, Defect, Defects
from apps.listings.lifecycle import PUBLISHED
from apps.listings.models import Listing, families
from apps.listings.rules import PUBLIC


@dataclass(frozen=True)
class Shelved:
    """One row of the shelf with the thing itself."""

    share: SharedItem
    listing: Listing


@transaction.atomic
def share(*, alliance: Alliance, listing: Listing, actor: Actor, terms: str = "") -> SharedItem:
    """Put one of our public listings there. Raises PermissionDenied, Defects and Conflict (it is there). [S1-14]"""
    rules.require(actor, "share", alliance)
    if listing.organization_id != actor.organization_id:
        raise Defects([Defect("resource", "只能共享本单位的资源", "请从本单位已发布的资源里选")])
    if (listing.state, listing.visibility) != (PUBLISHED, PUBLIC):
        raise Defects([Defect("resource", "这一条没有公开发布", "发布后再放上共享架")])
    seat = alliance.seats.approved().select_for_update().get(organization=actor.organization_id)
    row = SharedItem(
        seat=seat,
        about=listing._meta.label_lower,
        about_id=listing.pk,
        terms=terms.strip()[:200],
        shared_by=actor.user,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "alliance_shared_once" not in str(error):
            raise
        raise Conflict("这一条已经在共享架上") from error
    journal.write(actor, "share", seat, after={"shared": str(row), "title": listing.title})
    return row


@transaction.atomic
def take_back(*, row: SharedItem, actor: Actor) -> SharedItem:
    """Off the shelf. Raises PermissionDenied, and Conflict when it is off already."""
    rules.require(actor, "take_back", row)
    now = timezone.now()
    if not SharedItem.objects.filter(pk=row.pk, taken_back_at=None).update(taken_back_at=now):
        raise Conflict("这一条已经撤下")
    row.taken_back_at = now
    journal.write(actor, "take_back", row.seat, after={"taken_back": str(row)})
    return row


def shelf(alliance: Alliance, actor: Actor) -> list[Shelved]:
    """What stands there for this reader, newest first: a query for the rows and one for each family among them."""
    rows = list(SharedItem.objects.standing().filter(seat__alliance=alliance).select_related("seat__organization"))
    wanted: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        wanted[row.about].append(row.about_id)
    found = {
        (model._meta.label_lower, listing.pk): listing
        for model in families()
        if model._meta.label_lower in wanted
        for listing in _seen(model, wanted[model._meta.label_lower], actor)
    }
    things = [(row, found.get((row.about, row.about_id))) for row in rows]
    return [Shelved(row, thing) for row, thing in things if thing and thing.organization_id == row.seat.organization_id]


def _seen(model: type[Listing], keys: list[int], actor: Actor):
    rows = model.objects.published().visible_to(actor).filter(pk__in=keys)
    return rows.select_related("organization", *model.details_names())


def seat_of(alliance: Alliance, actor: Actor) -> AllianceMember | None:
    """The actor's organization's living seat here."""
    return alliance.seats.living().of(actor.organization_id).first()
