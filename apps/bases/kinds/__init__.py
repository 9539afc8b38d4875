"""The kinds of base; this order is the menu's order. 培育 and 示范 are levels of any of them, not kinds."""
# ruff: noqa: I001

from apps.bases.kinds.industry import IndustryBaseDetails
from apps.bases.kinds.consortium import ConsortiumDetails
from apps.bases.kinds.skills import SkillsBaseDetails

__all__ = ["ConsortiumDetails", "IndustryBaseDetails", "SkillsBaseDetails"]
