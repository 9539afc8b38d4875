"""Terms in a text: the longest wins, halves of Latin words do not, and places are those of the text as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.taxonomy.matcher import Matcher, fold

ENTRIES = [
    ("集成电路", "ic"),
    ("芯片", "ic"),
    ("IC", "ic"),
    ("集成电路设计", "design"),
    ("ADC", "analog"),
    ("ADC", "antibody"),
    ("deep learning", "ai"),
    ("5G", "net"),
    ("㎡", "area"),
    ("", "nothing"),
    (" ", "nothing"),
    ("芯片", "ic"),
]


@pytest.fixture(scope="module")
def matcher():
    return Matcher(ENTRIES)


def found(matcher, text):
    return [(text[span.start : span.end], span.values) for span in matcher.find(text)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("做集成电路设计的芯片公司", [("集成电路设计", ("design",)), ("芯片", ("ic",))]),
        ("集成电路设", [("集成电路", ("ic",))]),
        ("芯片芯片", [("芯片", ("ic",)), ("芯片", ("ic",))]),
        ("高速ADC，", [("ADC", ("analog", "antibody"))]),
        ("ＡＤＣ", [("ＡＤＣ", ("analog", "antibody"))]),
        ("adc", [("adc", ("analog", "antibody"))]),
        ("BASIC ICU MIC", []),
        ("用IC做", [("IC", ("ic",))]),
        ("IC 和 5G", [("IC", ("ic",)), ("5G", ("net",))]),
        ("15G 5GHz", []),
        ("Deep  \n Learning", [("Deep  \n Learning", ("ai",))]),
        ("3000㎡厂房", []),
        ("约㎡", [("㎡", ("area",))]),
        ("", []),
        ("无关文字", []),
    ],
)
def test_terms_in_a_text(matcher, text, hits):
    assert found(matcher, text) == hits


def test_a_span_names_its_term_as_it_was_entered(matcher):
    assert [(span.term, span.start, span.end) for span in matcher.find("ｄｅｅｐ ｌｅａｒｎｉｎｇ")] == [
        ("deep learning", 0, 13)
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("芯片", ("ic",)),
        (" ic ", ("ic",)),
        ("集成", ()),
        ("集成电路设计师", ()),
        ("", ()),
        ("ADC", ("analog", "antibody")),
    ],
)
def test_what_exactly_a_text_stands_for(matcher, text, values):
    assert matcher.exact(text) == values


def test_folding_remembers_where_each_character_came_from():
    assert fold("A　㎡ \tb") == ("a m2 b", [0, 1, 2, 2, 3, 5])


@given(st.text(alphabet="集成电路设计芯片IC5Gadc ,。", max_size=60))
def test_spans_are_in_order_apart_and_stand_for_what_they_cover(text):
    matcher = Matcher(ENTRIES)
    spans = matcher.find(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in zip(spans, spans[1:], strict=False))
    assert all(matcher.exact(text[span.start : span.end]) == span.values for span in spans)


PIECES = st.sampled_from(["ic", "i", "c5", "5", "a", "芯", "芯片", "片", "芯片组", " ", "x y", "x"])


@given(st.lists(PIECES, max_size=8), st.lists(PIECES, max_size=30).map("".join))
def test_the_longest_whole_term_at_each_place_and_nothing_else(terms, text):
    """Against the plainest way to say it."""
    known, folded, expected, place = {term.strip() for term in terms} - {""}, fold(text)[0], [], 0
    while place < len(folded):
        ends = [place + len(term) for term in known if folded.startswith(term, place)]
        ends = [end for end in ends if whole(folded, place) and whole(folded, end)]
        expected += [(place, max(ends))] if ends else []
        place = max(ends, default=place + 1)
    matcher = Matcher((term, term) for term in terms)
    assert [(start, end) for start, end, _, _ in matcher.places(folded)] == expected


def whole(text: str, cut: int) -> bool:
    return not (0 < cut < len(text) and (text[cut - 1] + text[cut]).isascii() and (text[cut - 1] + text[cut]).isalnum())
