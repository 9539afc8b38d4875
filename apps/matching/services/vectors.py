"""Stored vectors: a text is encoded once per model and read back ever after."""

from collections.abc import Mapping

import numpy as np

from apps.matching import textscore
from apps.matching.embedders.base import Embedder, Vectors
from apps.matching.models import TextVector
from apps.matching.textscore import Passage

QUERY, PASSAGE = "query", "passage"


def key(embedder: Embedder) -> str:
    """What vectors are kept under: another model or another way to read a text makes other vectors."""
    return key_of(embedder.hash)


def key_of(model: str) -> str:
    """The same for a model known by its hash only, as a run remembers it."""
    return f"{model}+{textscore.ENCODING}"


def stored(model: str, role: str, hashes: list[str]) -> dict[str, Vectors]:
    """Vectors by text hash, as far as they are there."""
    rows = TextVector.objects.filter(model=model, role=role, text_hash__in=hashes).values_list("text_hash", "vector")
    return {text_hash: np.frombuffer(bytes(vector), np.float32) for text_hash, vector in rows}


def encoded(embedder: Embedder, role: str, texts: Mapping[str, Passage]) -> dict[str, Vectors]:
    """Vectors by text hash; those missing are encoded now and kept. Raises Unavailable."""
    model = key(embedder)
    found = stored(model, role, list(texts))
    missing = [text_hash for text_hash in texts if text_hash not in found]
    if not missing:
        return found
    rows = textscore.encode(embedder, [texts[text_hash] for text_hash in missing], query=role == QUERY)
    made = [
        TextVector(text_hash=text_hash, model=model, role=role, vector=row.astype(np.float32).tobytes())
        for text_hash, row in zip(missing, rows, strict=True)
    ]
    TextVector.objects.bulk_create(made, ignore_conflicts=True)
    return found | stored(model, role, missing)
