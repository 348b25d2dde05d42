"""The vision tower: pictures apart, frames apart, and where each patch lies."""

import mlx.core as mx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlx_model.net.vision import interpolation, patch_places

GRIDS = [(1, 4, 6), (3, 2, 4), (1, 8, 2)]


@pytest.fixture
def tower(tiny):
    return tiny("dense").model.visual


def patches(*grids, seed=0):
    count = sum(int(np.prod(grid)) for grid in grids)
    rng = np.random.default_rng(seed)
    return mx.array(rng.uniform(-1, 1, (count, 3 * 2 * 4 * 4)).astype(np.float32))


def test_pictures_are_seen_apart(tower, assert_close):
    x, start, alone = patches(*GRIDS), 0, []
    for grid in GRIDS:
        end = start + int(np.prod(grid))
        alone.append(tower(x[start:end], [grid]))
        start = end
    assert_close(tower(x, GRIDS), mx.concatenate(alone), 1e-6)


def test_frames_are_seen_apart(tower, assert_close):
    """A clip is its frame pairs one by one: time is told by the text, not by the tower."""
    x = patches((3, 2, 4))
    frames = [tower(x[i : i + 8], [(1, 2, 4)]) for i in (0, 8, 16)]
    assert_close(tower(x, [(3, 2, 4)]), mx.concatenate(frames), 1e-6)


def test_four_patches_make_a_token(tower, tiny):
    width = tiny("dense").config.vision.out_hidden_size
    assert tower(patches(*GRIDS), GRIDS).shape == (16, width)


def test_patch_embedding_is_the_convolution(tower, assert_close):
    """Patches are flattened channel first; MLX convolves channel last."""
    x = patches((1, 4, 6))
    pixels = x.reshape(24, 3, 2, 4, 4).transpose(0, 2, 3, 4, 1)
    conv = tower.patch_embed.proj
    expected = mx.conv3d(pixels, conv.weight, stride=(2, 4, 4)) + conv.bias
    assert_close(tower.patch_embed(x), expected.reshape(24, -1))


def test_merge_block_order():
    """2 x 2 blocks row by row, and within a block row by row."""
    first = [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert patch_places((1, 4, 4), 2).tolist() == [
        [row + y, column + x] for row in (0, 2) for column in (0, 2) for y, x in first
    ]
    assert patch_places((2, 2, 2), 2).tolist() == first * 2


def test_a_grid_of_the_table_is_the_table():
    cells, weights = interpolation((1, 6, 6), 6, 2)
    rows, columns = patch_places((1, 6, 6), 2).T
    found = (cells * (weights == 1)).sum(axis=1)
    assert (weights.max(axis=1) == 1).all()
    assert found.tolist() == (rows * 6 + columns).tolist()


@settings(max_examples=40, deadline=None)
@given(rows=st.integers(1, 20), columns=st.integers(1, 20), side=st.integers(2, 16))
def test_interpolation_finds_the_place(rows, columns, side):
    """Interpolating the table of coordinates itself gives each patch's place, corner to corner."""
    grid = (1, 2 * rows, 2 * columns)
    cells, weights = interpolation(grid, side, 2)
    assert np.allclose(weights.sum(axis=1), 1) and (weights >= 0).all()
    found = np.stack([cells // side, cells % side], axis=-1) * weights[..., None]
    spans = np.array([2 * rows - 1, 2 * columns - 1])
    expected = patch_places(grid, 2) * (side - 1) / spans
    assert np.allclose(found.sum(axis=1), expected, atol=1e-4)
