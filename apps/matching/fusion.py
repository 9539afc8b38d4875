"""One text score in [0, 1] out of two engines: closeness of meaning and shared words."""

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
SHORT, LONG = 30, 200  # characters
WEIGHT_SHORT, WEIGHT_LONG = 0.8, 0.7  # of meaning; a long text shares enough words to trust them more
NEAR = 0.4  # a centred cosine below this is not near, even when nothing is nearer
ALIKE = 0.15  # of a demand's own BM25: below this words are not shared, even when nobody shares more
VERSION = "fusion-4"


def meaning_weight(characters: int) -> float:
    """From WEIGHT_SHORT down to WEIGHT_LONG as the demand grows."""
    part = min(max((characters - SHORT) / (LONG - SHORT), 0.0), 1.0)
    return WEIGHT_SHORT + part * (WEIGHT_LONG - WEIGHT_SHORT)


def share_of_best(scores: Scores, least: float) -> Scores:
    """Scores against the best of them, or against `least` where the best is poor: the best of a bad lot is bad."""
    best = max(scores.max(initial=0.0), least)
    return np.clip(scores / best, 0.0, 1.0) if best > 0 else np.zeros_like(scores)


def meaning(cosines: Scores) -> Scores:
    return share_of_best(cosines, NEAR)


def meaning_again(cosines: Scores, first: Scores) -> Scores:
    """Of a demand that was moved towards its first answers: another order, but the best is as near as it was."""
    return share_of_best(cosines, 0.0) * first.max(initial=0.0)


def words(lexical: Scores, own: float) -> Scores:
    """`own` is what the demand would score against itself."""
    return share_of_best(lexical, ALIKE * own)


def fuse(near: Scores | None, shared: Scores, characters: int) -> Scores:
    """Both engines over the same documents; words alone while there are no vectors."""
    if near is None:
        return shared
    weight = meaning_weight(characters)
    return weight * near + (1 - weight) * shared
