"""A small world: one industry with two nodes, a skill, three resources of 演示大学; and the real model once."""

import numpy as np
import pytest

from apps.core import text
from apps.matching import embedders
from apps.matching.embedders.base import unit
from apps.matching.services import index
from tests.factories.matching import HELIUM, HERBS, a_demand, a_resource
from tests.factories.taxonomy import IndustryFactory, NodeFactory, ParkFactory, SkillFactory, TrackFactory


@pytest.fixture(scope="session")
def untaught():
    """The segmenter before any industry tree has taught it a word."""
    return text.Dictionary()


@pytest.fixture(autouse=True)
def _nothing_kept(untaught, monkeypatch):
    """Each test fills the index and the dictionary anew: rows are rolled back, the process stays."""
    monkeypatch.setattr(text, "_dictionary", untaught)
    index.forget()
    yield
    index.forget()


@pytest.fixture
def tree(db):
    equipment = IndustryFactory(code="equip", name="高端装备")
    parts = TrackFactory(code="equip-part", name="关键基础件", industry=equipment)
    NodeFactory(code="equip-part-seal", name="密封与连接", parent=parts, terms=["密封件", "密封圈"])
    NodeFactory(code="equip-part-gear", name="齿轮与轴承", parent=parts, terms=["轴承"])
    SkillFactory(code="helium", name="氦质谱检漏", aliases=["氦检"])
    ParkFactory(code="dongfang", name="东方芯港")
    ParkFactory(code="lanwan", name="生命蓝湾")


@pytest.fixture
def chamber(lin_yue, tree):
    return a_resource(lin_yue, park="东方芯港")


@pytest.fixture
def helium(lin_yue, tree):
    return a_resource(lin_yue, "instrument", title="氦质谱检漏仪", text=HELIUM, park="生命蓝湾", price_per_hour=300)


@pytest.fixture
def herbs(wang_wei, tree):
    return a_resource(wang_wei, title="中药材种植实训室", text=HERBS)


@pytest.fixture
def leak(li_na, tree):
    """Li Na's demand, sent in and not yet published."""
    return a_demand(li_na, park="东方芯港", budget=20)


@pytest.fixture(scope="session")
def e5():
    """The packaged model, built once per machine."""
    return embedders.create("e5-small")


@pytest.fixture
def with_e5(e5, settings):
    """Matching by the packaged model."""
    settings.EMBEDDER = "e5-small"
    embedders.forget()
    yield embedders.load()
    embedders.forget()


class Tiny:
    """A real embedder of a hundred lines less: counts characters into 32 buckets, so that like texts lie near."""

    id, hash, dim = "tiny", "tiny-1", 32

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts, *, query):
        self.encoded += texts
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, passage in enumerate(texts):
            np.add.at(rows[row], [ord(character) % self.dim for character in passage], 1)
        return unit(rows)


@pytest.fixture
def with_tiny(monkeypatch):
    """Matching by an embedder that needs no model."""
    tiny = Tiny()
    for name in ("ready", "load"):
        monkeypatch.setattr(embedders, name, lambda: tiny)
    return tiny
