"""Whom a dealing's news concerns, and the one way they are told; no text names a person or an organization."""

from typing import Any

from apps.cooperation.models import Case, Dealing
from apps.notices import topics
from apps.notices.services import tell as to_inbox
from apps.notices.topics import Topic

DEALING = topics.add(Topic("dealing", "对接", icon="heart-handshake"))
BROKERING = topics.add(Topic("brokering", "撮合与督办", icon="clipboard-check"))


def tell(people: Any, record: Dealing | Case, text: str, topic: Topic = DEALING, *, url: str = "") -> None:
    """One notice each, once per state of the record; an organization means those who answer for it."""
    to_inbox(people, about=record, text=text, topic=topic.slug, url=url)


def tell_party(dealing: Dealing, side: str, text: str) -> None:
    tell(dealing.party(side), dealing, text)


def tell_both(dealing: Dealing, text: str) -> None:
    tell([dealing.asker, dealing.answerer], dealing, text)


def tell_others(dealing: Dealing, actor: Any, text: str) -> None:
    """Both parties but the actor's own."""
    tell([one for one in (dealing.asker, dealing.answerer) if one.pk != actor.organization_id], dealing, text)


def tell_broker(record: Dealing | Case, text: str) -> None:
    if record.broker_id:
        tell(record.broker, record, text, BROKERING)
