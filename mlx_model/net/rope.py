"""Rotary positions for text and pictures: partial, interleaved M-RoPE, optionally with YaRN.

A token has three positions (time, height, width); text has all three equal. Of the rotated
dimensions' frequencies, every third belongs to height and every third to width, as far as
`mrope_section` reaches; the rest belong to time.

Sources: Su et al. (arXiv 2104.09864); Qwen3-VL's interleaved M-RoPE, transformers
`modeling_qwen3_5.py` (Qwen3_5TextRotaryEmbedding); YaRN, Peng et al. (arXiv 2309.00071).
"""

import math
from dataclasses import dataclass

import mlx.core as mx
import numpy as np

from mlx_model.config import RopeConfig, YarnConfig


@dataclass(frozen=True)
class Rotation:
    """Angles of one call, shared by all layers. cos, sin: (B, 1, L, R) with R rotated dims."""

    cos: mx.array
    sin: mx.array

    def __call__(self, x: mx.array) -> mx.array:
        """Rotate the first R dims of each head. (B, H, L, Dh) -> (B, H, L, Dh)."""
        R = self.cos.shape[-1]
        turned = x[..., :R]
        half = mx.concatenate([-turned[..., R // 2 :], turned[..., : R // 2]], axis=-1)
        turned = turned * self.cos.astype(x.dtype) + half * self.sin.astype(x.dtype)
        return turned if x.shape[-1] == R else mx.concatenate([turned, x[..., R:]], axis=-1)


class Rotary:
    """Positions (3, B, L) -> the Rotation of that call."""

    def __init__(self, config: RopeConfig) -> None:
        frequencies, self.scale = inverse_frequencies(config)
        self.frequencies = mx.array(frequencies.astype(np.float32))
        self.axes = mx.array(frequency_axes(config))

    def __call__(self, positions: mx.array) -> Rotation:
        by_frequency = mx.take(positions, self.axes, axis=0)  # (R/2, B, L)
        angles = by_frequency.moveaxis(0, -1).astype(mx.float32) * self.frequencies
        angles = mx.concatenate([angles, angles], axis=-1)[:, None]  # (B, 1, L, R)
        return Rotation(mx.cos(angles) * self.scale, mx.sin(angles) * self.scale)


def frequency_axes(config: RopeConfig) -> np.ndarray:
    """Which position (0 time, 1 height, 2 width) turns each of the R/2 frequencies."""
    axes = np.zeros(config.rotary_dim // 2, dtype=np.int32)
    for axis in (1, 2):
        axes[axis : 3 * config.mrope_section[axis] : 3] = axis
    return axes


def inverse_frequencies(config: RopeConfig) -> tuple[np.ndarray, float]:
    """Radians per position for each of the R/2 frequencies, and the factor on cos and sin."""
    exponents = np.arange(0, config.rotary_dim, 2, dtype=np.float32) / config.rotary_dim
    plain = 1.0 / np.float32(config.theta) ** exponents
    if config.yarn is None:
        return plain, 1.0
    yarn = config.yarn
    stretched = plain / yarn.factor
    kept = 1 - _ramp(config, yarn)  # 1 for fast frequencies: these are left alone
    factor = yarn.attention_factor
    if factor is None:
        factor = 0.1 * math.log(yarn.factor) + 1.0 if yarn.factor > 1 else 1.0
    return stretched * (1 - kept) + plain * kept, factor


def _ramp(config: RopeConfig, yarn: YarnConfig) -> np.ndarray:
    """0 below the frequency that turns beta_fast times in the original context, 1 above slow."""

    def dimension(turns: float) -> float:
        wave = yarn.original_max_position_embeddings / (turns * 2 * math.pi)
        return config.rotary_dim * math.log(wave) / (2 * math.log(config.theta))

    low, high = dimension(yarn.beta_fast), dimension(yarn.beta_slow)
    if yarn.truncate:
        low, high = math.floor(low), math.ceil(high)
    low, high = max(low, 0), min(high, config.rotary_dim - 1)
    span = high - low or 0.001  # as the reference guards against equal ends
    return np.clip((np.arange(config.rotary_dim // 2, dtype=np.float32) - low) / span, 0, 1)
