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


def share(scores: Scores, best: float) -> Scores:
    """Each score as a part of the best, in [0, 1]."""
    return np.clip(scores / best, 0.0, 1.0) if best > 0 else np.zeros_like(scores)


def near_best(cosine: float) -> float:
    """What closeness is held against: the nearest, unless even that is far. The best of a bad lot is bad."""
    return max(cosine, NEAR)


def shared_best(lexical: float, own: float) -> float:
    """What shared words are held against; `own` is what the demand would score against itself."""
    return max(lexical, ALIKE * own)


def fuse(near: Scores | None, shared: Scores, characters: int) -> Scores:
    """Both engines over the same documents; words alone while there are no vectors."""
    if near is None:
        return shared
    weight = meaning_weight(characters)
    return weight * near + (1 - weight) * shared
