"""How much each feature counts, per kind of demand. The first version is set by hand; later ones are learnt."""

from collections.abc import Mapping
from dataclasses import dataclass

from apps.matching.scoring.features import BY_SLUG


@dataclass(frozen=True)
class Weights:
    """A named version of weights; they need not sum to one."""

    kind: str
    version: int
    values: Mapping[str, float]

    def __post_init__(self) -> None:
        if unknown := set(self.values) - set(BY_SLUG):
            raise ValueError(f"weights name unknown features {sorted(unknown)}")
        if any(not 0 <= value <= 100 for value in self.values.values()) or not self.values.get("text"):
            raise ValueError("weights are between 0 and 100, and the text always counts")


COMMON: dict[str, float] = {
    "text": 50,
    "chain": 16,
    "subjects": 10,
    "able": 5,
    "ways": 4,
    "park": 3,
    "room": 3,
    "maturity": 4,
    "money": 4,
    "freshness": 4,
    "completeness": 2,
}
BY_KIND: dict[str, dict[str, float]] = {
    "challenge": COMMON,
    "talent": COMMON | {"text": 42, "subjects": 22, "room": 6, "able": 0, "money": 0},
}
FIRST = 1


def first(kind: str) -> Weights:
    """The hand-set version for a kind of demand; a kind nobody weighed yet takes the common one."""
    return Weights(kind, FIRST, BY_KIND.get(kind, COMMON))
