"""Enters the demo world through the platform's own services; what is there already stays as it is."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts import services as accounts
from apps.accounts.actor import Actor
from apps.accounts.models import Membership, Organization, User
from apps.accounts.roles import ROLES
from apps.core import lifecycle
from apps.demands.models import Demand
from apps.enterprises import services as enterprises
from apps.listings import services as listings
from apps.listings.models import Listing
from apps.listings.vocabulary import remembered
from apps.portal.demo import alliances, bases, dealings, events, logins, mentors, notices, policies, surveys
from apps.portal.demo.world import Row, World, read
from apps.resources.models import Resource
from apps.taxonomy import tree
from apps.taxonomy.models import Node, Park
from apps.taxonomy.services import load_tree
from apps.universities import services as universities

SYSTEM = Actor.system("command")
SHARED = frozenset("name short_name sort uscc institution_code district address intro".split())
# Who writes for an organization of each sort; these accounts have no password, so nobody logs in with them.
HANDS = {"enterprise": "enterprise_clerk", "institution": "liaison"}

EVENT_HOSTS = {"demo-centre": "centre_operator", "demo-office": "office_operator"}


@dataclass
class Loaded:
    """What was entered in this run, and the logins that got a password in it."""

    counts: dict[str, int] = field(default_factory=dict)
    logins: dict[str, dict[str, str]] = field(default_factory=dict)


def load() -> Loaded:
    """All or nothing: a run that is cut off leaves no half world behind."""
    world, done = read(), Loaded()
    load_tree(tree=tree.read())
    with transaction.atomic(), remembered():
        places, done.counts["organizations"] = _organizations(world)
        known = logins.kept()
        done.logins = _people(world, places, known)
        centre, office = _acting(world, "centre_operator"), _acting(world, "office_operator")
        hands = {row["code"]: _hand(places[row["code"]]) for row in world.fictional if row["sort"] in HANDS}
        phones = world.contacts()
        done.counts["resources"] = _listings(Resource, world.resources, hands, phones, office)
        done.counts["demands"] = _listings(Demand, world.demands, hands, phones, centre)
        done.counts["policies"] = policies.load(_acting(world, "committee"))
        told = world.dealings
        done.counts["dealings"] = dealings.load(told["dealings"], told["cases"], hands, centre, timezone.localdate())
        desks = {role: _acting(world, role) for role in ("centre_operator", "office_operator", "committee")}
        done.counts["notices"] = notices.load(desks, timezone.localdate())
        done.counts["bases"] = bases.load(places, hands, desks)
        done.counts["alliances"] = alliances.load(places, centre, desks["committee"])
        hosts = hands | {place: desks[role] for place, role in EVENT_HOSTS.items()}
        done.counts["events"] = events.load(hands, hosts, centre)
        done.counts["surveys"] = surveys.load(hands, desks)
        done.counts["mentors"] = mentors.load(places, hands, timezone.localdate())
    if done.logins:
        logins.keep(known | done.logins)
    return done


# Organizations


def _organizations(world: World) -> tuple[dict[str, Organization], int]:
    parks = {park.code: park for park in Park.objects.all()}
    contacts = {organization: (name, phone) for (organization, name), phone in reversed(world.contacts().items())}
    places = {one.code: one for one in Organization.objects.filter(code__in=[r["code"] for r in world.organizations])}
    missing = [row for row in world.organizations if row["code"] not in places]
    fictional = {row["code"] for row in world.fictional}
    for row in missing:
        name, phone = contacts.get(row["code"], ("", ""))
        place = accounts.create_organization(
            actor=SYSTEM,
            code=row["code"],
            verified=True,
            is_demo=row["code"] in fictional,
            park=parks.get(row.get("park")),
            parent=places.get(row.get("parent")),
            contact_name=name,
            contact_phone=phone,
            **{key: value for key, value in row.items() if key in SHARED},
        )
        places[place.code] = place
        _profile(place, row.get("profile", {}))
    return places, len(missing)


def _profile(place: Organization, written: Row) -> None:
    """The part of an enterprise or a university that its own app keeps."""
    if not written:
        return
    data: dict[str, Any] = dict(written)
    if "nodes" in data:
        data["nodes"] = list(Node.objects.filter(code__in=data["nodes"]))
    if "founded_on" in data:
        data["founded_on"] = date.fromisoformat(data["founded_on"])
    service, profile = {
        "enterprise": (enterprises.update_profile, "enterpriseprofile"),
        "institution": (universities.update_profile, "universityprofile"),
    }[place.sort]
    record = getattr(place, profile)
    service(profile=record, data=data, version=record.version, actor=SYSTEM)


# People


def _people(world: World, places: dict[str, Organization], known: dict[str, Any]) -> dict[str, dict[str, str]]:
    """One person for each role. A login the file does not know gets a new password."""
    fresh = {}
    for row in world.people:
        user = User.objects.named(row["login"]).first()
        if user and row["login"] in known:
            continue
        password = known.get(row["login"], {}).get("password") or logins.new_password()
        if user:
            accounts.set_password(user=user, password=password)
        else:
            _open(row["login"], password, row["name"], places[row["organization"]], row["role"], row["title"])
        place, role = places[row["organization"]].name, ROLES[row["role"]].label
        fresh[row["login"]] = {"role": role, "name": row["name"], "organization": place, "password": password}
    return fresh


def _open(login: str, password: str | None, name: str, place: Organization, role: str, title: str = "") -> Membership:
    user = accounts.open_account(login=login, password=password, name=name, actor=SYSTEM, is_demo=True)
    accounts.consent(user=user)
    return accounts.add_member(user=user, organization=place, role=role, actor=SYSTEM, title=title)


def _acting(world: World, role: str) -> Actor:
    """The demo person of a role, under the membership that gives it."""
    login = next(row["login"] for row in world.people if row["role"] == role)
    return _actor(Membership.objects.get(user__email=login, role=role))


def _hand(place: Organization) -> Actor:
    """Whoever enters the listings of a fictional organization."""
    login, role = f"{place.code}@demo.example", HANDS[place.sort]
    held = Membership.objects.filter(user__email=login, organization=place, role=role).first()
    return _actor(held or _open(login, None, "演示经办人", place, role))


def _actor(membership: Membership) -> Actor:
    return Actor(user=membership.user, membership=membership, via="command")


# Listings


def _listings(
    family: type[Listing], rows: list[Row], hands: dict[str, Actor], phones: dict[tuple[str, str], str], desk: Actor
) -> int:
    """Written by their owners, published by the desk of their side; those that wait stay on its list."""
    keys = [row["key"] for row in rows]
    entered = family.objects.filter(organization__is_demo=True, external_id__in=keys)
    there = set(entered.values_list("external_id", flat=True))
    missing = [row for row in rows if row["key"] not in there]
    for row in missing:
        hand = hands[row["organization"]]
        data = _values(row) | {"contact_phone": phones[row["organization"], row["contact"]]}
        listing = listings.create(family, row["kind"], data, actor=hand)
        lifecycle.move(listing, "submit", actor=hand)
        if not row.get("waits"):
            lifecycle.move(listing, "publish", actor=desk)
    entered.update(is_demo=True)
    return len(missing)


def _values(row: Row) -> dict[str, Any]:
    """The flat input every door of the platform takes."""
    details = dict(row["details"])
    common = {
        "title": row["title"],
        "text": row["text"],
        "nodes": row["nodes"],
        "park": row["park"],
        "contact_name": row["contact"],
        "visibility": "public",
        "external_id": row["key"],
    }
    if "investment" in details:
        common["budget"] = details.pop("investment")
    return common | details
