"""The whole network: tokens and patches in, logits out.

Attribute names follow the Hugging Face checkpoints (`model.language_model`, `model.visual`,
`lm_head`, `mtp`), so that loading needs almost no map. It holds no state: what was seen before
comes in as a cache.
"""

from collections.abc import Sequence

import mlx.core as mx
from mlx import nn

from mlx_model.config import ModelConfig
from mlx_model.net.decoder import Decoder, LayerCache
from mlx_model.net.mtp import MtpHead
from mlx_model.net.vision import Grid, VisionTower


class Backbone(nn.Module):
    """Decoder and vision tower, grouped as the checkpoints group them."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.language_model = Decoder(config.text)
        if config.vision is not None:
            self.visual = VisionTower(config.vision)


class Model(nn.Module):
    """Qwen3.5. Shapes: B batch, L tokens, D hidden, V vocabulary, N patches."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.model = Backbone(config)
        if not config.text.tie_word_embeddings:
            self.lm_head = nn.Linear(config.text.hidden_size, config.text.vocab_size, bias=False)
        if config.text.mtp_num_hidden_layers:
            self.mtp = MtpHead(config.text)

    def embed(self, ids: mx.array) -> mx.array:
        """Token ids (B, L) -> embeddings (B, L, D)."""
        return self.model.language_model.embed_tokens(ids)

    def see(self, patches: mx.array, grids: Sequence[Grid]) -> mx.array:
        """Patches (N, patch_dim) of pictures with these grids -> visual tokens (N / merge^2, D)."""
        assert "visual" in self.model, "this checkpoint has no vision tower"
        return self.model.visual(patches, grids)

    def hidden(
        self,
        embeddings: mx.array,
        positions: mx.array,
        cache: Sequence[LayerCache] | None = None,
    ) -> mx.array:
        """Embeddings (B, L, D) at positions (3, B, L) -> final hidden states (B, L, D)."""
        return self.model.language_model(embeddings, positions, cache)

    def logits(self, hidden: mx.array) -> mx.array:
        """Hidden states (B, L, D) -> logits (B, L, V)."""
        if "lm_head" in self:
            return self.lm_head(hidden)
        return self.model.language_model.embed_tokens.as_linear(hidden)
