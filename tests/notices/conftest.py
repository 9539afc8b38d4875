"""What tests of notices share: a record to be told about, and a topic of their own."""

import pytest

from apps.notices import topics
from apps.notices.topics import Topic


@pytest.fixture
def topic():
    """A topic whose notices go out by mail at once."""
    yield topics.add(Topic("test-mail", "测试主题"))
    topics.registry.remove("test-mail")


@pytest.fixture
def quiet_topic():
    """A topic whose notices wait for the digest."""
    yield topics.add(Topic("test-digest", "汇总主题", mail=False))
    topics.registry.remove("test-digest")


def said(**other) -> dict[str, str]:
    """What somebody hands in against a public notice."""
    words = {"name": "演示群众", "contact": "13800000000", "text": "名单里有一家的材料与事实不符，请核实。"}
    return words | other
