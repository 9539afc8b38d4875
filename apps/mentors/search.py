"""Public cards for the search box."""

from apps.core import search
from apps.listings.search import document
from apps.mentors.models import Mentor

search.add(Mentor, document)
