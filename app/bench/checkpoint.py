"""A random checkpoint in the Hugging Face layout, which all engines load from the same files.

Speed does not depend on what the weights are, so nobody needs to download any to measure.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Any, cast

import mlx.core as mx
import numpy as np
from mlx.utils import tree_flatten

from mlx_model.config import parse_config
from mlx_model.net.model import Model

MARKS = (
    "<|image_pad|>",
    "<|video_pad|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|im_end|>",
)  # the last ids


@dataclass(frozen=True)
class Shape:
    """Sizes of the network; as it stands, about 100 M parameters in 8 layers.

    Heads are as wide as the family's DeltaNet heads, so that fused kernels are used where MLX
    has them.
    """

    hidden: int = 768
    intermediate: int = 2304
    layers: int = 8
    heads: int = 6
    kv_heads: int = 2
    delta_heads: int = 16
    head_dim: int = 128
    vocabulary: int = 8192

    def text_config(self) -> dict[str, Any]:
        """What the checkpoint's config.json says under text_config."""
        quarter = self.head_dim // 8  # pairs of rotated dimensions
        sections = [quarter - 2 * (quarter // 3), quarter // 3, quarter // 3]
        return {
            "model_type": "qwen3_5_text",
            "vocab_size": self.vocabulary,
            "hidden_size": self.hidden,
            "intermediate_size": self.intermediate,
            "num_hidden_layers": self.layers,
            "num_attention_heads": self.heads,
            "num_key_value_heads": self.kv_heads,
            "head_dim": self.head_dim,
            "linear_num_key_heads": self.delta_heads,
            "linear_num_value_heads": self.delta_heads,
            "linear_key_head_dim": self.head_dim,
            "linear_value_head_dim": self.head_dim,
            "linear_conv_kernel_dim": 4,
            "full_attention_interval": 4,
            "rms_norm_eps": 1e-6,
            "hidden_act": "silu",
            "max_position_embeddings": 262144,
            "tie_word_embeddings": True,
            "attention_bias": False,
            "mtp_num_hidden_layers": 0,
            "eos_token_id": self.vocabulary - 1,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 10_000_000.0,
                "partial_rotary_factor": 0.25,
                "mrope_section": sections,
                "mrope_interleaved": True,
            },
        }

    def config(self) -> dict[str, Any]:
        """All of config.json, with the smallest vision tower that every engine accepts."""
        return {
            "model_type": "qwen3_5",
            "architectures": ["Qwen3_5ForConditionalGeneration"],
            "tie_word_embeddings": True,
            "image_token_id": self.vocabulary - 5,
            "video_token_id": self.vocabulary - 4,
            "vision_start_token_id": self.vocabulary - 3,
            "vision_end_token_id": self.vocabulary - 2,
            "text_config": self.text_config(),
            "vision_config": {
                "model_type": "qwen3_5",
                "depth": 1,
                "hidden_size": 64,
                "intermediate_size": 64,
                "num_heads": 1,
                "in_channels": 3,
                "patch_size": 16,
                "temporal_patch_size": 2,
                "spatial_merge_size": 2,
                "out_hidden_size": self.hidden,
                "num_position_embeddings": 16,
                "deepstack_visual_indexes": [],
            },
        }


def random_checkpoint(shape: Shape, folder: Path | None = None) -> Path:
    """Write it, unless it lies there from an earlier run. Weights are float32, seed 0."""
    name = "-".join(str(size) for size in asdict(shape).values())
    folder = folder or Path(gettempdir()) / f"kestrel-bench-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / "model.safetensors"
    if not weights.exists():
        _write_files(folder, shape)
        unfinished = weights.with_suffix(".part.safetensors")
        mx.save_safetensors(str(unfinished), random_tensors(shape.config()), {"format": "pt"})
        unfinished.rename(weights)
    return folder


def parameter_count(shape: Shape) -> int:
    """Of the whole checkpoint; builds no weights."""
    return sum(weight.size for weight in _parameters(shape.config()).values())


def random_tensors(config: dict[str, Any]) -> dict[str, mx.array]:
    """Random parameters for a config.json, in the layout in which PyTorch stores them; float32."""
    draw = np.random.default_rng(0)
    tensors: dict[str, mx.array] = {}
    for name, weight in _parameters(config).items():
        dims = weight.shape
        if name.endswith("conv1d.weight"):
            dims = (dims[0], 1, dims[1])  # (C, 1, taps)
        elif name.endswith("patch_embed.proj.weight"):
            dims = (dims[0], dims[4], *dims[1:4])  # (D, C, T, P, P)
        width = weight.size / len(weight)
        scale = 0.1 if weight.ndim == 1 else width**-0.5
        tensors[name] = mx.array(draw.standard_normal(dims, dtype=np.float32) * np.float32(scale))
    return tensors


def _parameters(config: dict[str, Any]) -> dict[str, mx.array]:
    """The network's own, by name, not yet evaluated."""
    flat = tree_flatten(Model(parse_config(config)).parameters())
    return cast(dict[str, mx.array], dict(flat))


def _write_files(folder: Path, shape: Shape) -> None:
    pictures = {
        "patch_size": 16,
        "temporal_patch_size": 2,
        "merge_size": 2,
        "size": {"shortest_edge": 65536, "longest_edge": 1048576},
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
    }
    files = {
        "config.json": shape.config(),
        "tokenizer.json": _tokenizer(shape.vocabulary),
        "tokenizer_config.json": {"eos_token": "<|im_end|>"},
        "preprocessor_config.json": pictures,
        "video_preprocessor_config.json": pictures,
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")


def _tokenizer(vocabulary: int) -> dict[str, Any]:
    """Every id is a short word, so that every token said is one event of text."""
    switches = {"add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    words = {f"w{number}": number for number in range(vocabulary - len(MARKS))}
    added = [
        {"id": len(words) + number, "content": mark, "special": True, **flags}
        for number, mark in enumerate(MARKS)
    ]
    return {
        "version": "1.0",
        "added_tokens": added,
        "pre_tokenizer": {"type": "ByteLevel", **switches},
        "decoder": {"type": "ByteLevel", **switches},
        "model": {"type": "BPE", "vocab": words, "merges": []},
    }
