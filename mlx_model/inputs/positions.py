"""Interleaved rotary positions (time, height, width) of a prompt's tokens.

Text counts up in all three. A visual block of h x w tokens starts at the next position p: all its
tokens have time p, rows count from p in height, columns in width; text after it goes on at
p + max(h, w). A clip is as many blocks as it has visual frames, each between its own marks, so
that time within a clip is told by the words before each block. Reference: `get_rope_index` in
transformers `models/qwen3_5/modeling_qwen3_5.py`.
"""

from collections.abc import Sequence

import numpy as np

from mlx_model.config import VisualTokens
from mlx_model.inputs.visual import Grid


def rope_positions(
    ids: np.ndarray, grids: Sequence[Grid], tokens: VisualTokens | None, merge: int
) -> tuple[np.ndarray, int]:
    """(3, L) int32 positions and the position of the token after the last.

    `grids` are those of images and clips in order of appearance, in patches.
    """
    length = len(ids)
    positions = np.empty((3, length), np.int32)
    at, position = 0, 0
    starts = _visual_starts(ids, grids, tokens, merge)
    for start, rows, columns in starts:
        positions[:, at:start] = np.arange(position, position + start - at)
        position += start - at
        at = start + rows * columns
        block = positions[:, start:at].reshape(3, rows, columns)
        block[0] = position
        block[1] = position + np.arange(rows)[:, None]
        block[2] = position + np.arange(columns)
        position += max(rows, columns)
    positions[:, at:] = np.arange(position, position + length - at)
    return positions, position + length - at


def _visual_starts(
    ids: np.ndarray, grids: Sequence[Grid], tokens: VisualTokens | None, merge: int
) -> list[tuple[int, int, int]]:
    """(first index, rows, columns) of each block of visual tokens."""
    blocks = [(h // merge, w // merge) for t, h, w in grids for _ in range(t)]
    if tokens is None:
        assert not blocks, "grids without visual tokens"
        return []
    visual = np.flatnonzero((ids == tokens.image) | (ids == tokens.video))
    sizes = [rows * columns for rows, columns in blocks]
    assert len(visual) == sum(sizes), f"{len(visual)} visual tokens for {sum(sizes)} in the grids"
    offsets = np.concatenate([[0], np.cumsum(sizes)])[:-1].astype(int)
    starts = [int(visual[offset]) for offset in offsets]
    for start, size in zip(starts, sizes, strict=True):
        whole = ids[start : start + size]
        assert len(whole) == size and (whole == whole[0]).all(), "a visual block is broken up"
    return [(start, *block) for start, block in zip(starts, blocks, strict=True)]
