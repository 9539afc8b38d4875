"""The words a suggestion came from are marked where they stand, and nothing of the original is lost."""

from hypothesis import given
from hypothesis import strategies as st

from apps.portal.marking import Piece, numbers, pieces

TEXT = "深海密封件，两个月内，预算二十万"


def suggestion(field, *spans):
    return {"field": field, "spans": [list(span) for span in spans]}


def test_numbers_follow_the_original_not_the_form():
    found = [suggestion("budget", (11, 16)), suggestion("nodes", (0, 5)), suggestion("needed_by", (6, 10))]
    assert numbers(found) == {"nodes": 1, "needed_by": 2, "budget": 3}


def test_a_guess_without_words_gets_no_number():
    assert numbers([suggestion("title")]) == {}


def test_marked_and_plain_pieces_alternate():
    assert pieces(TEXT, [suggestion("nodes", (0, 5)), suggestion("needed_by", (6, 10))]) == [
        Piece("深海密封件", True, (1,)),
        Piece("，", False, ()),
        Piece("两个月内", True, (2,)),
        Piece("，预算二十万", False, ()),
    ]


def test_words_may_serve_two_fields():
    assert pieces("深海密封件", [suggestion("title", (0, 5)), suggestion("nodes", (2, 5))]) == [
        Piece("深海", True, ()),
        Piece("密封件", True, (1, 2)),
    ]


spans = st.tuples(st.integers(-5, 40), st.integers(-5, 40))


@given(st.text(max_size=30), st.lists(st.tuples(st.sampled_from("abcd"), spans), max_size=6))
def test_whatever_the_spans_the_original_stays_whole(original, found):
    given_spans = [suggestion(field, span) for field, span in found]
    assert "".join(piece.text for piece in pieces(original, given_spans)) == original
