"""Which weights score now."""

from apps.matching import scoring
from apps.matching.models import WeightVersion
from apps.matching.scoring import Weights


def live(kind: str) -> WeightVersion:
    """The live version for a kind of demand; the hand-set first one is written down when there is none."""
    found = WeightVersion.objects.filter(kind=kind, is_live=True).first()
    if found is None:
        first = scoring.first(kind)
        values = {"values": dict(first.values), "note": "示例（待管委会确认）"}
        found, _ = WeightVersion.objects.get_or_create(kind=kind, number=first.version, defaults=values)
    return found


def weights_of(version: WeightVersion) -> Weights:
    return Weights(version.kind, version.number, version.values)
