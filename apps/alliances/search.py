"""Public alliances for the search box."""

from apps.alliances.models import Alliance
from apps.core import search
from apps.listings.search import document

search.add(Alliance, document)
