"""The hybrid decoder: three Gated DeltaNet layers, then one of gated attention, and again.

Reference: transformers `modeling_qwen3_5.py` (Qwen3_5TextModel). Attribute names are those of the
checkpoints. Shapes: B batch, L tokens, D hidden.
"""

from collections.abc import Sequence
from typing import TypeAlias, cast

import mlx.core as mx
from mlx import nn

from mlx_model.config import LayerType, TextConfig
from mlx_model.net.attention import GatedAttention, KeyValueCache
from mlx_model.net.delta_net import DeltaCache, GatedDeltaNet
from mlx_model.net.mlp import MLP
from mlx_model.net.moe import SparseMoe
from mlx_model.net.rope import Rotary, Rotation

LayerCache: TypeAlias = KeyValueCache | DeltaCache


class DecoderLayer(nn.Module):
    """A token mixer and a feed-forward, each with its norm before and its residual around."""

    def __init__(self, config: TextConfig, layer_type: LayerType) -> None:
        super().__init__()
        if layer_type == "linear_attention":
            self.linear_attn = GatedDeltaNet(config)
        else:
            self.self_attn = GatedAttention(config)
        if config.moe is None:
            self.mlp = MLP(config.hidden_size, config.intermediate_size)
        else:
            self.mlp = SparseMoe(config.hidden_size, config.moe)
        self.input_layernorm = nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)
        self.post_attention_layernorm = nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)

    def __call__(self, x: mx.array, rotate: Rotation, cache: LayerCache | None) -> mx.array:
        x = x + self._mix(self.input_layernorm(x), rotate, cache)
        return x + self.mlp(self.post_attention_layernorm(x))

    def _mix(self, x: mx.array, rotate: Rotation, cache: LayerCache | None) -> mx.array:
        if "linear_attn" in self:
            return self.linear_attn(x, cast(DeltaCache | None, cache))
        return self.self_attn(x, rotate, cast(KeyValueCache | None, cache))


class Decoder(nn.Module):
    """Embeddings in, final-normed hidden states out."""

    def __init__(self, config: TextConfig) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = [DecoderLayer(config, kind) for kind in config.layer_types]
        self.norm = nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)
        self.rotary = Rotary(config.rope)

    def __call__(
        self,
        embeddings: mx.array,
        positions: mx.array,
        cache: Sequence[LayerCache] | None = None,
    ) -> mx.array:
        """embeddings (B, L, D), positions (3, B, L) -> (B, L, D); the cache moves on by L."""
        rotate = self.rotary(positions)
        caches = cache if cache is not None else [None] * len(self.layers)
        x = embeddings
        for layer, layer_cache in zip(self.layers, caches, strict=True):
            x = layer(x, rotate, layer_cache)
        return self.norm(x)
