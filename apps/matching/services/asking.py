"""A demand as it is compared: prepared once, and kept with its run so that the run can be repeated."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.demands.models import Demand
from apps.matching import embedders
from apps.matching.embedders.base import Embedder, Unavailable, Vectors
from apps.matching.models import DemandReading
from apps.matching.scoring import Facets, codec
from apps.matching.services import describing, vectors
from apps.matching.services.drawing import read
from apps.matching.services.tree import Tree
from apps.matching.textscore import Passage


@dataclass(frozen=True)
class Asked:
    """What constraints, text and features want to know of a demand."""

    kind: str
    state: str
    organization_id: int
    text_hash: str
    passage: Passage
    facets: Facets
    vector: Vectors | None


def prepared(demands: Sequence[Demand], known: Tree) -> tuple[Embedder | None, list[Asked]]:
    """Each with its vector, stored before or encoded and kept now, and the embedder that read them.

    None when it cannot now: that leaves words, and the run is done once more later.
    """
    texts = {demand.text_hash: read(demand) for demand in demands}
    embedder, found = _encoded(texts)
    askeds = [
        Asked(
            demand.kind,
            demand.state,
            demand.organization_id,
            demand.text_hash,
            texts[demand.text_hash],
            describing.of_demand(demand, known),
            found.get(demand.text_hash),
        )
        for demand in demands
    ]
    return embedder, askeds


def _encoded(texts: Mapping[str, Passage]) -> tuple[Embedder | None, dict[str, Vectors]]:
    embedder = embedders.ready()
    try:
        return embedder, vectors.encoded(embedder, vectors.QUERY, texts) if embedder else {}
    except Unavailable:  # an endpoint that is down
        return None, {}


def kept(askeds: Sequence[Asked]) -> list[DemandReading]:
    """The rows that runs point at; a demand read as before has one already."""
    contents = [_content(asked) for asked in askeds]
    digests = [hashlib.sha256(json.dumps(each, sort_keys=True).encode()).hexdigest() for each in contents]
    rows = DemandReading.objects.filter(digest__in=digests)
    there = set(rows.values_list("digest", flat=True))
    new = {digest: content for digest, content in zip(digests, contents, strict=True) if digest not in there}
    DemandReading.objects.bulk_create(
        [DemandReading(digest=digest, content=content) for digest, content in new.items()], ignore_conflicts=True
    )
    found = {row.digest: row for row in rows.only("digest")}
    return [found[digest] for digest in digests]


def _content(asked: Asked) -> dict[str, Any]:
    return {
        "kind": asked.kind,
        "state": asked.state,
        "organization": asked.organization_id,
        "text_hash": asked.text_hash,
        "terms": dict(sorted(asked.passage.terms.items())),
        "head": asked.passage.head,
        "text": asked.passage.text,
        "facets": codec.plain(asked.facets),
    }


def again(reading: DemandReading, model: str) -> Asked:
    """The way back; the vector is the one stored under `model`."""
    kept: dict[str, Any] = reading.content
    text_hash = kept["text_hash"]
    vector = vectors.stored(model, vectors.QUERY, [text_hash]).get(text_hash) if model else None
    passage = Passage(kept["text"], Counter(kept["terms"]), kept["head"])
    facets = codec.facets(kept["facets"])
    return Asked(kept["kind"], kept["state"], kept["organization"], text_hash, passage, facets, vector)
