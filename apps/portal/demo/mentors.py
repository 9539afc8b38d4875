"""A hundred fictional mentors in all levels and states, with consent, evidence and the resource that follows a card.

Cards are written in bulk as they now stand; levels, days and consents are made by rule from a row's place in
`mentors.json`. Everything belongs to a fictional organization, and every name begins with 演示.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.models import Organization, User
from apps.core import outbox
from apps.core.files import store
from apps.core.models import Attachment
from apps.listings.lifecycle import CLOSED, DRAFT, PUBLISHED, RETURNED, SUBMITTED, WITHDRAWN
from apps.listings.services import words_of
from apps.mentors.lifecycle import CLAIMED, GRANTED, LAPSED, REFUSED
from apps.mentors.models import Consent, Grade, Mentor
from apps.mentors.services.consenting import CONSENTS, CURRENT, PAPER
from apps.mentors.services.grading import EVIDENCE
from apps.portal.demo import terms
from apps.resources import services as resources
from apps.resources.models import Resource
from apps.taxonomy.models import Node

Row = dict[str, Any]
FILE = Path(__file__).with_name("mentors.json")
DETAILS = ("post", "rank", "degree", "years", "teaches", "skills", "hours_a_year")
LEVEL_OF = {"professor": "senior", "lecturer": "middle", "assistant": "junior"}
STEPS = (GRANTED, GRANTED, CLAIMED, GRANTED, GRANTED, LAPSED, GRANTED, "", GRANTED, REFUSED)
SHOWN_ONCE = frozenset({PUBLISHED, CLOSED, WITHDRAWN})
DEFECTS = [{"field": "teaches", "message": "请写到课程名，例如“精密加工（32 课时）”"}]
PAPERS = {
    PAPER: ("演示同意书.txt", "演示文件：本人同意公开导师卡片。平台演示用，不是任何人的真实签字。\n"),
    EVIDENCE: ("演示认定材料.txt", "演示文件：双师等级的佐证材料。平台演示用，不是任何机构出具的证书。\n"),
}


def read() -> list[Row]:
    return json.loads(FILE.read_text(encoding="utf-8"))


def load(places: dict[str, Organization], hands: dict[str, Actor], today: date) -> int:
    """Enter what is not there yet; returns how many mentors."""
    rows = read()
    there = set(
        Mentor.objects.filter(external_id__in=[row["key"] for row in rows]).values_list("external_id", flat=True)
    )
    missing = [(place, row) for place, row in enumerate(rows) if row["key"] not in there]
    if not missing:
        return 0
    cards = Mentor.objects.bulk_create(_card(place, row, hands[row["organization"]]) for place, row in missing)
    made = [(place, row, card) for (place, row), card in zip(missing, cards, strict=True)]
    _beside(made)
    _word_of_the_person(made, hands)
    _levels(made, hands, today)
    outbox.put_many("refresh_search", [{"about": "mentors.mentor", "id": card.pk} for card in cards])
    _followed([card for card in cards if card.state == PUBLISHED])
    terms.load(made, places, hands, today)
    return len(made)


def _card(place: int, row: Row, hand: Actor) -> Mentor:
    state, now, unit = row.get("state", PUBLISHED), timezone.now(), hand.organization
    said = not (state == DRAFT or state == WITHDRAWN)
    return Mentor(
        kind=row["kind"],
        title=row["title"],
        text=row["text"],
        employment=row["employment"],
        organization=unit,
        park_id=unit.park_id,
        created_by=hand.user,
        person=User.objects.named(row["login"]).first() if "login" in row else None,
        contact_name=hand.user.name,
        contact_phone=unit.contact_phone,
        visibility="public",
        external_id=row["key"],
        is_demo=True,
        consented_at=now - timedelta(days=20 + place % 90) if said else None,
        submitted_at=now - timedelta(days=2 + place % 5) if state != DRAFT else None,
        published_at=now - timedelta(days=1 + place % 60) if state in SHOWN_ONCE else None,
        checked_at=now - timedelta(days=97 if place % 33 == 20 else place % 45),
        defects=DEFECTS if state == RETURNED else [],
        state=state,
    )


def _beside(made: list[tuple[int, Row, Mentor]]) -> None:
    """Details, places in the chain, and the words a card is found by."""
    nodes = {node.code: node.pk for node in Node.objects.all()}
    ties = Mentor.nodes.through
    ties.objects.bulk_create(
        ties(mentor_id=card.pk, node_id=nodes[code]) for _, row, card in made for code in row["nodes"]
    )
    for kind in Mentor.kinds:
        own = [(row, card) for _, row, card in made if card.kind == kind.slug]
        details = [kind.details(listing=card, **{name: row[name] for name in DETAILS}) for row, card in own]
        for (_, card), one in zip(own, kind.details.objects.bulk_create(details), strict=True):
            setattr(card, kind.related_name, one)
            card.grams, card.text_hash = words_of(card)
    Mentor.objects.bulk_update([card for _, _, card in made], ["grams", "text_hash"])


def _word_of_the_person(made: list[tuple[int, Row, Mentor]], hands: dict[str, Actor]) -> None:
    """Nobody stands in public without it; those withdrawn took theirs back."""
    back = timezone.now() - timedelta(days=3)
    wanted = [(row, card) for _, row, card in made if card.state != DRAFT]
    words = Consent.objects.bulk_create(
        Consent(
            mentor=card,
            version=CURRENT,
            text=CONSENTS[CURRENT],
            way=Consent.SELF if card.person_id else Consent.PAPER,
            given_at=card.consented_at or back - timedelta(days=30),
            noted_by=card.person or hands[row["organization"]].user,
            taken_back_at=back if card.state == WITHDRAWN else None,
        )
        for row, card in wanted
    )
    attach([(one, hands[row["organization"]]) for (row, _), one in zip(wanted, words, strict=True)], PAPER)


def _followed(cards: list[Mentor]) -> None:
    """The resource of each card, as old as the card itself."""
    derived = [(card, resources.follow(card)) for card in cards]
    for card, resource in derived:
        resource.published_at, resource.checked_at = card.published_at, card.checked_at
    Resource.objects.bulk_update([resource for _, resource in derived], ["published_at", "checked_at"])


def _levels(made: list[tuple[int, Row, Mentor]], hands: dict[str, Actor], today: date) -> None:
    rows = [(row, grade) for place, row, card in made for grade in _grades(place, card, today)]
    for (row, _), grade in zip(rows, Grade.objects.bulk_create(grade for _, grade in rows), strict=True):
        grade.keeper = hands[row["organization"]]
    attach([(grade, grade.keeper) for _, grade in rows], EVIDENCE)


def _grades(place: int, card: Mentor, today: date) -> Iterator[Grade]:
    """Most hold the level of their step; some wait, some were refused, some let theirs run out."""
    state = STEPS[place % len(STEPS)]
    if not state or card.state in {DRAFT, SUBMITTED}:
        return
    granted = today - timedelta(days=4 * 365 + 200 if state == LAPSED else 90 + 13 * place)
    years = timedelta(days=4 * 365 if state == LAPSED else 5 * 365)
    basis = f"演示认定〔{granted.year}〕{100 + place}号，{card.organization.name}出具"
    yield Grade(
        mentor=card, level=LEVEL_OF[card.kind], basis=basis, granted_on=granted, expires_on=granted + years, state=state
    )


def attach(rows: list[tuple[Any, Actor]], purpose: str) -> None:
    """One demo paper beside each of these records."""
    if not rows:
        return
    name, words = PAPERS[purpose]
    data = words.encode()
    about, sha256 = ContentType.objects.get_for_model(rows[0][0]), store.keep(data)
    Attachment.objects.bulk_create(
        Attachment(
            about_type=about,
            about_id=row.pk,
            name=name,
            type="text/plain",
            size=len(data),
            sha256=sha256,
            purpose=purpose,
            user_id=hand.user_id,
            user_name=hand.user_name,
            organization_id=hand.organization_id,
            organization_name=hand.organization_name,
        )
        for row, hand in rows
    )
