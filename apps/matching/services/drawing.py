"""From rows to segments: what the index keeps of resources, drawn from the tables."""

from collections.abc import Sequence

import numpy as np

from apps.listings.models import Listing
from apps.matching import constraints, postings
from apps.matching.columns import Choices, Columns, last_day
from apps.matching.embedders.base import Embedder, Unavailable, Vectors
from apps.matching.scoring import codec
from apps.matching.scoring.traits import Traits
from apps.matching.segments import Segment, unmeasured
from apps.matching.services import describing, news, vectors
from apps.matching.services.tree import Tree
from apps.matching.textscore import Passage, passage
from apps.resources.models import Resource

RELATED = ("nodes__industry", "nodes__parent")


def segment_of(pks: Sequence[int], known: Tree, embedder: Embedder | None, *, encode: bool) -> Segment:
    """Still to be measured; `encode` texts that have no vector yet. Rows that are published no more are left out."""
    rows = Resource.objects.filter(pk__in=pks).select_related("park").order_by("pk")
    related = rows.prefetch_related(*RELATED, *Resource.details_names())
    return _segment([row for row in related if news.is_indexed(_stamped(row))], known, embedder, encode)


def read(listing: Listing) -> Passage:
    """What the text scorer sees of a listing."""
    return passage(listing.title, listing.matching_text())


def _segment(rows: list[Resource], known: Tree, embedder: Embedder | None, encode: bool) -> Segment:
    texts = [read(row) for row in rows]
    sides = [describing.of_resource(row, known) for row in rows]
    found = _vectors(rows, texts, embedder, encode)
    dim = embedder.dim if embedder else 0
    nothing = np.zeros(dim, np.float32)
    matrix = [found.get(row.text_hash, nothing) for row in rows]
    return unmeasured(
        ids=np.array([row.pk for row in rows], np.int64),
        stamps=np.array([news.stamp(_stamped(row)) for row in rows], np.uint64),
        encoded=np.array([row.text_hash in found for row in rows], bool),
        vectors=np.stack(matrix) if matrix else np.empty((0, dim), np.float32),
        postings=postings.build([text.terms for text in texts]),
        columns=_columns(rows),
        traits=Traits.of(sides),
        told=[codec.dumps(side) for side in sides],
    )


def _stamped(row: Resource) -> tuple:
    return tuple(getattr(row, name) for name in news.STAMPED)


def _vectors(rows: list[Resource], texts: list[Passage], embedder: Embedder | None, encode: bool) -> dict[str, Vectors]:
    if embedder is None:
        return {}
    wanted = {row.text_hash: text for row, text in zip(rows, texts, strict=True)}
    if not encode:
        return vectors.stored(vectors.key(embedder), vectors.PASSAGE, list(wanted))
    try:
        return vectors.encoded(embedder, vectors.PASSAGE, wanted)
    except Unavailable:  # an endpoint that is down: what was stored before, the rest later
        return vectors.stored(vectors.key(embedder), vectors.PASSAGE, list(wanted))


def _columns(rows: list[Resource]) -> Columns:
    return Columns(
        published=np.ones(len(rows), bool),
        kinds=Choices.of([row.kind for row in rows]),
        visibilities=Choices.of([row.visibility for row in rows]),
        days=np.array([last_day(row.valid_until) for row in rows], np.int32),
        usable=np.array([constraints.is_usable(row) for row in rows], bool),
        organizations=np.array([row.organization_id for row in rows], np.int64),
    )
