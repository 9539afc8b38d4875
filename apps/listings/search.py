"""What a listing tells the public search box; each family files it for its own model."""

from apps.core.search import Document
from apps.listings.lifecycle import PUBLISHED
from apps.listings.models import Listing
from apps.listings.rules import PUBLIC


def document(listing: Listing) -> Document | None:
    """Title, prose and the details its kind names; nothing for a row that is not published to everybody."""
    if (listing.state, listing.visibility) != (PUBLISHED, PUBLIC) or listing.kind_row.derived:
        return None  # a derived row is found as what it is derived from
    body = listing.matching_text().removeprefix(listing.title).strip()
    kind, owner = listing.kind_row, listing.organization.name
    return Document(listing.title, body, listing.get_absolute_url(), kind.slug, kind.label, owner)
