"""Who hears what of mentors; no name in what a mail could carry: the text is read in the inbox only."""

from typing import Any

from django.db.models import Model

from apps.accounts.actor import Actor
from apps.notices import topics
from apps.notices.services import tell

TOPIC = topics.add(topics.Topic("mentors", "导师聘任与课时", icon="user-check"))


def told(people: Any, *, about: Model, text: str, actor: Actor, key: str = "") -> None:
    """The other side, and the mentor himself where he has an account."""
    wanted = [one for one in people if one is not None]
    if wanted:
        tell(wanted, about=about, text=text, topic=TOPIC.slug, url=about.get_absolute_url(), key=key, besides=actor)
