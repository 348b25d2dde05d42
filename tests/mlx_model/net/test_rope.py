"""Rotary positions: what text, pictures and long contexts make of them."""

import mlx.core as mx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlx_model.config import RopeConfig, YarnConfig
from mlx_model.net.rope import Rotary, frequency_axes, inverse_frequencies

PLAIN = RopeConfig(theta=1e4, rotary_dim=8, mrope_section=(2, 1, 1), yarn=None)
YARN = YarnConfig(
    factor=4.0,
    original_max_position_embeddings=64,
    beta_fast=32,
    beta_slow=1,
    attention_factor=None,
    truncate=True,
)


def rotated(config, x, positions):
    """x (B, H, L, Dh) at positions (3, L)."""
    return np.array(Rotary(config)(mx.array(positions)[:, None])(mx.array(x)))


def heads(length, seed=0):
    return np.random.default_rng(seed).standard_normal((1, 2, length, 12)).astype(np.float32)


def test_text_is_classic_one_dimensional_rope(assert_close):
    x, places = heads(50), np.arange(50)
    angles = places[:, None] * 1e4 ** (-np.arange(4) / 4)  # (L, R/2)
    turned = (x[..., :4] + 1j * x[..., 4:8]) * np.exp(1j * angles)
    expected = np.concatenate([turned.real, turned.imag, x[..., 8:]], axis=-1)
    assert_close(rotated(PLAIN, x, np.tile(places, (3, 1))), expected)


def test_dimensions_beyond_the_rotated_are_left_alone():
    x = heads(5)
    assert (rotated(PLAIN, x, np.full((3, 5), 9))[..., 8:] == x[..., 8:]).all()


def test_axes_of_the_family():
    """Sections 11, 11, 10 of 32 frequencies: T H W in turn, the last two time's."""
    axes = frequency_axes(RopeConfig(1e7, 64, (11, 11, 10), None))
    assert axes.tolist() == [0, 1, 2] * 10 + [0, 1]
    uneven = frequency_axes(RopeConfig(1e7, 16, (4, 3, 1), None))
    assert uneven.tolist() == [0, 1, 2, 0, 1, 0, 0, 1]


def test_each_axis_turns_its_own_frequencies():
    x = heads(1, seed=2)
    still = rotated(PLAIN, x, np.zeros((3, 1), dtype=np.int32))
    for axis in range(3):
        places = np.zeros((3, 1), dtype=np.int32)
        places[axis] = 5
        moved = (rotated(PLAIN, x, places) != still).any(axis=(0, 1, 2))
        own = frequency_axes(PLAIN) == axis
        assert moved[:8].tolist() == [*own, *own]


@settings(max_examples=30, deadline=None)
@given(first=st.integers(0, 500), second=st.integers(0, 500), shift=st.integers(0, 500))
def test_only_the_distance_matters(first, second, shift):
    q, k = heads(1, seed=3), heads(1, seed=4)

    def product(a, b):
        at = [np.full((3, 1), place, dtype=np.int32) for place in (a, b)]
        return (rotated(PLAIN, q, at[0]) * rotated(PLAIN, k, at[1])).sum()

    assert product(first, second) == pytest.approx(product(first + shift, second + shift), abs=2e-3)


def test_yarn_keeps_fast_and_stretches_slow_frequencies():
    config = RopeConfig(1e4, 32, (8, 4, 4), YARN)
    plain, _ = inverse_frequencies(RopeConfig(1e4, 32, (8, 4, 4), None))
    found, scale = inverse_frequencies(config)
    assert found[0] == plain[0]
    assert found[-1] == pytest.approx(plain[-1] / 4)
    assert (np.diff(plain / found) >= -1e-6).all()
    assert scale == pytest.approx(0.1 * np.log(4) + 1)


def test_batches_have_their_own_positions():
    positions = np.stack([np.arange(6), np.arange(6) + 3])  # (B, L)
    x = np.concatenate([heads(6), heads(6, seed=1)])
    both = np.array(Rotary(PLAIN)(mx.array(np.tile(positions, (3, 1, 1))))(mx.array(x)))
    for row in (0, 1):
        alone = rotated(PLAIN, x[row : row + 1], np.tile(positions[row], (3, 1)))
        assert (both[row] == alone[0]).all()
