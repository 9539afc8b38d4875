"""The paste-a-paragraph reader: pure, deterministic, and every guess shows its words. [J1]"""

from apps.demands.inference.infer import infer
from apps.demands.inference.places import park_matcher
from apps.demands.inference.suggestion import Suggestion
from apps.demands.inference.terms import TermMatcher

__all__ = ["Suggestion", "TermMatcher", "infer", "park_matcher"]
