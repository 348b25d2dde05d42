"""Pixels to patches: the values and the order in which the vision tower reads them.

Patches stand in merge-block order: the `merge x merge` patches that become one visual token
follow one another. Pixels are bytes until the very end, so rescaling and normalizing is a table
of 256 values per channel; it is computed with the reference's own order of operations and
widths, which makes the patches equal to the last bit. Reference: `patchify`, `rescale` and
`normalize` of transformers' Qwen2-VL image and Qwen3-VL video processors.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlx_model.config import VisionConfig
from mlx_model.errors import ConfigError
from mlx_model.fields import Fields, Json
from mlx_model.inputs.visual import Grid

BICUBIC = 3  # as PIL and the checkpoint's files number it


@dataclass(frozen=True)
class Normalization:
    """(pixel * scale - mean) / std, per channel."""

    scale: float
    mean: tuple[float, ...]
    std: tuple[float, ...]

    def image_table(self) -> np.ndarray:
        """(C, 256): scaled in double, then normalized in single precision, as NumPy does it."""
        levels = (np.arange(256).astype(np.float64) * self.scale).astype(np.float32)
        mean, std = (np.array(values, np.float32)[:, None] for values in (self.mean, self.std))
        return (levels - mean) / std

    def video_table(self) -> np.ndarray:
        """(C, 256): scale folded into mean and std, all in single precision, as torch does it."""
        inverse = np.float32(1.0 / self.scale)
        levels = np.arange(256).astype(np.float32)
        mean, std = (
            np.array(values, np.float32)[:, None] * inverse for values in (self.mean, self.std)
        )
        return (levels - mean) / std


@dataclass(frozen=True)
class Cutter:
    """Cuts frames into patches for one kind of visual."""

    patch: int
    temporal: int
    merge: int
    table: np.ndarray  # (C, 256) float32

    def grid(self, size: tuple[int, int], frames: int) -> Grid:
        """The grid that so many frames of one size (width, height) make."""
        width, height = size
        return -(-frames // self.temporal), height // self.patch, width // self.patch

    def tokens(self, grid: Grid) -> int:
        """Visual tokens of a grid."""
        t, h, w = grid
        return t * h * w // self.merge**2

    def cut(self, frames: np.ndarray) -> tuple[np.ndarray, Grid, str]:
        """(T, height, width, C) bytes to (N, C * temporal * patch^2) float32, grid and digest."""
        count, height, width, channels = frames.shape
        t, h, w = grid = self.grid((width, height), count)
        p, m = self.patch, self.merge
        patches = np.empty((t, h // m, w // m, m, m, channels, self.temporal, p, p), np.float32)
        # The same memory seen frame by frame: t, Tp, then rows, columns and channels of a frame.
        frame_places = patches.transpose(0, 6, 1, 3, 7, 2, 4, 8, 5)
        values = np.empty((height, width, channels), np.float32)
        for number in range(t * self.temporal):
            frame = frames[min(number, count - 1)]  # a missing last frame repeats the one before
            for channel, levels in enumerate(self.table):
                np.take(levels, frame[..., channel], out=values[..., channel], mode="clip")
            parts = values.reshape(h // m, m, p, w // m, m, p, channels)
            frame_places[number // self.temporal, number % self.temporal] = parts
        digest = hashlib.sha256(repr(grid).encode() + np.ascontiguousarray(frames).data)
        return patches.reshape(t * h * w, -1), grid, digest.hexdigest()


def read_cutter(raw: Json, vision: VisionConfig, place: str) -> tuple[Cutter, Normalization]:
    """Read patch geometry and normalization, which must agree with the model's own.

    The cutter carries the table for images; a clip's is `replace(cutter, table=...)`.
    """
    fields = Fields(raw, place)
    shape = [fields.integer(name) for name in ("patch_size", "temporal_patch_size", "merge_size")]
    wanted = [vision.patch_size, vision.temporal_patch_size, vision.spatial_merge_size]
    if shape != wanted:
        raise ConfigError(
            f"{place} cuts patches of {shape} (side, frames, merge), but config.json's vision "
            f"tower takes {wanted}: the files are of different checkpoints."
        )
    for step in ("do_resize", "do_rescale", "do_normalize", "do_convert_rgb"):
        if raw.get(step) is False:
            raise ConfigError(f"{place}.{step} is false, which no checkpoint of the family is.")
    if raw.get("resample", BICUBIC) != BICUBIC:
        raise ConfigError(f"{place}.resample {raw['resample']!r} is unknown; use 3 (bicubic).")
    scale = float(raw.get("rescale_factor") or 1 / 255)
    mean, std = (
        _channels(raw.get(name), f"{place}.{name}") for name in ("image_mean", "image_std")
    )
    normalization = Normalization(scale, mean, std)
    return Cutter(shape[0], shape[1], shape[2], normalization.image_table()), normalization


def _channels(value: object, place: str) -> tuple[float, ...]:
    if not isinstance(value, Sequence) or len(value) != 3:
        raise ConfigError(f"{place} must be three numbers, found {value!r}.")
    return tuple(float(number) for number in value)
