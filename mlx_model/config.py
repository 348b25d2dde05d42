"""The shape of a checkpoint, read from its own `config.json`.

Nothing about a model is assumed: a field that the network needs and the file lacks is an error
that names the field. The frozen values here are what the rest of the port builds from.

Reference: transformers `models/qwen3_5/configuration_qwen3_5.py` and `qwen3_5_moe`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mlx_model.errors import ConfigError
from mlx_model.fields import Fields, Json, read_json

LayerType = Literal["linear_attention", "full_attention"]

FAMILIES = ("qwen3_5", "qwen3_5_moe", "qwen3_5_text", "qwen3_5_moe_text")


@dataclass(frozen=True)
class RopeConfig:
    """Rotary position embedding; `mrope_section` splits the frequencies among T, H and W."""

    theta: float
    rotary_dim: int  # leading dimensions of each head that are rotated
    mrope_section: tuple[int, int, int]
    yarn: "YarnConfig | None"


@dataclass(frozen=True)
class YarnConfig:
    """Context extension of Peng et al. 2023 (arXiv 2309.00071)."""

    factor: float
    original_max_position_embeddings: int
    beta_fast: float
    beta_slow: float
    attention_factor: float | None  # None: derived from `factor` as the paper suggests
    truncate: bool


@dataclass(frozen=True)
class MoeConfig:
    """Sparse mixture of experts in place of the dense feed-forward."""

    num_experts: int
    num_experts_per_tok: int
    intermediate_size: int
    shared_expert_intermediate_size: int


@dataclass(frozen=True)
class TextConfig:
    """The hybrid decoder: Gated DeltaNet and gated attention layers in `layer_types` order."""

    vocab_size: int
    hidden_size: int
    intermediate_size: int  # of the dense feed-forward; 0 when `moe` is set
    num_hidden_layers: int
    num_attention_heads: int
    num_key_value_heads: int
    head_dim: int
    linear_num_key_heads: int
    linear_num_value_heads: int
    linear_key_head_dim: int
    linear_value_head_dim: int
    linear_conv_kernel_dim: int
    layer_types: tuple[LayerType, ...]
    rms_norm_eps: float
    max_position_embeddings: int
    attention_bias: bool
    tie_word_embeddings: bool
    mtp_num_hidden_layers: int
    rope: RopeConfig
    moe: MoeConfig | None


@dataclass(frozen=True)
class VisionConfig:
    """The vision tower: a transformer over patches, two frames deep in time."""

    depth: int
    hidden_size: int
    intermediate_size: int
    num_heads: int
    in_channels: int
    patch_size: int
    temporal_patch_size: int
    spatial_merge_size: int
    out_hidden_size: int
    num_position_embeddings: int

    @property
    def patch_dim(self) -> int:
        """Values in one flattened patch: channels x frames x height x width."""
        return self.in_channels * self.temporal_patch_size * self.patch_size**2


@dataclass(frozen=True)
class VisualTokens:
    """Ids that stand where visual tokens go, and the marks around them."""

    image: int
    video: int
    vision_start: int
    vision_end: int


@dataclass(frozen=True)
class ModelConfig:
    """A whole checkpoint. `vision` and `visual_tokens` are None for text-only checkpoints."""

    model_type: str
    text: TextConfig
    vision: VisionConfig | None
    visual_tokens: VisualTokens | None
    eos_token_ids: tuple[int, ...]  # as config.json names them; the tokenizer may add more
    quantization: Json | None  # as written by mlx-lm and mlx-vlm, None for full precision


def load_config(folder: Path) -> ModelConfig:
    """Read `config.json` of a checkpoint folder.

    Raises:
        ConfigError: the file is missing, is not JSON, or does not describe this family.
    """
    return parse_config(read_json(folder / "config.json"))


def parse_config(raw: Json) -> ModelConfig:
    """Build the config from the decoded `config.json` (root of a text-only one included)."""
    model_type = str(raw.get("model_type"))
    if model_type not in FAMILIES:
        raise ConfigError(
            f"model_type {model_type!r} is not of the Qwen3.5 family "
            f"(known: {', '.join(FAMILIES)}): choose a Qwen3.5 checkpoint."
        )
    text = (
        raw if model_type.endswith("_text") else Fields(raw, "config.json").section("text_config")
    )
    vision = raw.get("vision_config")
    visual = _parse_vision(vision) if isinstance(vision, Mapping) and _described(vision) else None
    quantization = raw.get("quantization", raw.get("quantization_config"))
    tied = raw.get("tie_word_embeddings", text.get("tie_word_embeddings", False))
    return ModelConfig(
        model_type=model_type,
        text=_parse_text(text, bool(tied)),
        vision=visual,
        visual_tokens=_parse_visual_tokens(raw) if visual else None,
        eos_token_ids=_token_ids(raw.get("eos_token_id")) + _token_ids(text.get("eos_token_id")),
        quantization=_parse_quantization(quantization),
    )


def _parse_text(raw: Json, tied: bool) -> TextConfig:
    number = Fields(raw, "text_config").integer
    moe = _parse_moe(raw) if raw.get("num_experts") else None
    layers = number("num_hidden_layers")
    if raw.get("hidden_act", "silu") != "silu":
        raise ConfigError(f"text_config.hidden_act {raw['hidden_act']!r} is unknown; use silu.")
    return TextConfig(
        vocab_size=number("vocab_size"),
        hidden_size=number("hidden_size"),
        intermediate_size=0 if moe else number("intermediate_size"),
        num_hidden_layers=layers,
        num_attention_heads=number("num_attention_heads"),
        num_key_value_heads=number("num_key_value_heads"),
        head_dim=number("head_dim"),
        linear_num_key_heads=number("linear_num_key_heads"),
        linear_num_value_heads=number("linear_num_value_heads"),
        linear_key_head_dim=number("linear_key_head_dim"),
        linear_value_head_dim=number("linear_value_head_dim"),
        linear_conv_kernel_dim=number("linear_conv_kernel_dim"),
        layer_types=_layer_types(raw, layers),
        rms_norm_eps=float(raw.get("rms_norm_eps", 1e-6)),
        max_position_embeddings=number("max_position_embeddings"),
        attention_bias=bool(raw.get("attention_bias", False)),
        tie_word_embeddings=tied,
        mtp_num_hidden_layers=int(raw.get("mtp_num_hidden_layers", 0)),
        rope=_parse_rope(raw),
        moe=moe,
    )


def _layer_types(raw: Json, layers: int) -> tuple[LayerType, ...]:
    types = raw.get("layer_types")
    if types is None:
        interval = Fields(raw, "text_config").integer("full_attention_interval")
        every = range(1, layers + 1)
        return tuple("linear_attention" if i % interval else "full_attention" for i in every)
    unknown = set(types) - {"linear_attention", "full_attention"}
    if unknown or len(types) != layers:
        raise ConfigError(
            f"text_config.layer_types must name linear_attention or full_attention for each of "
            f"{layers} layers; it has {len(types)} entries, unknown: {sorted(unknown)}."
        )
    return tuple(types)


def _parse_rope(raw: Json) -> RopeConfig:
    rope = Fields(
        Fields(raw, "text_config").section("rope_parameters"), "text_config.rope_parameters"
    )
    kind = rope.raw.get("rope_type", rope.raw.get("type", "default"))
    if kind not in ("default", "yarn"):
        raise ConfigError(f"rope_type {kind!r} is unknown; this port has default and yarn.")
    fraction = rope.raw.get("partial_rotary_factor", raw.get("partial_rotary_factor"))
    if fraction is None:
        raise ConfigError("text_config.rope_parameters.partial_rotary_factor is missing.")
    rotary_dim = int(Fields(raw, "text_config").integer("head_dim") * fraction)
    section = tuple(rope.raw.get("mrope_section") or ())
    if len(section) != 3 or sum(section) != rotary_dim // 2:
        raise ConfigError(
            f"mrope_section {section} must be three numbers that add up to {rotary_dim // 2}."
        )
    yarn = _parse_yarn(rope) if kind == "yarn" else None
    return RopeConfig(rope.number("rope_theta"), rotary_dim, section, yarn)


def _parse_yarn(rope: Fields) -> YarnConfig:
    if rope.raw.get("mscale") or rope.raw.get("mscale_all_dim"):
        raise ConfigError(
            "YaRN with mscale is not of this family: remove mscale from rope_parameters."
        )
    factor = rope.raw.get("attention_factor")
    return YarnConfig(
        factor=rope.number("factor"),
        original_max_position_embeddings=rope.integer("original_max_position_embeddings"),
        beta_fast=float(rope.raw.get("beta_fast") or 32),
        beta_slow=float(rope.raw.get("beta_slow") or 1),
        attention_factor=None if factor is None else float(factor),
        truncate=bool(rope.raw.get("truncate", True)),
    )


def _parse_moe(raw: Json) -> MoeConfig:
    number = Fields(raw, "text_config").integer
    return MoeConfig(
        num_experts=number("num_experts"),
        num_experts_per_tok=number("num_experts_per_tok"),
        intermediate_size=number("moe_intermediate_size"),
        shared_expert_intermediate_size=number("shared_expert_intermediate_size"),
    )


def _parse_vision(raw: Json) -> VisionConfig:
    if raw.get("deepstack_visual_indexes"):
        raise ConfigError("This checkpoint uses DeepStack, which is Qwen3-VL's, not Qwen3.5's.")
    if raw.get("hidden_act", "gelu_pytorch_tanh") != "gelu_pytorch_tanh":
        raise ConfigError(f"vision_config.hidden_act {raw['hidden_act']!r} is unknown.")
    number = Fields(raw, "vision_config").integer
    names = VisionConfig.__dataclass_fields__
    return VisionConfig(**{name: number(name) for name in names})


def _described(vision: Json) -> bool:
    """mlx-vlm writes an empty section, or only a mark of its own, where there is no tower."""
    return bool(vision.keys() - {"skip_vision"})


def _parse_visual_tokens(raw: Json) -> VisualTokens:
    number = Fields(raw, "config.json").integer
    return VisualTokens(
        image=number("image_token_id"),
        video=number("video_token_id"),
        vision_start=number("vision_start_token_id"),
        vision_end=number("vision_end_token_id"),
    )


def _parse_quantization(raw: object) -> Json | None:
    if raw is None:
        return None
    if not isinstance(raw, Mapping) or not {"bits", "group_size"} <= raw.keys():
        raise ConfigError(
            "The checkpoint is quantized in a way MLX does not know: choose an MLX or a "
            "full-precision checkpoint."
        )
    return raw


def _token_ids(value: object) -> tuple[int, ...]:
    """`eos_token_id` is a number, a list of numbers or absent."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (int(str(value)),)
