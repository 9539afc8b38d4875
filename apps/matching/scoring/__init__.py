"""Scoring, pure: facets of both sides in, a score with its contributions, reasons and gaps out."""

from apps.matching.scoring.facets import Facets, Pair, Place, Subject, TextFit
from apps.matching.scoring.features import BY_SLUG
from apps.matching.scoring.gaps import Gap
from apps.matching.scoring.score import (
    LEVELS,
    STRENGTHS,
    VERSION,
    Contribution,
    Explained,
    Reason,
    Scale,
    Scored,
    explain,
    ranking_key,
)
from apps.matching.scoring.weights import Weights, first

__all__ = [
    "BY_SLUG",
    "LEVELS",
    "STRENGTHS",
    "Contribution",
    "Explained",
    "Facets",
    "Gap",
    "Pair",
    "Place",
    "Reason",
    "Scale",
    "Scored",
    "Subject",
    "TextFit",
    "VERSION",
    "Weights",
    "explain",
    "first",
    "ranking_key",
]
