"""What every embedder offers, and what the rest of matching may expect of it."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Unavailable(Exception):
    """This embedder cannot work here; the message says what to do."""


class Embedder(Protocol):
    """Texts to unit vectors. `hash` changes whenever the vectors would: it is stored beside every vector."""

    id: str
    hash: str
    dim: int

    def encode(self, texts: Sequence[str], *, query: bool) -> Vectors:
        """One float32 row of length one per text, in the order given; a demand asks, a resource answers."""
        ...


def unit(rows: Vectors) -> Vectors:
    """Rows brought to length one; an empty row stays empty."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
