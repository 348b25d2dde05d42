"""What a request will need of memory, computed from the checkpoint's shape before it starts.

The figures are bytes. Those of the caches are exact; those of the work in between are bounds from
above, held by a test against what MLX reports at its peak.
"""

from dataclasses import dataclass

import mlx.core as mx
import numpy as np

from mlx_model import footprint
from mlx_model.config import ModelConfig
from mlx_model.inputs.processor import Prompt
from mlx_model.net.model import Model
from mlx_model.runtime.cache import STEP


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
        """Keys and values of one token."""
        text = self.config.text
        return footprint.token_bytes(text, self.itemsize, self.kv_bits, drafts=self.drafts)

    @property
    def state_bytes(self) -> int:
        """Recurrent and convolution states of one point."""
        return footprint.state_bytes(self.config.text, self.itemsize)

    def chunk_bytes(self, chunk: int, context: int) -> int:
        """The most that one chunk of a prefill holds at once."""
        text = self.config.text
        return footprint.chunk_bytes(text, chunk, context, fused=self.fused_attention)

    def sight_bytes(self, prompt: Prompt) -> int:
        """The most that the vision tower holds for the largest attachment, and its features."""
        vision = self.config.vision
        if vision is None or not prompt.visuals:
            return 0
        patches = max(len(visual.patches) for visual in prompt.visuals)
        frame = max(int(np.prod(visual.grid[1:])) for visual in prompt.visuals)
        return footprint.sight_bytes(vision, patches, frame, fused=self.fused_attention)

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
