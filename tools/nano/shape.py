"""The sizes of nano's networks, and config.json of the family at these sizes."""

from dataclasses import dataclass
from typing import Any

ROPE = {
    "mrope_interleaved": True,
    "mrope_section": [3, 3, 2],
    "partial_rotary_factor": 0.5,
    "rope_theta": 10000.0,
    "rope_type": "default",
}


@dataclass(frozen=True)
class Shape:
    """Sizes of the two networks."""

    hidden: int = 192
    layers: int = 6
    interval: int = 2
    intermediate: int = 512
    vision_hidden: int = 192
    vision_depth: int = 4
    vision_heads: int = 6
    vision_intermediate: int = 512
    table: int = 24
    heads: int = 8
    kv_heads: int = 4
    merge: int = 1  # sides of patches that one visual token stands for; the family has 2


def _layer_types(shape: Shape) -> list[str]:
    full = range(shape.interval - 1, shape.layers, shape.interval)
    return ["full_attention" if n in full else "linear_attention" for n in range(shape.layers)]


def _text(shape: Shape, end: int, vocabulary: int) -> dict[str, Any]:
    return {
        "model_type": "qwen3_5_text",
        "attention_bias": False,
        "attention_dropout": 0.0,
        "attn_output_gate": True,
        "dtype": "bfloat16",
        "eos_token_id": end,
        "full_attention_interval": shape.interval,
        "head_dim": 32,
        "hidden_act": "silu",
        "hidden_size": shape.hidden,
        "initializer_range": 0.02,
        "intermediate_size": shape.intermediate,
        "layer_types": _layer_types(shape),
        "linear_conv_kernel_dim": 4,
        "linear_key_head_dim": 32,
        "linear_num_key_heads": 4,
        "linear_num_value_heads": 4,
        "linear_value_head_dim": 32,
        "mamba_ssm_dtype": "float32",
        "max_position_embeddings": 8192,
        "mtp_num_hidden_layers": 1,
        "mtp_use_dedicated_embeddings": False,
        "num_attention_heads": shape.heads,
        "num_hidden_layers": shape.layers,
        "num_key_value_heads": shape.kv_heads,
        "partial_rotary_factor": 0.5,
        "rms_norm_eps": 1e-06,
        "rope_parameters": ROPE,
        "tie_word_embeddings": True,
        "use_cache": True,
        "vocab_size": vocabulary,
    }


def _vision(shape: Shape) -> dict[str, Any]:
    return {
        "model_type": "qwen3_5_vision",
        "deepstack_visual_indexes": [],
        "depth": shape.vision_depth,
        "hidden_act": "gelu_pytorch_tanh",
        "hidden_size": shape.vision_hidden,
        "in_channels": 3,
        "initializer_range": 0.02,
        "intermediate_size": shape.vision_intermediate,
        "num_heads": shape.vision_heads,
        "num_position_embeddings": shape.table**2,
        "out_hidden_size": shape.hidden,
        "patch_size": 16,
        "spatial_merge_size": shape.merge,
        "temporal_patch_size": 2,
    }


def configuration(shape: Shape, token_id: dict[str, int], vocabulary: int) -> dict[str, Any]:
    """config.json of the family at this size."""
    return {
        "architectures": ["Qwen3_5ForConditionalGeneration"],
        "model_type": "qwen3_5",
        "dtype": "bfloat16",
        "image_token_id": token_id["<|image_pad|>"],
        "video_token_id": token_id["<|video_pad|>"],
        "vision_start_token_id": token_id["<|vision_start|>"],
        "vision_end_token_id": token_id["<|vision_end|>"],
        "tie_word_embeddings": True,
        "text_config": _text(shape, token_id["<|endoftext|>"], vocabulary),
        "vision_config": _vision(shape),
    }
