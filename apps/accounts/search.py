"""The public page of a verified organization, as the search box sees it; no person and no contact in it."""

from apps.accounts.models import Organization
from apps.accounts.roles import PUBLIC_SORTS
from apps.core import search
from apps.core.search import Document

KIND = "organization"


def document(organization: Organization) -> Document | None:
    """None unless verified and of a sort that has a page."""
    if not (organization.is_verified and organization.sort in PUBLIC_SORTS):
        return None
    return Document(
        title=organization.name,
        body="\n".join(filter(None, [organization.short_name, organization.intro, organization.district])),
        url=organization.get_absolute_url(),
        kind=KIND,
        kind_label=organization.get_sort_display(),
        organization=organization.name,
    )


search.add(Organization, document)
