"""Named numbers of demands."""

from apps.demands.models import Demand
from apps.listings import facts

facts.add_all(Demand)
