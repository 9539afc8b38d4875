"""Who may do what with alliances and what stands beside them, one table per subject."""

from apps.alliances.rules.alliance import ALLIANCE
from apps.alliances.rules.event import EVENT
from apps.alliances.rules.membership import MEMBERSHIP
from apps.alliances.rules.survey import SURVEY

RULES = {**ALLIANCE, **EVENT, **MEMBERSHIP, **SURVEY}
