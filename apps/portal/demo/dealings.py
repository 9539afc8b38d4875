"""The demo's dealings, in every state: rows written at once, dated behind today; then the real clock runs over them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.models import Grant
from apps.cooperation import services
from apps.cooperation.lifecycle import DELIVERED, OPENED, PROPOSED, RECORDING
from apps.cooperation.models import Confirmation, Dealing, Milestone, Note, Outcome, Paper, Rating
from apps.cooperation.models.records import CRITERIA
from apps.cooperation.services import deadlines
from apps.core import journal, lifecycle, workdays
from apps.core.models import Attachment, JournalEntry
from apps.demands.models import Demand
from apps.portal.demo import papers
from apps.portal.demo.world import Row
from apps.resources.models import Resource

MAIN = ("accept", "negotiate", "agree", "start", "deliver", "finish")
AGREED, DELIVERED_ON = 4, 5  # places of these moves' days
REACHED = {"accepted": 1, "negotiating": 2, "agreeing": 3, "running": 4, "delivered": 5, "done": 6, "ended": 2}
LEAD, STRIDE, YEAR = 6, 97, 345  # days: published before it is dealt over; spread over the year
LAST = {"declined": "decline", "withdrawn": "withdraw", "lapsed": "lapse", "ended": "end"}


def load(rows: list[Row], cases: list[Row], hands: dict[str, Actor], broker: Actor, today: date) -> int:
    """Enter what is missing; returns how many dealings are new."""
    demands = {one.external_id: one for one in Demand.objects.filter(is_demo=True).select_related("organization")}
    resources = {one.external_id: one for one in Resource.objects.filter(is_demo=True).select_related("organization")}
    there = set(Dealing.objects.values_list("demand__external_id", "resource__external_id"))
    known = [row for row in rows if row["demand"] in demands and row["resource"] in resources]
    missing = [row for row in known if (row["demand"], row["resource"]) not in there]
    if missing:
        entered = _enter(missing, demands, resources, hands, today)
        _around(missing, entered, hands, today)
        _cases(cases, demands, hands, broker)
        published_before(rows)
        services.tick(today=_last_workday(today))
    return len(missing)


def published_before(rows: list[Row]) -> None:
    """Listings of the demo came over the past year: each before it was dealt over, those nobody deals over now.

    A demand without a dealing stays as it is: its clock starts with its publication.
    """
    now, oldest = timezone.now(), {"demand": {}, "resource": {}}
    for row in rows:
        for name, found in oldest.items():
            found[row[name]] = max(row["days_ago"], found.get(row[name], 0))
    resources = Resource.objects.filter(is_demo=True).values_list("external_id", flat=True)
    oldest["resource"] = dict.fromkeys(resources, 0) | oldest["resource"]
    for model, name in ((Demand, "demand"), (Resource, "resource")):
        listings = list(model.objects.published().filter(is_demo=True, external_id__in=oldest[name]).order_by("pk"))
        for place, one in enumerate(listings):
            ago = max(oldest[name][one.external_id] + LEAD, place * STRIDE % YEAR)
            one.submitted_at = one.published_at = now - timedelta(days=ago)
        model.objects.bulk_update(listings, ("submitted_at", "published_at"))


@contextmanager
def dated(*fields: tuple[type[Model], str]) -> Iterator[None]:
    """These columns take the day they are given, not now: only what a demonstration pretends may lie behind today."""
    columns = [model._meta.get_field(name) for model, name in fields]
    for column in columns:
        column.auto_now_add = False
    try:
        yield
    finally:
        for column in columns:
            column.auto_now_add = True


def moment(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 20)))


def _enter(rows: list[Row], demands: dict, resources: dict, hands: dict[str, Actor], today: date) -> list[Dealing]:
    made = []
    for row in rows:
        demand, resource = demands[row["demand"]], resources[row["resource"]]
        day = today - timedelta(days=row["days_ago"])
        answered = workdays.add(day, row["answered_in"]).day if "answered_in" in row else None
        step = row.get("next_step", {})
        made.append(
            Dealing(
                demand=demand,
                resource=resource,
                asker=demand.organization,
                answerer=resource.organization,
                proposed_by=row["by"],
                message=row["message"],
                created_by=hands[_side(demand, resource, row["by"]).code].user,
                broker=services.case_of(demand).broker,
                state=row["state"],
                state_at=moment(_days(row, day, today)[-1]),
                version=len(_verbs(row)) + 1,
                proposed_on=day,
                answered_at=moment(min(answered, today)) if answered else None,
                answered_in=row.get("answered_in"),
                agreed_at=moment(_days(row, day, today)[AGREED]) if row["state"] in RECORDING else None,
                next_step=step.get("text", ""),
                next_on=today + timedelta(days=step["in_days"]) if step else None,
                is_demo=True,
                created_at=moment(day),
            )
        )
    with dated((Dealing, "created_at")):
        return Dealing.objects.bulk_create(made)


def _side(demand: Demand, resource: Resource, side: str):
    return demand.organization if side == "asker" else resource.organization


def _verbs(row: Row) -> list[str]:
    """The moves behind the state, in their order."""
    last = [LAST[row["state"]]] if row["state"] in LAST else []
    return [*MAIN[: REACHED.get(row["state"], 0)], *last]


def _days(row: Row, begun: date, today: date) -> list[date]:
    """The proposal and one day for each move, spread between then and now."""
    count = len(_verbs(row))
    return [begun + timedelta(days=row["days_ago"] * place // (count + 1)) for place in range(count + 1)]


def _around(rows: list[Row], made: list[Dealing], hands: dict[str, Actor], today: date) -> None:
    """What was written in each dealing, its story, whom it opened, and the clock of those nobody answered."""
    records: dict[type[Model], list] = {Note: [], Milestone: [], Outcome: [], Rating: []}
    story: list[JournalEntry] = []
    people, written = [], []
    for row, dealing in zip(rows, made, strict=True):
        users = {"asker": hands[dealing.asker.code], "answerer": hands[dealing.answerer.code]}
        days = _days(row, dealing.proposed_on, today)
        people.append(users)
        written.append(moment(days[min(AGREED, len(days) - 1)]))
        story += _story(row, dealing, users, days)
        for record in _records(row, dealing, users, days, today):
            records[type(record)].append(record)
    files, drawn, said = papers.enter(rows, made, people, written, records[Milestone])
    records |= {Attachment: files, Paper: drawn, Confirmation: said}
    with dated((JournalEntry, "at"), *((model, "created_at") for model in records)):
        JournalEntry.objects.bulk_create(sorted(story, key=lambda entry: entry.at))
        for model, found in records.items():
            model.objects.bulk_create(found)
    papers.owe_pdfs()
    _open_contacts([dealing for dealing in made if dealing.state in OPENED])
    for dealing in made:
        if dealing.state == PROPOSED:
            deadlines.begin(dealing, *deadlines.ANSWER, on=dealing.proposed_on)
        elif dealing.state == DELIVERED:
            deadlines.begin(dealing, "rate", on=dealing.state_at.date())
        elif dealing.next_on:
            deadlines.begin(dealing, "next_step", on=dealing.next_on)


def _story(row: Row, dealing: Dealing, users: dict[str, Actor], days: list[date]) -> Iterator[JournalEntry]:
    by_whom = {"accept": dealing.awaited, "decline": dealing.awaited, "withdraw": row["by"], "deliver": "asker"}
    last = LAST.get(row["state"])
    for place, verb in enumerate(["propose", *_verbs(row)]):
        actor = Actor.system() if verb in {"start", "finish", "lapse"} else users[by_whom.get(verb, row["by"])]
        entry = journal.entry(actor, verb, Dealing._meta.label_lower)
        entry.about_id, entry.about_text, entry.at = str(dealing.pk), str(dealing)[:200], moment(days[place], 9 + place)
        if verb == last:
            entry.note, entry.reason = row.get("note", ""), row.get("reason", "")
        yield entry


def _records(row: Row, dealing: Dealing, users: dict[str, Actor], days: list[date], today: date) -> Iterator[Model]:
    day = days[-1]

    def by(side: str) -> dict[str, Any]:
        return {"dealing": dealing, "side": side, "made_by": users[side].user, "created_at": moment(day)}

    for place, words in enumerate(row.get("notes", ())):
        yield Note(**by(("asker", "answerer")[place % 2]), text=words)
    for one, due in zip(row.get("milestones", ()), _milestone_days(row, days, today), strict=True):
        reached = moment(due) if one["evidence"] else None
        yield Milestone(**by("answerer"), title=one["title"], due_on=due, evidence=one["evidence"], reached_at=reached)
    for one in row.get("outcomes", ()):
        yield Outcome(**by("asker"), kind=one["kind"], value=one["value"], on=min(day, today), evidence=one["evidence"])
    for side, said in row.get("ratings", {}).items():
        yield Rating(**by(side), text=said["text"], **dict(zip(CRITERIA, said["marks"], strict=True)))


def _milestone_days(row: Row, days: list[date], today: date) -> list[date]:
    """Reached ones lie between the signing and the acceptance, or today; the others ahead, a fortnight apart."""
    found = row.get("milestones", ())
    if not found:
        return []
    begun, over = days[AGREED], days[DELIVERED_ON] if len(days) > DELIVERED_ON else today
    reached = sum(bool(one["evidence"]) for one in found)
    span, behind = (over - begun).days, [(place + 1) / (reached + 1) for place in range(reached)]
    ahead = [today + timedelta(days=14 * (place + 1)) for place in range(len(found) - reached)]
    return [begun + timedelta(days=int(span * part)) for part in behind] + ahead


def _open_contacts(opened: list[Dealing]) -> None:
    """As acceptance does: each side's listing to the other, once per pair."""
    kinds = {model: ContentType.objects.get_for_model(model) for model in (Demand, Resource)}
    wanted = {}
    for one in opened:
        reason = f"对接 {one.code} 已接受"
        for listing, party in ((one.demand, one.answerer), (one.resource, one.asker)):
            key = {"content_type": kinds[type(listing)], "object_id": listing.pk, "organization": party}
            wanted.setdefault(
                (type(listing), listing.pk, party.pk), Grant(**key, level=Grant.Level.CONTACT, reason=reason)
            )
    Grant.objects.bulk_create(wanted.values(), ignore_conflicts=True)


def _cases(cases: list[Row], demands: dict[str, Demand], hands: dict[str, Actor], broker: Actor) -> None:
    for row in cases:
        demand = demands.get(row["demand"])
        if demand is None:
            continue
        case = services.ask(demand=demand, actor=hands[demand.organization.code], note=row["note"])
        if row.get("taken"):
            lifecycle.move(case, "take", actor=broker)


def _last_workday(today: date) -> date:
    calendar = workdays.calendar()
    while not calendar.is_workday(today):
        today -= timedelta(days=1)
    return today
