"""Numbers with units: read as written, compared in one base."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.matching.quantities import Measure, covers, measures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("在60MPa循环压力下", [("压力或强度", 60e6, "60MPa")]),
        ("最高 90 MPa，可循环 20-60 MPa", [("压力或强度", 90e6, "90 MPa"), ("压力或强度", 60e6, "20-60 MPa")]),
        ("环境罩10～35 ℃", [("温度", 35.0, "10~35 ℃")]),
        ("−40 ℃到85 ℃，−60 ℃低温冲击", [("低温", 40.0, "−40 ℃到85 ℃"), ("低温", 60.0, "−60 ℃")]),
        ("控温±0.5 ℃", []),
        ("1,200 kN", [("力", 1.2e6, "1,200 kN")]),
        ("台阶 30—300 μm", [("精细程度", 3e-05, "30—300 μm")]),
        ("粘度 5 mPa·s、V8 引擎、长 40 mm、18000转", []),
        ("", []),
    ],
)
def test_numbers_are_read_with_their_unit(text, expected):
    assert measures(text) == [Measure(*one) for one in expected]


@pytest.mark.parametrize(
    ("able", "wanted", "expected"),
    [("90 MPa", "60 MPa", True), ("40 MPa", "60 MPa", False), ("2 μm", "5 μm", True), ("30 μm", "5 μm", False)],
)
def test_more_is_more_able_and_finer_is_smaller(able, wanted, expected):
    assert covers(measures(able)[0], measures(wanted)[0]) is expected


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    for measure in measures(text):
        assert measure.value >= 0
