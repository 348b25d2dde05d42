"""The vision tower: a transformer over 16 x 16 patches, four of which make one visual token.

Patches come in merge-block order: the four patches of a visual token stand next to each other,
so that the merger is a reshape. Attention stays within one frame. Where a patch lies is told
twice: by a learned square table, interpolated to the picture's grid, and by two-dimensional
rotary positions.

Reference: transformers `modeling_qwen3_5.py` (Qwen3_5VisionModel), `vision_utils.py`.
Shapes: N patches over all pictures, D hidden, H heads, Dh width of a head, T frames (pairs).
"""

from collections.abc import Sequence
from typing import TypeAlias

import mlx.core as mx
import numpy as np
from mlx import nn

from mlx_model.config import VisionConfig
from mlx_model.net.rope import Rotation

Grid: TypeAlias = tuple[int, int, int]  # frames, rows, columns, in patches

ROPE_THETA = 10_000.0  # of the tower; the checkpoints carry no field for it


class VisionTower(nn.Module):
    """Patches (N, patch_dim) and their grids -> visual tokens (N / merge^2, out_hidden)."""

    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        self.merge = config.spatial_merge_size
        self.table_side = int(config.num_position_embeddings**0.5)
        self.head_dim = config.hidden_size // config.num_heads
        self.patch_embed = PatchEmbed(config)
        self.pos_embed = nn.Embedding(config.num_position_embeddings, config.hidden_size)
        self.blocks = [VisionBlock(config) for _ in range(config.depth)]
        self.merger = PatchMerger(config)

    def __call__(self, patches: mx.array, grids: Sequence[Grid]) -> mx.array:
        x = self.patch_embed(patches) + self.positions(grids)
        rotate = self.rotation(grids)
        for block in self.blocks:
            x = block(x, rotate, grids)
        return self.merger(x)

    def positions(self, grids: Sequence[Grid]) -> mx.array:
        """The learned table, interpolated bilinearly to each grid, corner on corner. (N, D)."""
        found = [interpolation(grid, self.table_side, self.merge) for grid in grids]
        cells = mx.array(np.concatenate([cells for cells, _ in found]))  # (N, 4)
        weights = mx.array(np.concatenate([weights for _, weights in found]))
        table = self.pos_embed(cells)  # (N, 4, D)
        return (table * weights[..., None].astype(table.dtype)).sum(axis=1)

    def rotation(self, grids: Sequence[Grid]) -> Rotation:
        """Rows turn the first half of a head's frequencies, columns the second."""
        places = np.concatenate([patch_places(grid, self.merge) for grid in grids])  # (N, 2)
        quarter = np.arange(0, self.head_dim // 2, 2, dtype=np.float32) / (self.head_dim // 2)
        frequencies = 1.0 / np.float32(ROPE_THETA) ** quarter
        angles = places[:, :, None].astype(np.float32) * frequencies  # (N, 2, Dh/4)
        angles = mx.array(np.tile(angles.reshape(len(places), -1), 2))[None, None]
        return Rotation(mx.cos(angles), mx.sin(angles))


class PatchEmbed(nn.Module):
    """The strided convolution over patches, as the matrix product it is. (N, patch_dim) -> D."""

    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        size = (config.temporal_patch_size, config.patch_size, config.patch_size)
        self.proj = nn.Conv3d(config.in_channels, config.hidden_size, size, size)

    def __call__(self, patches: mx.array) -> mx.array:
        weight = self.proj.weight  # (D, T, P, P, C); patches are flattened as (C, T, P, P)
        matrix = weight.moveaxis(-1, 1).reshape(weight.shape[0], -1)
        return mx.addmm(self.proj.bias, patches.astype(weight.dtype), matrix.T)


class VisionBlock(nn.Module):
    """Attention within each frame and a feed-forward. (N, D) -> (N, D)."""

    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(config.hidden_size, eps=1e-6)
        self.norm2 = nn.LayerNorm(config.hidden_size, eps=1e-6)
        self.attn = VisionAttention(config)
        self.mlp = VisionMLP(config)

    def __call__(self, x: mx.array, rotate: Rotation, grids: Sequence[Grid]) -> mx.array:
        x = x + self.attn(self.norm1(x), rotate, grids)
        return x + self.mlp(self.norm2(x))


class VisionAttention(nn.Module):
    """Every patch of a frame looks at every other."""

    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        self.heads = config.num_heads
        self.qkv = nn.Linear(config.hidden_size, 3 * config.hidden_size)
        self.proj = nn.Linear(config.hidden_size, config.hidden_size)

    def __call__(self, x: mx.array, rotate: Rotation, grids: Sequence[Grid]) -> mx.array:
        N, D = x.shape
        qkv = self.qkv(x).reshape(N, 3, self.heads, -1).transpose(1, 2, 0, 3)  # (3, H, N, Dh)
        q, k = rotate(qkv[0][None])[0], rotate(qkv[1][None])[0]
        start, found = 0, []
        for frames, rows, columns in grids:
            end = start + frames * rows * columns
            parts = (_by_frame(y[:, start:end], frames) for y in (q, k, qkv[2]))
            found.append(_attend(*parts))
            start = end
        return self.proj(mx.concatenate(found).reshape(N, D))


def _by_frame(x: mx.array, frames: int) -> mx.array:
    """(H, T n, Dh) -> (T, H, n, Dh)."""
    return x.reshape(x.shape[0], frames, -1, x.shape[-1]).swapaxes(0, 1)


def _attend(q: mx.array, k: mx.array, v: mx.array) -> mx.array:
    """(T, H, n, Dh) each -> (T n, H, Dh)."""
    out = mx.fast.scaled_dot_product_attention(q, k, v, scale=q.shape[-1] ** -0.5)
    return out.swapaxes(1, 2).reshape(-1, q.shape[1], q.shape[-1])


class VisionMLP(nn.Module):
    """A plain feed-forward with the tanh form of GELU."""

    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        self.linear_fc1 = nn.Linear(config.hidden_size, config.intermediate_size)
        self.linear_fc2 = nn.Linear(config.intermediate_size, config.hidden_size)

    def __call__(self, x: mx.array) -> mx.array:
        return self.linear_fc2(nn.gelu_approx(self.linear_fc1(x)))


class PatchMerger(nn.Module):
    """merge x merge patches become one visual token. (N, D) -> (N / merge^2, out_hidden)."""

    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        self.width = config.hidden_size * config.spatial_merge_size**2
        self.norm = nn.LayerNorm(config.hidden_size, eps=1e-6)
        self.linear_fc1 = nn.Linear(self.width, self.width)
        self.linear_fc2 = nn.Linear(self.width, config.out_hidden_size)

    def __call__(self, x: mx.array) -> mx.array:
        blocks = self.norm(x).reshape(-1, self.width)
        return self.linear_fc2(nn.gelu(self.linear_fc1(blocks)))


def patch_places(grid: Grid, merge: int) -> np.ndarray:
    """Row and column of every patch, in merge-block order, frame after frame. (N, 2) int32."""
    frames, rows, columns = grid
    place = np.indices((rows, columns), dtype=np.int32).transpose(1, 2, 0)
    blocks = place.reshape(rows // merge, merge, columns // merge, merge, 2)
    return np.tile(blocks.swapaxes(1, 2).reshape(-1, 2), (frames, 1))


def interpolation(grid: Grid, side: int, merge: int) -> tuple[np.ndarray, np.ndarray]:
    """The four cells of a side x side table around each patch, and their weights. (N, 4) each."""
    _, rows, columns = grid
    places = patch_places(grid, merge).astype(np.float32)
    spans = np.maximum(np.array([rows, columns], dtype=np.float32) - 1, 1)
    exact = places * (side - 1) / spans  # (N, 2), in cells of the table
    near = np.floor(exact)
    far_weight = exact - near
    low, high = near.astype(np.int32), np.minimum(near.astype(np.int32) + 1, side - 1)
    cells, weights = [], []
    for row, row_weight in ((low, 1 - far_weight), (high, far_weight)):
        for column, column_weight in ((low, 1 - far_weight), (high, far_weight)):
            cells.append(row[:, 0] * side + column[:, 1])
            weights.append(row_weight[:, 0] * column_weight[:, 1])
    return np.stack(cells, axis=-1), np.stack(weights, axis=-1)
