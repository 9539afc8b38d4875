"""Whom a dealing's news concerns, and the one way they are told; no text names a person or an organization."""

from typing import Any

from apps.accounts.models import Membership, Organization
from apps.accounts.roles import ROLES
from apps.cooperation.models import Case, Dealing

TOPIC_DEALING, TOPIC_BROKER = "dealing", "brokering"
HANDS = sorted(code for code, role in ROLES.items() if role.deals and code != "partner_system") + ["committee"]


def hands_of(*organizations: Organization) -> list[Membership]:
    """The people who answer for these organizations."""
    rows = Membership.objects.usable().with_role(*HANDS).filter(organization__in=organizations)
    return list(rows.select_related("user", "organization").order_by("pk"))


def tell(people: list[Membership], record: Dealing | Case, text: str, topic: str = TOPIC_DEALING) -> None:
    """Hand the news to the notices; nobody is told twice."""


def tell_party(dealing: Dealing, side: str, text: str) -> None:
    tell(hands_of(dealing.party(side)), dealing, text)


def tell_both(dealing: Dealing, text: str) -> None:
    tell(hands_of(dealing.asker, dealing.answerer), dealing, text)


def tell_others(dealing: Dealing, actor: Any, text: str) -> None:
    """Everybody concerned but the actor's own side."""
    sides = [one for one in (dealing.asker, dealing.answerer) if one.pk != actor.organization_id]
    tell(hands_of(*sides), dealing, text)


def tell_broker(record: Dealing | Case, text: str) -> None:
    if record.broker_id:
        tell([record.broker], record, text, TOPIC_BROKER)
