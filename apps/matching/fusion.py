"""One text score in [0, 1] out of two engines: closeness of meaning and shared words."""

import numpy as np
from numpy.typing import NDArray

from apps.matching.embedders.base import Vectors, unit

Scores = NDArray[np.float64]
PRIOR = 10  # how many demands' worth of trust the resources' own centre has, so that one demand is not its own mean
SHORT, LONG = 30, 200  # characters
WEIGHT_SHORT, WEIGHT_LONG = 0.8, 0.7  # of meaning; a long text shares enough words to trust them more
VERSION = "fusion-2"


def centres(demands: Vectors, resources: Vectors) -> tuple[Vectors, Vectors]:
    """The two middles to subtract. e5 crowds every text into one corner: what all demands, or all resources,
    have in common says nothing about one of them, and a resource near every demand is near none."""
    middle = resources.mean(axis=0) if len(resources) else np.zeros(resources.shape[1], np.float32)
    pulled = (demands.sum(axis=0) + PRIOR * middle) / (len(demands) + PRIOR)
    return pulled.astype(np.float32), middle


def centred(rows: Vectors, centre: Vectors) -> Vectors:
    return unit(rows - centre)


def meaning_weight(characters: int) -> float:
    """From WEIGHT_SHORT down to WEIGHT_LONG as the demand grows."""
    part = min(max((characters - SHORT) / (LONG - SHORT), 0.0), 1.0)
    return WEIGHT_SHORT + part * (WEIGHT_LONG - WEIGHT_SHORT)


def spread(scores: Scores) -> Scores:
    """Lowest 0, highest 1: a cosine says nothing by itself (for e5 nearly all lie in .80-.92)."""
    width = np.ptp(scores) if scores.size else 0.0
    return (scores - scores.min()) / width if width > 0 else np.zeros_like(scores)


def share_of_best(scores: Scores) -> Scores:
    best = scores.max(initial=0.0)
    return scores / best if best > 0 else np.zeros_like(scores)


def fuse(cosines: Scores | None, lexical: Scores, characters: int) -> Scores:
    """Both engines over the same documents; words alone while there are no vectors."""
    words = share_of_best(lexical)
    if cosines is None:
        return words
    weight = meaning_weight(characters)
    return weight * spread(cosines) + (1 - weight) * words
