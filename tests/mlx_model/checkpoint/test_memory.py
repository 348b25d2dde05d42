"""Loading and converting need no room for a second copy (measured by tests/benchmarks)."""

import pytest

from tests.benchmarks.loading import measure_all


@pytest.mark.slow
def test_peaks():
    found = measure_all()
    for what in ("as stored", "float32"):
        weights = found[what]["weights"]
        assert weights > 150e6
        assert found[what]["mlx"] <= 1.05 * weights
        assert found[what]["resident"] <= 1.05 * weights
    source = found["as stored"]["weights"]
    # Streaming: the largest tensor in its stored and its packed form, not the model.
    assert found["convert"]["mlx"] < 0.3 * source
    assert found["convert"]["resident"] < 0.4 * source
