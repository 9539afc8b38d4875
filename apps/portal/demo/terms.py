"""Appointments of the demo's mentors in every state, and their ledgers: hours of one word, of two, disputed, mended."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from apps.accounts.actor import Actor
from apps.accounts.models import Organization
from apps.listings.lifecycle import CLOSED, PUBLISHED
from apps.mentors.lifecycle import (
    ACTIVE,
    AGREED,
    CONFIRMED,
    DECLINED,
    DISPUTED,
    ENDED,
    EXPIRED,
    HELD,
    PROPOSED,
    RECORDED,
)
from apps.mentors.models import Appointment, HourEntry, Mentor

Row = dict[str, Any]
# state, first and last day counted from today
CYCLE = (
    (ACTIVE, -140, 220),
    (ACTIVE, -60, 305),
    (PROPOSED, 20, 385),
    (EXPIRED, -420, -55),
    (ACTIVE, -210, 12),
    (AGREED, 8, 373),
    (ENDED, -260, 100),
    (DECLINED, 5, 370),
)
WORDS = (CONFIRMED, CONFIRMED, RECORDED, CONFIRMED, DISPUTED, CONFIRMED, RECORDED)
POSTS = {"professor": "产业教授", "lecturer": "产业讲师", "assistant": "实训指导教师"}


def load(
    made: list[tuple[int, Row, Mentor]], places: dict[str, Organization], hands: dict[str, Actor], today: date
) -> None:
    shown = [(row, card) for _, row, card in made if card.state in {PUBLISHED, CLOSED}]
    pairs = [(row, card, places[code]) for row, card in shown for code in row.get("schools", ())]
    terms = Appointment.objects.bulk_create(
        _term(place, row, card, school, today) for place, (row, card, school) in enumerate(pairs)
    )
    held = [(place, term) for place, term in enumerate(terms) if term.state in HELD]
    first = HourEntry.objects.bulk_create(hour for place, term in held for hour in _hours(place, term, today))
    HourEntry.objects.bulk_create(_mended(first))


def _term(place: int, row: Row, card: Mentor, school: Organization, today: date) -> Appointment:
    state, since, until = CYCLE[place % len(CYCLE)]
    subject = row["teaches"][place % len(row["teaches"])]
    return Appointment(
        mentor=card,
        unit=card.organization,
        organization=school,
        post=POSTS[card.kind],
        duties=f"承担“{subject}”，每学期不少于 {row['hours_a_year'] // 2} 课时；参加教学研讨。",
        since=today + timedelta(days=since),
        until=today + timedelta(days=until),
        planned_hours=row["hours_a_year"],
        state=state,
        is_demo=True,
    )


def _hours(place: int, term: Appointment, today: date) -> Iterator[HourEntry]:
    """Written down by either side in turn; the other has said yes, no, or nothing yet."""
    sides = (term.organization, term.unit)
    last, subject = min(today, term.until), term.duties.split("”")[0].split("“")[1]
    for number in range(3 + place % 5):
        day = last - timedelta(days=3 + 7 * number)
        if day < term.since:
            return
        state, writer = WORDS[(place + number) % len(WORDS)], sides[(place + number) % 2]
        yield HourEntry(
            appointment=term,
            day=day,
            hours=Decimal(2 + (place + number) % 3) - Decimal("0.5") * (number % 2),
            what=f"{subject}：第 {9 - number} 讲",
            recorded_by=writer,
            confirmed_by=sides[(place + number + 1) % 2] if state == CONFIRMED else None,
            state=state,
        )


def _mended(first: list[HourEntry]) -> Iterator[HourEntry]:
    """Every eighth confirmed row was half an hour too long; the other side has agreed, or is asked."""
    confirmed = [row for row in first if row.state == CONFIRMED]
    for number, row in enumerate(confirmed[::8]):
        agreed = number % 2 == 0
        yield HourEntry(
            appointment=row.appointment,
            day=row.day,
            hours=Decimal("-0.5"),
            what="提前半小时下课",
            corrects=row,
            recorded_by=row.confirmed_by,
            confirmed_by=row.recorded_by if agreed else None,
            state=CONFIRMED if agreed else RECORDED,
        )
