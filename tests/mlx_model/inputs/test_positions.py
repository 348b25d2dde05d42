"""Rotary positions against a slow statement of the rule, token by token."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlx_model.config import VisualTokens
from mlx_model.inputs.positions import rope_positions

TOKENS = VisualTokens(image=90, video=91, vision_start=92, vision_end=93)
MERGE = 2

words = st.integers(0, 6).map(lambda count: [("text", 1)] * count)
image = st.tuples(st.just("image"), st.just(1), st.integers(1, 5), st.integers(1, 5))
video = st.tuples(st.just("video"), st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
mixes = st.lists(st.one_of(words, image, video), max_size=8)


def spelled(mix) -> tuple[list[int], list[tuple[int, int, int]]]:
    ids, grids = [], []
    for piece in mix:
        if isinstance(piece, list):
            ids += [5] * len(piece)
            continue
        kind, t, rows, columns = piece
        grids.append((t, rows * MERGE, columns * MERGE))
        token = TOKENS.image if kind == "image" else TOKENS.video
        for _ in range(t):
            ids += [TOKENS.vision_start, *[token] * (rows * columns), TOKENS.vision_end]
    return ids, grids


def stated(mix) -> tuple[list[tuple[int, int, int]], int]:
    """Each token's (time, height, width) by the rule, one at a time."""
    found, position = [], 0
    for piece in mix:
        if isinstance(piece, list):
            for _ in piece:
                found.append((position,) * 3)
                position += 1
            continue
        _, t, rows, columns = piece
        for _ in range(t):
            found.append((position,) * 3)
            position += 1
            for row in range(rows):
                for column in range(columns):
                    found.append((position, position + row, position + column))
            position += max(rows, columns)
            found.append((position,) * 3)
            position += 1
    return found, position


@given(mixes)
def test_positions_follow_the_rule(mix):
    ids, grids = spelled(mix)
    positions, following = rope_positions(np.array(ids, np.int32), grids, TOKENS, MERGE)
    wanted, after = stated(mix)
    assert positions.dtype == np.int32
    assert positions.T.tolist() == [list(place) for place in wanted]
    assert following == after


def test_pictures_side_by_side_without_marks():
    ids = np.array([5, *[TOKENS.image] * 6, *[TOKENS.image] * 2, 5])
    positions, following = rope_positions(ids, [(1, 4, 6), (1, 2, 4)], TOKENS, MERGE)
    assert positions[0].tolist() == [0, 1, 1, 1, 1, 1, 1, 4, 4, 6]
    assert positions[1].tolist() == [0, 1, 1, 1, 2, 2, 2, 4, 4, 6]
    assert positions[2].tolist() == [0, 1, 2, 3, 1, 2, 3, 4, 5, 6]
    assert following == 7


def test_grids_that_do_not_fit_are_a_mistake_of_the_caller():
    ids = np.array([5, TOKENS.image, 5, TOKENS.image])
    for grids in ([(1, 2, 4)], [(1, 2, 2)], []):
        with pytest.raises(AssertionError):
            rope_positions(ids, grids, TOKENS, MERGE)


def test_text_only():
    positions, following = rope_positions(np.array([90, 91, 5]), [], None, 1)
    assert positions.tolist() == [[0, 1, 2]] * 3
    assert following == 3
