"""What a request will need of memory, computed from the checkpoint's shape before it starts.

The figures are bytes. Those of the caches are exact; those of the work in between are bounds from
above, held by a test against what MLX reports at its peak.
"""

from dataclasses import dataclass

import mlx.core as mx
import numpy as np

from mlx_model.config import ModelConfig, TextConfig
from mlx_model.inputs.processor import Prompt
from mlx_model.net.model import Model
from mlx_model.runtime.cache import STEP

GROUP_OVERHEAD = 2  # a scale and a bias, of the keys' own type, for each group of a packed cache


@dataclass(frozen=True)
class Shape:
    """What counts of a checkpoint as it was loaded."""

    config: ModelConfig
    itemsize: int  # bytes of a value in the caches
    kv_bits: int | None
    drafts: bool
    fused_attention: bool  # else every score of a chunk lies in memory

    @property
    def token_bytes(self) -> int:
        """Keys and values of one token in all attention layers, the MTP head's among them."""
        text = self.config.text
        layers = text.layer_types.count("full_attention")
        values = 2 * text.num_key_value_heads * text.head_dim
        own = values * self.itemsize
        if self.kv_bits is not None:
            group = 64 if text.head_dim % 64 == 0 else 32
            own = values * self.kv_bits // 8 + values // group * GROUP_OVERHEAD * self.itemsize
        return layers * own + (values * self.itemsize * text.mtp_num_hidden_layers * self.drafts)

    @property
    def state_bytes(self) -> int:
        """Recurrent and convolution states of one point."""
        text = self.config.text
        state = text.linear_num_value_heads * text.linear_value_head_dim * text.linear_key_head_dim
        conv = (text.linear_conv_kernel_dim - 1) * _channels(text)
        return text.layer_types.count("linear_attention") * (4 * state + self.itemsize * conv)

    def chunk_bytes(self, chunk: int, context: int) -> int:
        """The most that one chunk of a prefill holds at once, in float32."""
        text = self.config.text
        width = text.intermediate_size or _expert_width(text)
        mixing = 8 * _channels(text) + 6 * text.num_attention_heads * text.head_dim
        values = chunk * (8 * text.hidden_size + 4 * width + mixing)
        if not self.fused_attention:
            values += 3 * text.num_attention_heads * chunk * context
        return 4 * (values + 3 * text.vocab_size)

    def sight_bytes(self, prompt: Prompt) -> int:
        """The most that the vision tower holds for the largest attachment, and its features."""
        vision = self.config.vision
        if vision is None or not prompt.visuals:
            return 0
        patches = max(len(visual.patches) for visual in prompt.visuals)
        frame = max(int(np.prod(visual.grid[1:])) for visual in prompt.visuals)
        width = 2 * vision.patch_dim + 10 * vision.hidden_size + 3 * vision.intermediate_size
        values = patches * (width + vision.out_hidden_size)
        if not self.fused_attention:
            values += 3 * vision.num_heads * frame * frame
        return 4 * values

    def request_bytes(self, prompt: Prompt, tokens: int, chunk: int) -> int:
        """All that a request with this prompt and so many tokens of answer may hold."""
        length = -(-(len(prompt.ids) + tokens) // STEP) * STEP
        # While keys and values grow, the old and the new lie side by side for one layer only.
        kept = length * self.token_bytes + 6 * self.state_bytes
        chunk = min(chunk, len(prompt.ids))
        return kept + max(self.chunk_bytes(chunk, length), self.sight_bytes(prompt))


def shape_of(model: Model, *, kv_bits: int | None, drafts: bool) -> Shape:
    """The shape of a loaded model on the device in use."""
    norm = model.model.language_model.norm.weight
    on_metal = mx.default_device().type == mx.DeviceType.gpu
    has_head = drafts and "mtp" in model
    return Shape(model.config, norm.dtype.size, kv_bits, has_head, on_metal)


def _channels(text: TextConfig) -> int:
    keys = text.linear_num_key_heads * text.linear_key_head_dim
    return 2 * keys + text.linear_num_value_heads * text.linear_value_head_dim


def _expert_width(text: TextConfig) -> int:
    moe = text.moe
    assert moe is not None
    return moe.num_experts_per_tok * moe.intermediate_size + moe.shared_expert_intermediate_size
