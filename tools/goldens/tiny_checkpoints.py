"""Random checkpoints of the family in the Hugging Face layout, small enough to compare with.

transformers' own classes are instantiated from a small configuration and filled so that every
tensor matters: norm weights off their neutral value, biases off zero, decays spread over short
and long memories. The defaults divide by 64 everywhere, so that the same checkpoints quantize.
transformers has no class for the MTP head; its tensors are drawn here, under their own names.
Needs the reference environment (torch, transformers).
"""

# pyright: reportMissingImports=false

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from transformers import (
    PreTrainedModel,
    Qwen3_5Config,
    Qwen3_5ForConditionalGeneration,
    Qwen3_5MoeConfig,
    Qwen3_5MoeForConditionalGeneration,
)
from transformers.models.qwen3_5.modeling_qwen3_5 import Qwen3_5DecoderLayer
from transformers.models.qwen3_5_moe.modeling_qwen3_5_moe import Qwen3_5MoeDecoderLayer

Overrides = Mapping[str, Any]  # Any: values of a foreign configuration

_ROPE = {
    "rope_type": "default",
    "rope_theta": 1e4,
    "partial_rotary_factor": 0.5,
    "mrope_section": [2, 1, 1],
}

_TEXT = {
    "vocab_size": 64,
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "linear_num_key_heads": 2,
    "linear_num_value_heads": 4,
    "linear_key_head_dim": 16,
    "linear_value_head_dim": 16,
    "max_position_embeddings": 512,
    "rope_parameters": _ROPE,
}

_MOE = {
    "num_experts": 8,
    "num_experts_per_tok": 2,
    "moe_intermediate_size": 64,
    "shared_expert_intermediate_size": 64,
}

_VISION = {
    "depth": 2,
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_heads": 4,
    "num_position_embeddings": 36,
    "patch_size": 8,
}

YARN: dict[str, Any] = {
    "max_position_embeddings": 256,
    "rope_parameters": _ROPE
    | {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64},
}


@dataclass(frozen=True)
class Tiny:
    """What varies between the small checkpoints."""

    seed: int = 0
    moe: bool = False
    tied: bool = True
    mtp: bool = False
    text: Overrides = field(default_factory=dict)  # over the text configuration
    vision: Overrides = field(default_factory=dict)  # over the vision configuration
    root: Overrides = field(default_factory=dict)  # over the rest: special ids, mostly


def build(tiny: Tiny) -> PreTrainedModel:
    """The reference model in fp32, randomly filled, ready to run."""
    if tiny.moe:
        model = Qwen3_5MoeForConditionalGeneration(Qwen3_5MoeConfig(**_fields(tiny)))
    else:
        model = Qwen3_5ForConditionalGeneration(Qwen3_5Config(**_fields(tiny)))
    model = model.float().eval()
    # Two implementations that round alike make a sharper measure than two fast ones.
    model.set_attn_implementation("eager")
    fill(model, tiny.seed)
    return model


def save(model: PreTrainedModel, tiny: Tiny, folder: Path) -> None:
    """Write `model` (and an MTP head, if `tiny` has one) as a Hugging Face checkpoint folder."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = dict(model.state_dict())
    if tiny.tied:
        del tensors["lm_head.weight"]
    if tiny.mtp:
        tensors |= mtp_tensors(model.config.text_config, tiny)
    tensors = {name: tensor.contiguous() for name, tensor in tensors.items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    written = model.config.to_dict()
    written["architectures"] = [type(model).__name__]
    # The released files say both of these here too; mlx-lm and mlx-vlm read them nowhere else.
    written["text_config"] |= {
        "mtp_num_hidden_layers": int(tiny.mtp),
        "tie_word_embeddings": tiny.tied,
    }
    (folder / "config.json").write_text(json.dumps(written, indent=1, sort_keys=True))


def mtp_tensors(text_config: Any, tiny: Tiny) -> dict[str, torch.Tensor]:  # noqa: ANN401
    """The head for multi-token prediction: one full-attention layer, a joint and three norms."""
    layer_class = Qwen3_5MoeDecoderLayer if tiny.moe else Qwen3_5DecoderLayer
    attention = text_config.layer_types.index("full_attention")
    hidden = text_config.hidden_size
    norm = type(layer_class(text_config, attention).input_layernorm)
    head = torch.nn.ModuleDict(
        {
            "fc": torch.nn.Linear(2 * hidden, hidden, bias=False),
            "pre_fc_norm_embedding": norm(hidden),
            "pre_fc_norm_hidden": norm(hidden),
            "norm": norm(hidden),
            "layers": torch.nn.ModuleList([layer_class(text_config, attention)]),
        }
    ).float()
    fill(head, tiny.seed + 1)
    return {f"mtp.{name}": tensor for name, tensor in head.state_dict().items()}


def fill(module: torch.nn.Module, seed: int) -> None:
    """Draw every parameter anew, each as befits its place."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.copy_(_draw(name, parameter.shape, generator))


def _draw(name: str, shape: torch.Size, generator: torch.Generator) -> torch.Tensor:
    normal = torch.randn(shape, generator=generator)
    uniform = torch.rand(shape, generator=generator)
    if name.endswith("A_log"):
        return torch.log(0.5 + 7.5 * uniform)
    if name.endswith("dt_bias"):  # softplus(dt_bias) log-uniform in 1e-3 ... 1e-1
        step = torch.exp(math.log(1e-3) + uniform * math.log(1e2))
        return step + torch.log(-torch.expm1(-step))
    if name.endswith("embed_tokens.weight"):  # as large as what a layer adds: less would make
        return normal  # every rounding grow twofold in the first norms
    if name.endswith("pos_embed.weight"):
        return 0.5 * normal
    if name.endswith("bias"):
        return 0.2 * normal
    if "norm" in name and len(shape) == 1:
        centred = ("linear_attn.norm.weight", "norm1.weight", "norm2.weight", "merger.norm.weight")
        return 0.2 * normal + (1.0 if name.endswith(centred) else 0.0)
    scale = 2.0 if name.endswith("merger.linear_fc2.weight") else 1.0  # as large as embeddings
    return scale * normal / math.sqrt(_fan_in(name, shape))


def _fan_in(name: str, shape: torch.Size) -> int:
    experts = ".experts." in name  # stacked: (experts, out, in)
    return shape[-1] if experts else math.prod(shape[1:])


def _fields(tiny: Tiny) -> dict[str, Any]:
    text = _TEXT | (_MOE if tiny.moe else {}) | dict(tiny.text)
    if tiny.moe:
        del text["intermediate_size"]
    vision = _VISION | {"out_hidden_size": text["hidden_size"]} | dict(tiny.vision)
    special = ("image_token_id", "video_token_id", "vision_start_token_id", "vision_end_token_id")
    ids = {name: text["vocab_size"] - 4 + i for i, name in enumerate(special)}
    fields = {"text_config": text, "vision_config": vision, "tie_word_embeddings": tiny.tied}
    return fields | ids | dict(tiny.root)
