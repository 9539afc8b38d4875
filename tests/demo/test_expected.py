"""What a person judged to fit is what the machine shows first: `expected.csv` against real runs over the demo world."""

import pytest

from apps.demands.models import Demand
from apps.matching import embedders
from apps.matching.models import Match
from apps.matching.services import index, match
from apps.portal.demo import world

pytestmark = pytest.mark.django_db
EXPECTED = world.read().expected
SHOWN = 5
PROMISED = 0.8


@pytest.fixture(
    params=["none", pytest.param("e5-small", marks=pytest.mark.slow)], ids=["words alone", "with the model"]
)
def engine(request, settings, entered):
    """Words alone is what an owner sees while the model is still being built."""
    settings.EMBEDDER = request.param
    embedders.forget()
    if embedder := embedders.load():
        index.encode_missing(embedder)
    yield request.param
    embedders.forget()
    index.forget()


def shown(engine: str) -> dict[str, list[str]]:
    """demand → the resources on the first screen, by real runs of the engine asked for."""
    demands = {demand.external_id: demand for demand in Demand.objects.all()}
    runs = [match(demand=demand) for demand in demands.values()]
    assert {run.is_lexical for run in runs} == {engine == embedders.LEXICAL}
    best = Match.objects.filter(rank__lte=SHOWN, retired_at=None).order_by("rank")
    found: dict[str, list[str]] = {key: [] for key in demands}
    for key, resource in best.values_list("demand__external_id", "resource__external_id"):
        found[key].append(resource)
    return found


def recall(top: dict[str, list[str]], expected: dict[str, dict[str, int]]) -> float:
    """Mean share of the apt resources that could be shown and are."""
    shares = [len(set(top[key]) & set(apt)) / min(SHOWN, len(apt)) for key, apt in expected.items()]
    return sum(shares) / len(shares)


def test_apt_resources_are_on_the_first_screen(engine, capsys):
    top = shown(engine)
    found = recall(top, EXPECTED)
    with capsys.disabled():
        print(f"\nrecall@{SHOWN} {engine}: {found:.3f} over {len(EXPECTED)} demands")
        for key, apt in EXPECTED.items():
            if missed := set(apt) - set(top[key]):
                print(f"  {key}: missed {sorted(missed)}, shown {top[key]}")
    assert found >= PROMISED


def test_the_measure_can_fail():
    keys = list(EXPECTED)
    others = dict(zip(keys, [list(EXPECTED[key]) for key in [*keys[1:], keys[0]]], strict=True))
    assert recall({key: list(apt) for key, apt in EXPECTED.items()}, EXPECTED) == 1.0
    assert recall(others, EXPECTED) < 0.2
