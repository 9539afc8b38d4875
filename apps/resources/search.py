"""Public resources for the search box."""

from apps.core import search
from apps.listings.search import document
from apps.resources.models import Resource

search.add(Resource, document)
