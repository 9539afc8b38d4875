"""A part of the index that never changes: some resources with everything a scan reads of them, mapped from files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from apps.matching import lexical, postings, space
from apps.matching.columns import Choices, Columns
from apps.matching.embedders.base import Vectors
from apps.matching.lexical import Measure
from apps.matching.postings import Postings
from apps.matching.scoring.traits import FACTS, PLACES, Traits

HEAD, DATA = "head.json", "data"
ALIGNED = 64  # bytes, for the processor's wide registers
PLAIN = ("ids", "stamps", "encoded", "vectors", "places", "weights", "facets", "ends")
NOTHING = np.empty(0, np.float32)


@dataclass(frozen=True)
class Segment:
    """`vectors` are as encoded, `places` with the middle of all taken out.

    A text without a vector yet has a row of zeros in both; `facets` are bytes, the end of each row's in `ends`.
    """

    ids: NDArray[np.int64]
    stamps: NDArray[np.uint64]
    encoded: NDArray[np.bool_]
    vectors: Vectors
    places: Vectors
    postings: Postings
    weights: NDArray[np.float32]
    columns: Columns
    traits: Traits
    facets: NDArray[np.uint8]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)

    def facets_of(self, row: int) -> bytes:
        return self.facets[self.ends[row - 1] if row else 0 : self.ends[row]].tobytes()

    def part(self) -> lexical.Part:
        return lexical.Part(self.postings, self.weights)

    def measured(self, measure: Measure, middle: Vectors) -> "Segment":
        """The same rows weighed by another measure, seen from another middle."""
        places = placed(self.vectors, self.encoded, middle)
        return replace(self, weights=measure.part(self.postings).weights, places=places)


def placed(vectors: Vectors, encoded: NDArray[np.bool_], middle: Vectors) -> Vectors:
    """Places in the space; what is not encoded stands in the middle, neither near nor far."""
    if not vectors.shape[1]:
        return vectors
    return np.where(encoded[:, None], space.centred(vectors, middle), np.float32(0)).astype(np.float32)


def joined(parts: Sequence[Segment], kept: Sequence[NDArray[np.bool_]]) -> Segment:
    """The kept rows of several, one after the other, still to be measured."""
    pairs = list(zip(parts, kept, strict=True))
    arrays = {
        name: np.concatenate([getattr(part, name)[stays] for part, stays in pairs])
        for name in ("ids", "stamps", "encoded", "vectors")
    }
    told = [part.facets_of(row) for part, stays in pairs for row in np.flatnonzero(stays).tolist()]
    return unmeasured(
        **arrays,
        postings=postings.merge([part.postings for part in parts], kept),
        columns=Columns.joined([part.columns.taken(stays) for part, stays in pairs]),
        traits=Traits.joined([part.traits for part in parts], kept),
        told=told,
    )


def unmeasured(*, told: Sequence[bytes], vectors: Vectors, **values: Any) -> Segment:
    """A segment of `told` facets that `measured` will complete."""
    ends = np.cumsum([len(each) for each in told], dtype=np.int64)
    facets = np.frombuffer(b"".join(told), np.uint8)
    return Segment(vectors=vectors, places=vectors, weights=NOTHING, facets=facets, ends=ends, **values)


def write(segment: Segment, folder: Path) -> None:
    """All arrays one after the other in one file, what they are in another; the folder must not be there yet."""
    folder.mkdir(parents=True)
    places, end = {}, 0
    with (folder / DATA).open("wb") as file:
        for name, array in _arrays(segment).items():
            places[name] = (array.dtype.str, array.shape, end)
            file.write(np.ascontiguousarray(array).data)
            end = -(-(end + array.nbytes) // ALIGNED) * ALIGNED
            file.seek(end)
        file.truncate(max(end, ALIGNED))
    head = {"arrays": places, "words": _words(segment)}
    (folder / HEAD).write_text(json.dumps(head, ensure_ascii=False), "utf-8", "surrogatepass")


def read(folder: Path) -> Segment:
    """Mapped, not loaded: pages come from the disk as they are touched, once for all processes."""
    head = json.loads((folder / HEAD).read_text("utf-8", "surrogatepass"))
    words, data = head["words"], np.memmap(folder / DATA, np.uint8, "r")

    def array(name: str) -> NDArray:
        dtype, shape, start = head["arrays"][name]
        return np.ndarray(shape, dtype, data, start)

    def choices(name: str) -> Choices:
        return Choices(array(name), tuple(words[name]))

    traits = Traits(
        {slug: choices(_fact(slug)) for slug in FACTS},
        tuple(choices(_place(nth)) for nth in range(PLACES)),
        tuple(array(_sure(nth)) for nth in range(PLACES)),
        choices("quantities"),
        array("latin"),
        Postings(*(array(f"subjects_{name}") for name in Postings._fields)),
        tuple(words["subjects"]),
    )
    columns = [choices(name) if name in words else array(name) for name in map(_column, Columns._fields)]
    return Segment(
        **{name: array(name) for name in PLAIN},
        postings=Postings(*(array(f"postings_{name}") for name in Postings._fields)),
        columns=Columns(*columns),
        traits=traits,
    )


def _column(name: str) -> str:
    return f"column_{name}"


def _fact(slug: str) -> str:
    return f"fact_{slug}"


def _place(nth: int) -> str:
    return f"place_{nth}"


def _sure(nth: int) -> str:
    return f"sure_{nth}"


def _choices(segment: Segment) -> dict[str, Choices]:
    columns = {_column(name): value for name, value in segment.columns._asdict().items() if isinstance(value, Choices)}
    facts = {_fact(slug): value for slug, value in segment.traits.facts.items()}
    places = {_place(nth): value for nth, value in enumerate(segment.traits.places)}
    return columns | facts | places | {"quantities": segment.traits.quantities}


def _words(segment: Segment) -> dict[str, tuple[str, ...]]:
    return {name: each.words for name, each in _choices(segment).items()} | {"subjects": segment.traits.keys}


def _arrays(segment: Segment) -> dict[str, NDArray]:
    plain = {name: getattr(segment, name) for name in PLAIN}
    inside = {f"postings_{name}": value for name, value in segment.postings._asdict().items()}
    inside |= {f"subjects_{name}": value for name, value in segment.traits.subjects._asdict().items()}
    inside |= {_sure(nth): value for nth, value in enumerate(segment.traits.sure)} | {"latin": segment.traits.latin}
    columns = {_column(name): value for name, value in segment.columns._asdict().items()}
    return plain | inside | columns | {name: each.numbers for name, each in _choices(segment).items()}
