"""Antialiased bicubic resizing of frames, equal to torch's to the last bit.

The reference resizes the frames of a clip with torchvision, that is with
`torch.nn.functional.interpolate(bytes, mode="bicubic", antialias=True)`, which differs from PIL
by a level here and there. Its arithmetic is small: Keys' cubic with a = -0.5, widened by the
scale when shrinking; weights normalized to one and rounded to 16-bit fixed point with as many
fraction bits as the largest weight allows; rows first, then columns, each rounded to bytes.
Reference: ATen `native/cpu/UpSampleKernel.cpp`.

All sums are whole numbers far below 2^53, so a product of double matrices computes them exactly.
"""

import math
from dataclasses import dataclass

import numpy as np

# Narrow bands, since each output needs few inputs, and few columns at a time, which stay in the
# cache: small products, that BLAS keeps on one thread, are ten times faster here than large ones.
_BLOCK = 8
_COLUMNS = 256


@dataclass(frozen=True)
class _Band:
    """Outputs `start` to `start + len(weights)` from inputs `first` to `last`."""

    start: int
    first: int
    last: int
    weights: np.ndarray  # (outputs, inputs) whole numbers as float64


class Resampler:
    """Resizes frames of one size (width, height) to another; weights are computed once."""

    def __init__(self, source: tuple[int, int], target: tuple[int, int]) -> None:
        self._rows = _Axis(source[0], target[0]) if source[0] != target[0] else None
        self._columns = _Axis(source[1], target[1]) if source[1] != target[1] else None

    def resize(self, frame: np.ndarray) -> np.ndarray:
        """(height, width, C) bytes to the target size."""
        if self._rows is not None:
            frame = self._rows.across(frame)
        return frame if self._columns is None else self._columns.down(frame)


class _Axis:
    """Resampling along one axis of a frame."""

    def __init__(self, source: int, target: int) -> None:
        weights = _weights(source, target)
        self._precision = _precision(float(weights.max()))
        scaled = weights * (1 << self._precision)
        fixed = np.trunc(scaled + np.where(scaled < 0, -0.5, 0.5))  # half away from zero
        self._target = target
        self._bands = [_band(fixed, start) for start in range(0, target, _BLOCK)]

    def down(self, frame: np.ndarray) -> np.ndarray:
        """(source, width, C) bytes to (target, width, C) bytes."""
        flat = frame.reshape(len(frame), -1)
        out = np.empty((self._target, flat.shape[1]), np.uint8)
        for left in range(0, flat.shape[1], _COLUMNS):
            columns = flat[:, left : left + _COLUMNS].astype(np.float64)
            out[:, left : left + _COLUMNS] = self._levels(columns)
        return out.reshape(self._target, *frame.shape[1:])

    def across(self, frame: np.ndarray) -> np.ndarray:
        """(height, source, C) bytes to (height, target, C) bytes.

        A few rows at a time are turned, pixel by pixel, so that they stay in the cache.
        """
        pixels = _pixels(frame)
        out = np.empty((len(frame), self._target, frame.shape[2]), np.uint8)
        some = max(_COLUMNS // frame.shape[2], 1)
        for top in range(0, len(frame), some):
            turned = np.ascontiguousarray(pixels[top : top + some].T)
            columns = turned.view(np.uint8).reshape(len(turned), -1).astype(np.float64)
            levels = self._levels(columns).astype(np.uint8)
            shaped = levels.reshape(self._target, -1, frame.shape[2])
            _pixels(out)[top : top + some] = _pixels(shaped).T
        return out

    def _levels(self, columns: np.ndarray) -> np.ndarray:
        sums = np.empty((self._target, columns.shape[1]))
        for band in self._bands:
            rows = slice(band.start, band.start + len(band.weights))
            np.matmul(band.weights, columns[band.first : band.last], out=sums[rows])
        # Adding half and rounding down is the shift of the fixed-point sum.
        half = 1 << (self._precision - 1)
        return np.floor((sums + half) / (2 * half)).clip(0, 255)


def _pixels(frame: np.ndarray) -> np.ndarray:
    """(height, width, C) bytes seen as (height, width) things of C bytes, which move as one."""
    height, width, channels = frame.shape
    return np.ascontiguousarray(frame).view(np.dtype((np.void, channels))).reshape(height, width)


def _weights(source: int, target: int) -> np.ndarray:
    """(target, source) weights that add up to one per output."""
    scale = source / target
    widening = max(scale, 1.0)
    centers = scale * (np.arange(target) + 0.5)
    support = 2.0 * widening
    first = np.maximum((centers - support + 0.5).astype(int), 0)
    last = np.minimum((centers + support + 0.5).astype(int), source)
    inputs = np.arange(source)
    distance = np.abs(inputs - centers[:, None] + 0.5) / widening
    inside = (inputs >= first[:, None]) & (inputs < last[:, None])
    weights = np.where(inside, _cubic(distance), 0.0)
    return weights / weights.sum(axis=1, keepdims=True)


def _cubic(x: np.ndarray) -> np.ndarray:
    """Keys 1981 with a = -0.5; zero from 2 on."""
    near = (1.5 * x - 2.5) * x * x + 1
    far = -0.5 * (((x - 5) * x + 8) * x - 4)
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))


def _precision(largest: float) -> int:
    """Fraction bits with which the largest weight still fits 16 bits."""
    bits = 0
    while bits < 22 and int(0.5 + largest * (1 << (bits + 1))) < 1 << 15:
        bits += 1
    assert math.isfinite(largest) and bits > 0
    return bits


def _band(fixed: np.ndarray, start: int) -> _Band:
    rows = fixed[start : start + _BLOCK]
    used = np.flatnonzero(rows.any(axis=0))
    first, last = int(used[0]), int(used[-1]) + 1
    return _Band(start, first, last, np.ascontiguousarray(rows[:, first:last]))
