"""Fourteen fictional events of all four kinds, over and to come: written and published as people do, places in bulk."""

import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from apps.accounts.actor import Actor
from apps.alliances.lifecycle.event import ATTENDED, CANCELLED, SEATED, WAITING
from apps.alliances.models import Event, Registration
from apps.core import lifecycle
from apps.listings import services
from apps.listings.lifecycle import PUBLISHED

Row = dict[str, Any]
SENT = frozenset({"submitted", PUBLISHED, "cancelled"})
SHOWN = frozenset({PUBLISHED, "cancelled"})


def read() -> list[Row]:
    return json.loads((Path(__file__).parent / "events.json").read_text(encoding="utf-8"))


def load(people: dict[str, Actor], hosts: dict[str, Actor], desk: Actor) -> int:
    """Enter what is not there yet; returns how many events."""
    rows = read()
    there = set(
        Event.objects.filter(external_id__in=[row["key"] for row in rows]).values_list("external_id", flat=True)
    )
    guests = [people[code] for code in sorted(people)]
    made = [(row, _enter(row, hosts[row["organization"]], desk)) for row in rows if row["key"] not in there]
    Event.objects.filter(pk__in=[event.pk for _, event in made]).update(is_demo=True)
    Registration.objects.bulk_create(one for row, event in made for one in _places(row, event, guests))
    for row, event in made:
        if row.get("state") == "cancelled":
            lifecycle.move(event, "cancel", actor=hosts[row["organization"]], note="演示场地检修，改期另行通知")
    return len(made)


def _enter(row: Row, hand: Actor, desk: Actor) -> Event:
    """By its organizer, and looked at by the desk."""
    state = row.get("state", PUBLISHED)
    event = services.create(Event, row["kind"], _values(row), actor=hand)
    if state in SENT:
        lifecycle.move(event, "submit", actor=hand)
    if state in SHOWN:
        lifecycle.move(event, "publish", actor=desk)
    return event


def _values(row: Row) -> Row:
    day = timezone.localdate() + timedelta(days=row["in_days"])
    starts = timezone.make_aware(datetime.combine(day, time(row["hour"])))
    common = {name: row[name] for name in ("title", "text", "mode", "place", "cap", "agenda", "park") if name in row}
    times = {"starts": starts, "ends": starts + timedelta(hours=row["hours"])}
    times |= {"closes": starts - timedelta(days=row["closes"])} if "closes" in row else {}
    return {**common, **times, **row["details"], "contact_name": "演示会务", "external_id": row["key"]}


def _places(row: Row, event: Event, guests: list[Actor]) -> Iterator[Registration]:
    """Who comes: the first ones in order of the alphabet; some came, some wait, one changed his mind."""
    for state, count in (
        (CANCELLED, row.get("changed", 0)),
        (ATTENDED, row.get("came", 0)),
        (SEATED, row.get("seated", 0)),
        (WAITING, row.get("waiting", 0)),
    ):
        for _ in range(count):
            actor = guests.pop(0)
            guests.append(actor)
            yield Registration(event=event, user=actor.user, organization=actor.organization, state=state)
