"""What portal tests share: browsers of the personas, a small tree of words, and pages read back."""

import re
from html.parser import HTMLParser

import pytest

from apps.matching.services import index
from tests.factories.taxonomy import IndustryFactory, NodeFactory, ParkFactory, TrackFactory
from tests.personas import client_of

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "use", "circle", "path", "ellipse"}


class Outline(HTMLParser):
    """Headings, ids and links of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.headings, self.ids, self.links, self.images, self.open = [], [], [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag == "img":
            self.images.append(values)


def text_of(response) -> str:
    """The words of a page, without its tags."""
    source = re.sub(r"<script.*?</script>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", source))


@pytest.fixture(autouse=True)
def _nothing_kept():
    """The matching index lives in the process, the rows of a test do not."""
    index.forget()
    yield
    index.forget()


@pytest.fixture
def words(db):
    """One industry with one node and its terms, and a park."""
    industry = IndustryFactory(code="equip", name="高端装备")
    track = TrackFactory(code="equip-part", name="关键基础件", industry=industry)
    NodeFactory(code="equip-part-seal", name="密封与连接", parent=track, terms=["密封件", "密封圈"])
    ParkFactory(code="dafeiji", name="大飞机产业园")


@pytest.fixture
def browser():
    """`browser(li_na)` is her browser."""
    return client_of
