"""Fixtures: a tiny model of the real classes, three DeltaNet layers and one of attention."""

from collections.abc import Callable
from typing import Any

import mlx.core as mx
import pytest
from mlx.utils import tree_map

from mlx_model.config import parse_config
from mlx_model.net.model import Model

VOCAB = 300
IMAGE, VIDEO, VISION_START, VISION_END = range(290, 294)

TEXT: dict[str, Any] = {
    "vocab_size": VOCAB,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 32,
    "linear_num_key_heads": 2,
    "linear_num_value_heads": 4,
    "linear_key_head_dim": 8,
    "linear_value_head_dim": 8,
    "linear_conv_kernel_dim": 4,
    "full_attention_interval": 4,
    "max_position_embeddings": 512,
    "tie_word_embeddings": True,
    "rope_parameters": {
        "rope_type": "default",
        "rope_theta": 10_000.0,
        "partial_rotary_factor": 0.5,
        "mrope_section": [3, 3, 2],
    },
}

VISION: dict[str, Any] = {
    "depth": 2,
    "hidden_size": 16,
    "intermediate_size": 24,
    "num_heads": 2,
    "in_channels": 3,
    "patch_size": 4,
    "temporal_patch_size": 2,
    "spatial_merge_size": 2,
    "out_hidden_size": 32,
    "num_position_embeddings": 16,
}

CONFIG: dict[str, Any] = {
    "model_type": "qwen3_5",
    "text_config": TEXT,
    "vision_config": VISION,
    "image_token_id": IMAGE,
    "video_token_id": VIDEO,
    "vision_start_token_id": VISION_START,
    "vision_end_token_id": VISION_END,
}


def build_model(**text: Any) -> Model:
    """The model, float32, weights from seed 0; `text` overrides fields of text_config."""
    model = Model(parse_config({**CONFIG, "text_config": {**TEXT, **text}}))
    keys = iter(mx.random.split(mx.random.key(0), 200))

    def spread(weight: mx.array) -> mx.array:
        """Matrices scaled so that the signal neither dies nor explodes; vectors as they are."""
        if weight.ndim == 1:
            return weight
        return mx.random.normal(weight.shape, key=next(keys)) * weight.shape[-1] ** -0.5

    model.update(tree_map(spread, model.parameters()))
    mx.eval(model.parameters())
    return model


@pytest.fixture(scope="session")
def build() -> Callable[..., Model]:
    """Builds tiny models; its keywords override fields of text_config."""
    return build_model


@pytest.fixture(scope="session")
def model() -> Model:
    """The tiny model as it stands."""
    return build_model()
