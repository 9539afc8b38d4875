"""Named numbers of alliances."""

from apps.alliances.models import Alliance
from apps.listings import facts

facts.add_all(Alliance)
