"""Which nodes a text speaks of, and what else people call a thing."""

import pytest

from apps.core import context, search
from apps.taxonomy import services
from apps.taxonomy.models import Term
from tests.factories.taxonomy import NodeFactory, TrackFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chips(db):
    track = TrackFactory(code="ic", name="集成电路综合")
    NodeFactory(code="ic-chip", name="芯片产业", parent=track, terms=["集成电路", "芯片", "IC", "Chip"])
    NodeFactory(code="ic-design", name="设计", parent=track, terms=["芯片设计", "ADC"])
    NodeFactory(code="bio-adc", name="抗体药", terms=["抗体偶联", "ADC"])


def codes(text):
    return [(hit.node.code, hit.term, hit.start, hit.end) for hit in services.find_nodes(text)]


def test_the_longest_term_wins_and_a_shared_one_gives_both_nodes(chips):
    assert codes("我们做芯片设计、IC 与ＡＤＣ") == [
        ("ic-design", "芯片设计", 3, 7),
        ("ic-chip", "IC", 8, 10),
        ("ic-design", "ＡＤＣ", 12, 15),
        ("bio-adc", "ＡＤＣ", 12, 15),
    ]
    assert codes("没有相关内容") == []


def test_a_hit_knows_its_node_industry_and_track_without_a_query(chips, django_assert_num_queries):
    services.find_nodes("芯片")
    with django_assert_num_queries(1):
        (hit,) = services.find_nodes("芯片")
        assert (hit.node.industry.name[:4], hit.node.parent.code) == ("演示产业", "ic")


@pytest.mark.parametrize(
    ("term", "others"),
    [
        ("芯片", ["集成电路", "IC", "Chip"]),
        ("chip", ["集成电路", "芯片", "IC"]),
        ("ＩＣ", ["集成电路", "芯片", "Chip"]),
        ("ADC", ["芯片设计", "抗体偶联"]),
        ("光刻", []),
        ("", []),
    ],
)
def test_other_names_of_a_thing_in_the_order_of_the_tree(chips, term, others):
    assert services.synonyms(term) == others
    assert services.aliases(term) == set(others)


def test_the_search_box_knows_them(chips):
    assert search.alternatives("芯片") == ["芯片", "集成电路", "IC", "Chip"]


def test_a_changed_tree_is_seen_at_once(chips):
    assert codes("光刻") == []
    node = NodeFactory(code="ic-litho", terms=["光刻"])
    assert codes("光刻") == [("ic-litho", "光刻", 0, 2)]
    Term.objects.filter(node=node).delete()
    assert codes("光刻") == []


def test_a_retired_node_is_not_found(chips):
    NodeFactory(code="ic-old", active=False, terms=["老工艺"])
    assert codes("老工艺") == []


def test_within_one_request_the_tree_is_asked_for_once(chips, django_assert_num_queries):
    services.find_nodes("芯片")
    for request_id in ("one", "two"):
        token = context.enter(context.RequestContext(request_id))
        try:
            with django_assert_num_queries(1):
                services.find_nodes("芯片")
                services.synonyms("芯片")
        finally:
            context.leave(token)


def test_an_empty_tree_finds_nothing():
    assert (codes("芯片"), services.aliases("芯片")) == ([], set())


@pytest.mark.usefixtures("written_tree")
def test_the_tree_we_ship_reads_a_demand():
    text = "我司生产数控机床，寻求光刻工艺与 IGBT 的失效分析"
    assert {"数控机床", "光刻与图形化", "功率半导体"} <= {hit.node.name for hit in services.find_nodes(text)}
    assert {"集成电路", "IC", "半导体"} <= services.aliases("芯片")
