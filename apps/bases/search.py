"""Public bases for the search box."""

from apps.bases.models import Base
from apps.core import search
from apps.listings.search import document

search.add(Base, document)
