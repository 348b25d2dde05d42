"""config.json in, frozen values out; what is wrong is named."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from mlx_model.config import load_config, parse_config
from mlx_model.errors import ConfigError

RAW: dict[str, Any] = {
    "model_type": "qwen3_5",
    "text_config": {
        "vocab_size": 64,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 4,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 16,
        "linear_num_key_heads": 2,
        "linear_num_value_heads": 4,
        "linear_key_head_dim": 8,
        "linear_value_head_dim": 8,
        "linear_conv_kernel_dim": 4,
        "full_attention_interval": 4,
        "max_position_embeddings": 128,
        "eos_token_id": 7,
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 10000,
            "partial_rotary_factor": 0.5,
            "mrope_section": [2, 1, 1],
        },
    },
    "vision_config": {
        "depth": 2,
        "hidden_size": 16,
        "intermediate_size": 32,
        "num_heads": 2,
        "in_channels": 3,
        "patch_size": 16,
        "temporal_patch_size": 2,
        "spatial_merge_size": 2,
        "out_hidden_size": 32,
        "num_position_embeddings": 16,
    },
    "image_token_id": 10,
    "video_token_id": 11,
    "vision_start_token_id": 12,
    "vision_end_token_id": 13,
    "tie_word_embeddings": True,
}


def altered(path: str, value: object) -> dict[str, Any]:
    """RAW with one dotted field replaced, or removed where value is None."""
    raw = copy.deepcopy(RAW)
    *parents, last = path.split(".")
    place = raw
    for name in parents:
        place = place[name]
    if value is None:
        place.pop(last, None)
    else:
        place[last] = value
    return raw


def test_every_fourth_layer_attends():
    layers = parse_config(RAW).text.layer_types
    assert layers == ("linear_attention",) * 3 + ("full_attention",)


def test_layer_types_are_honoured():
    named = ["full_attention", "linear_attention", "full_attention", "linear_attention"]
    assert parse_config(altered("text_config.layer_types", named)).text.layer_types == tuple(named)


def test_values_come_from_the_file():
    config = parse_config(RAW)
    assert config.text.rope.rotary_dim == 8
    assert config.eos_token_ids == (7,)
    assert config.visual_tokens is not None and config.visual_tokens.video == 11
    assert config.vision is not None and config.vision.patch_dim == 3 * 2 * 16 * 16
    assert config.text.tie_word_embeddings


def test_text_only_checkpoints_have_no_vision():
    assert parse_config(altered("vision_config", None)).vision is None
    flat = {**RAW["text_config"], "model_type": "qwen3_5_text"}
    assert parse_config(flat).text.hidden_size == 32


def test_yarn():
    rope = {
        **RAW["text_config"]["rope_parameters"],
        "rope_type": "yarn",
        "factor": 4.0,
        "original_max_position_embeddings": 64,
    }
    yarn = parse_config(altered("text_config.rope_parameters", rope)).text.rope.yarn
    assert yarn is not None and (yarn.factor, yarn.beta_fast, yarn.beta_slow) == (4.0, 32, 1)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("model_type", "llama", "not of the Qwen3.5 family"),
        ("text_config", None, "text_config"),
        ("text_config.hidden_size", None, "text_config.hidden_size"),
        ("text_config.hidden_size", "32", "positive number"),
        ("text_config.hidden_size", 32.5, "whole number"),
        ("text_config.head_dim", True, "positive number"),
        ("text_config.hidden_act", "relu", "hidden_act"),
        ("text_config.layer_types", ["full_attention"], "each of 4 layers"),
        ("text_config.layer_types", ["mamba"] * 4, "mamba"),
        ("text_config.rope_parameters.rope_type", "longrope", "longrope"),
        ("text_config.rope_parameters.mrope_section", [1, 1, 1], "add up to 4"),
        ("text_config.rope_parameters.partial_rotary_factor", None, "partial_rotary_factor"),
        ("vision_config.deepstack_visual_indexes", [1], "DeepStack"),
        ("vision_config.depth", 0, "vision_config.depth"),
        ("image_token_id", None, "image_token_id"),
        ("quantization", {"quant_method": "awq"}, "MLX does not know"),
    ],
)
def test_what_is_wrong_is_named(path: str, value: object, words: str):
    with pytest.raises(ConfigError, match=words):
        parse_config(altered(path, value))


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "has no config.json"), ("{", "cannot be read"), ("[]", "no JSON object")],
)
def test_unreadable_files_are_named(tmp_path: Path, content: str | None, words: str):
    if content is not None:
        (tmp_path / "config.json").write_text(content)
    with pytest.raises(ConfigError, match=words):
        load_config(tmp_path)


def test_a_folder_loads(tmp_path: Path):
    (tmp_path / "config.json").write_text(json.dumps(RAW))
    assert load_config(tmp_path) == parse_config(RAW)
