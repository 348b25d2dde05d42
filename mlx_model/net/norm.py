"""Root mean square norms (Zhang and Sennrich, arXiv 1910.07467) as Qwen3.5 uses them.

The family stores most norm weights around zero and multiplies by 1 + w; the loader folds the one
in, so that the plain `mlx.nn.RMSNorm` serves. The gated norm of DeltaNet is stored as it is.
"""

import mlx.core as mx
from mlx import nn


class GatedRMSNorm(nn.Module):
    """RMS norm of x, then multiplied by SiLU(gate) in float32. Both (..., D)."""

    def __init__(self, dims: int, eps: float) -> None:
        super().__init__()
        self.weight = mx.ones(dims)
        self.eps = eps

    def __call__(self, x: mx.array, gate: mx.array) -> mx.array:
        normed = mx.fast.rms_norm(x, self.weight, self.eps)
        return (normed.astype(mx.float32) * nn.silu(gate.astype(mx.float32))).astype(x.dtype)


def l2_normalize(x: mx.array, eps: float = 1e-6) -> mx.array:
    """Unit length over the last axis D; eps is added to the sum of squares, as in training.

    The same as the RMS norm over sqrt(D), for which MLX has one kernel.
    """
    D = x.shape[-1]
    return mx.fast.rms_norm(x, None, eps / D) * D**-0.5
