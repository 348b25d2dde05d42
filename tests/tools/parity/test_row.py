"""A parity table that cannot fail would be worth nothing."""

import numpy as np
import pytest

from tools.parity.row import EXACT, FP32, Row, compare, exact, markdown, worst


def test_error_is_relative_to_the_largest_value():
    row = compare("it", "peer", [10.0, 0.0, 1.0], [10.0, 0.001, 1.0], FP32)
    assert row.largest == pytest.approx(1e-4)
    assert row.mean == pytest.approx(1e-4 / 3)
    assert not row.ok


def test_within_the_bound():
    assert compare("it", "peer", [1.0, 2.0], [1.0, 2.00001], FP32).ok


def test_nan_is_never_within():
    assert not compare("it", "peer", [np.nan, 1.0], [1.0, 1.0], FP32).ok
    assert not compare("it", "peer", [np.inf, 1.0], [np.inf, 1.0], FP32).ok


def test_zeros_against_zeros():
    assert compare("it", "peer", np.zeros(3), np.zeros(3), EXACT).ok
    assert not compare("it", "peer", np.full(3, 1e-9), np.zeros(3), EXACT).ok


def test_shapes_must_agree():
    with pytest.raises(AssertionError, match="it: shapes"):
        compare("it", "peer", np.zeros((1, 3)), np.zeros(3), FP32)


def test_equal_or_not():
    assert exact("it", "peer", [1, 2], [1, 2]).ok
    assert not exact("it", "peer", [1, 2], [1, 3]).ok


@pytest.mark.parametrize("bad", [0.5, np.nan])
def test_worst_is_the_worst(bad):
    rows = [Row("a", "peer", value, 0.0, FP32) for value in (1e-7, bad, 1e-6)]
    found = worst("all", rows)
    assert not found.ok
    assert found.what == "all (3)"


def test_table_marks_what_is_missed():
    lines = markdown([exact("good", "peer", 1, 1), exact("bad", "peer", 1, 2)]).splitlines()
    assert len(lines) == 4
    assert lines[2].endswith("| equal | yes |") and lines[3].endswith("| equal | NO |")
