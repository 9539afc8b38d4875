"""A profile's share of filled fields names what is missing."""

from apps.accounts.completeness import Completeness, measure, of_fields
from apps.accounts.models import Organization


def test_zero_and_no_are_answers_and_blanks_are_not():
    found = measure([("人数", 0), ("公开", False), ("简介", "  "), ("园区", None), ("环节", []), ("名称", "甲")])
    assert found == Completeness(3, 6, ("简介", "园区", "环节"))
    assert (found.percent, found.is_complete) == (50, False)


def test_nothing_asked_is_complete():
    assert (measure([]).percent, measure([]).is_complete) == (100, True)


def test_labels_are_those_of_the_form():
    assert of_fields(Organization(intro="甲"), ["intro", "address"]) == [("单位简介", "甲"), ("地址", "")]
