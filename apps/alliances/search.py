"""Public alliances for the search box."""

from apps.alliances.models import Alliance, Event
from apps.core import search
from apps.listings.search import document

search.add(Alliance, document)
search.add(Event, document)
