"""The multi-token prediction head: guesses the token after next, as a draft to be checked.

From the decoder's final hidden state at token t and the embedding of token t + 1 it makes a
hidden state from which the shared output head reads token t + 2. It is one gated attention layer
with a cache of its own.

Sources: DeepSeek-V3 (arXiv 2412.19437), section 2.2; mlx-vlm `drafters/qwen3_5_mtp`.
"""

from collections.abc import Sequence

import mlx.core as mx
from mlx import nn

from mlx_model.config import TextConfig
from mlx_model.net.attention import KeyValueCache
from mlx_model.net.decoder import DecoderLayer
from mlx_model.net.rope import Rotary


class MtpHead(nn.Module):
    """Embeddings of the next tokens and hidden states of these -> hidden states of the drafts."""

    def __init__(self, config: TextConfig) -> None:
        super().__init__()
        hidden, eps = config.hidden_size, config.rms_norm_eps
        self.pre_fc_norm_embedding = nn.RMSNorm(hidden, eps=eps)
        self.pre_fc_norm_hidden = nn.RMSNorm(hidden, eps=eps)
        self.fc = nn.Linear(2 * hidden, hidden, bias=False)
        layers = range(config.mtp_num_hidden_layers)
        self.layers = [DecoderLayer(config, "full_attention") for _ in layers]
        self.norm = nn.RMSNorm(hidden, eps=eps)
        self.rotary = Rotary(config.rope)

    def __call__(
        self,
        embeddings: mx.array,
        hidden: mx.array,
        positions: mx.array,
        cache: Sequence[KeyValueCache] | None = None,
    ) -> mx.array:
        """embeddings of tokens t + 1 and hidden of t (B, L, D), positions (3, B, L) of t."""
        pair = [self.pre_fc_norm_embedding(embeddings), self.pre_fc_norm_hidden(hidden)]
        x = self.fc(mx.concatenate(pair, axis=-1))
        rotate = self.rotary(positions)
        caches = cache if cache is not None else [None] * len(self.layers)
        for layer, layer_cache in zip(self.layers, caches, strict=True):
            x = layer(x, rotate, layer_cache)
        return self.norm(x)
