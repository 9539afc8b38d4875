"""理工农医 share: exact by hand, and silent where somebody would have to guess."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.universities.shares import CATEGORIES, STEM, Row, category_of, stem_share

ART, STEM_ROW = "13", "08"


@pytest.mark.parametrize(
    "rows, share",
    [
        ([], None),
        ([Row("08", 60, 58)], Decimal("100.0")),
        ([Row("13", 60, 58)], Decimal("0.0")),
        ([Row("08", 1, 1), Row("13", 1, 2)], Decimal("33.3")),
        ([Row("08", 1, None), Row("13", 1, 2)], Decimal("50.0")),  # actual incomplete: by plan
        ([Row("08", None, None), Row("13", 1, 2)], None),  # neither complete
        ([Row("", 1, 1), Row("13", 1, 2)], None),  # a category nobody named
        ([Row("08", 0, 0)], None),  # nobody enrolled is not 0 %
        ([Row("07", 1, 1), Row("08", 1, 1), Row("09", 1, 1), Row("10", 1, 1), Row("02", 4, 4)], Decimal("50.0")),
    ],
)
def test_by_hand(rows, share):
    assert stem_share(rows) == share


figures = st.one_of(st.none(), st.integers(0, 100_000))
rows = st.lists(st.builds(Row, st.sampled_from(["", *CATEGORIES]), figures, figures), max_size=8)


@settings(deadline=None)
@given(rows)
def test_a_percentage_or_nothing_and_blind_to_order(found):
    share = stem_share(found)
    assert share is None or 0 <= share <= 100
    assert stem_share(reversed(found)) == share


@settings(deadline=None)
@given(rows, st.integers(0, 8))
def test_never_a_number_over_an_unknown_category(found, place):
    assert stem_share([*found[:place], Row("", 1, 1), *found[place:]]) is None


def test_categories_are_read_off_a_bachelors_code():
    assert (category_of("080901"), category_of("100201K"), category_of("460103"), category_of("")) == (
        "08",
        "10",
        "",
        "",
    )
    assert {CATEGORIES[code] for code in STEM} == {"理学", "工学", "农学", "医学"}
