"""Public notices in the search box, as long as their text is public."""

from apps.core import search
from apps.core.search import Document
from apps.notices.lifecycle import CLOSED, OPEN
from apps.notices.models import PublicNotice


def document(notice: PublicNotice) -> Document | None:
    if notice.state not in {OPEN, CLOSED}:
        return None
    return Document(
        title=notice.title,
        body=notice.text,
        url=notice.get_absolute_url(),
        kind="public-notice",
        kind_label="公示",
        organization=notice.organization.name,
    )


search.add(PublicNotice, document)
