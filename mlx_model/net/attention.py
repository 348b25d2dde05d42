"""Gated attention: every fourth layer looks at all earlier tokens and gates what it found.

Grouped-query attention (Ainslie et al., arXiv 2305.13245) with normalised queries and keys,
partial rotary positions, and a sigmoid gate on the output (Qiu et al., arXiv 2505.06708) that
comes out of the same projection as the query.

Reference: transformers `modeling_qwen3_5.py` (Qwen3_5Attention).
Shapes: B batch, L tokens, D hidden, H query heads, K key-value heads, Dh width of a head.
"""

from typing import Protocol

import mlx.core as mx
from mlx import nn

from mlx_model.config import TextConfig
from mlx_model.net.rope import Rotation


class KeyValueCache(Protocol):
    """Keys and values of the tokens before; how they are stored is its own affair."""

    def attend(
        self, queries: mx.array, keys: mx.array, values: mx.array, *, scale: float
    ) -> mx.array:
        """Append keys and values (B, K, L, Dh); attend causally from queries (B, H, L, Dh)."""
        ...


class GatedAttention(nn.Module):
    """The token mixer of every fourth layer and of the MTP head. (B, L, D) -> (B, L, D)."""

    def __init__(self, config: TextConfig) -> None:
        super().__init__()
        heads, kv_heads = config.num_attention_heads, config.num_key_value_heads
        hidden, width, bias = config.hidden_size, config.head_dim, config.attention_bias
        self.width = width
        self.q_proj = nn.Linear(hidden, heads * width * 2, bias=bias)  # query and gate
        self.k_proj = nn.Linear(hidden, kv_heads * width, bias=bias)
        self.v_proj = nn.Linear(hidden, kv_heads * width, bias=bias)
        self.o_proj = nn.Linear(heads * width, hidden, bias=bias)
        self.q_norm = nn.RMSNorm(width, eps=config.rms_norm_eps)
        self.k_norm = nn.RMSNorm(width, eps=config.rms_norm_eps)

    def __call__(self, x: mx.array, rotate: Rotation, cache: KeyValueCache | None) -> mx.array:
        B, L, _ = x.shape
        q, gate = mx.split(self.q_proj(x).reshape(B, L, -1, 2 * self.width), 2, axis=-1)
        k = self.k_proj(x).reshape(B, L, -1, self.width)
        v = self.v_proj(x).reshape(B, L, -1, self.width).swapaxes(1, 2)
        q = rotate(self.q_norm(q).swapaxes(1, 2))  # (B, H, L, Dh)
        k = rotate(self.k_norm(k).swapaxes(1, 2))  # (B, K, L, Dh)
        attend = causal_attention if cache is None else cache.attend
        found = attend(q, k, v, scale=self.width**-0.5).swapaxes(1, 2).reshape(B, L, -1)
        return self.o_proj(found * mx.sigmoid(gate.reshape(B, L, -1)))


def causal_attention(
    queries: mx.array, keys: mx.array, values: mx.array, *, scale: float
) -> mx.array:
    """Queries (B, H, L, Dh) are the last L of the T tokens of keys and values (B, K, T, Dh)."""
    mask = "causal" if queries.shape[2] > 1 else None
    return mx.fast.scaled_dot_product_attention(queries, keys, values, scale=scale, mask=mask)
