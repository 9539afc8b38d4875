"""Public demands for the search box."""

from apps.core import search
from apps.demands.models import Demand
from apps.listings.search import document

search.add(Demand, document)
