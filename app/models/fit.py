"""Will a model run here? The engine's own sums (mlx_model/runtime/needs.py), without MLX.

The window's process must not load MLX; a test holds both to the same figures.
"""

from dataclasses import dataclass
from typing import Literal

from app.models.machine import Machine
from mlx_model.config import ModelConfig, TextConfig, VisionConfig

STEP = 256  # tokens by which caches grow
CHUNK = 512  # tokens of a prefill at once
ITEMSIZE = 2  # bytes of a value in bfloat16
POINTS = 6  # recurrent states that lie beside each other while a request runs
PATCHES = 4 * 2048  # of a picture of 2048 visual tokens: a whole screen at full size
PATCHES_WITH_SCORES = 4 * 256  # where every score of the tower lies in memory too
LEAST = 0.05  # of the limit the engine keeps free to answer with
TIGHT = 0.85  # of what is usable: beyond it there is little left for snapshots


@dataclass(frozen=True)
class Verdict:
    """Bytes. `weights` and `context` add up to `needed`; `tokens` are those of the context."""

    kind: Literal["fits", "tight", "wont_fit"]
    needed: int
    usable: int
    weights: int
    context: int
    tokens: int


def verdict(
    config: ModelConfig, weights: int, machine: Machine, tokens: int, *, kv_bits: int | None = None
) -> Verdict:
    """Whether weights of so many bytes can answer with a context of so many tokens."""
    tokens = min(tokens, config.text.max_position_embeddings)
    context = context_bytes(config, tokens, fused=machine.is_metal, kv_bits=kv_bits)
    needed, usable = weights + context, machine.usable
    too_heavy = usable - weights < LEAST * usable
    if needed > usable or too_heavy:
        kind = "wont_fit"
    else:
        kind = "tight" if needed > TIGHT * usable else "fits"
    return Verdict(kind, needed, usable, weights, context, tokens)


def context_bytes(
    config: ModelConfig, tokens: int, *, fused: bool, kv_bits: int | None = None
) -> int:
    """The most that a conversation of so many tokens with a large picture in it may hold."""
    length = -(-tokens // STEP) * STEP
    kept = length * token_bytes(config.text, kv_bits=kv_bits) + POINTS * state_bytes(config.text)
    chunk = chunk_bytes(config.text, min(CHUNK, tokens), length, fused=fused)
    patches = PATCHES if fused else PATCHES_WITH_SCORES
    sight = sight_bytes(config.vision, patches, fused=fused) if config.vision else 0
    return kept + max(chunk, sight)


def token_bytes(
    text: TextConfig,
    *,
    itemsize: int = ITEMSIZE,
    kv_bits: int | None = None,
    drafts: bool = True,
) -> int:
    """Keys and values of one token."""
    values = 2 * text.num_key_value_heads * text.head_dim
    own = values * itemsize
    if kv_bits is not None:
        group = 64 if text.head_dim % 64 == 0 else 32
        own = values * kv_bits // 8 + values // group * 2 * itemsize
    layers = text.layer_types.count("full_attention")
    return layers * own + values * itemsize * text.mtp_num_hidden_layers * drafts


def state_bytes(text: TextConfig, itemsize: int = ITEMSIZE) -> int:
    """Recurrent and convolution states of one point."""
    state = text.linear_num_value_heads * text.linear_value_head_dim * text.linear_key_head_dim
    conv = (text.linear_conv_kernel_dim - 1) * _channels(text)
    return text.layer_types.count("linear_attention") * (4 * state + itemsize * conv)


def chunk_bytes(text: TextConfig, chunk: int, context: int, *, fused: bool) -> int:
    """The most that one chunk of a prefill holds at once."""
    width = text.intermediate_size or _expert_width(text)
    mixing = 8 * _channels(text) + 6 * text.num_attention_heads * text.head_dim
    values = chunk * (8 * text.hidden_size + 4 * width + mixing)
    if not fused:
        values += 3 * text.num_attention_heads * chunk * context
    return 4 * (values + 3 * text.vocab_size)


def sight_bytes(vision: VisionConfig, patches: int, *, fused: bool) -> int:
    """The most that the vision tower holds for one picture, and its features."""
    width = 2 * vision.patch_dim + 10 * vision.hidden_size + 3 * vision.intermediate_size
    values = patches * (width + vision.out_hidden_size)
    if not fused:
        values += 3 * vision.num_heads * patches * patches
    return 4 * values


def _channels(text: TextConfig) -> int:
    keys = text.linear_num_key_heads * text.linear_key_head_dim
    return 2 * keys + text.linear_num_value_heads * text.linear_value_head_dim


def _expert_width(text: TextConfig) -> int:
    moe = text.moe
    assert moe is not None
    return moe.num_experts_per_tok * moe.intermediate_size + moe.shared_expert_intermediate_size
