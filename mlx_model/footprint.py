"""What the network holds of memory, in bytes, computed from its configuration alone.

Caches are exact; what lies in memory while something is computed is a bound from above. `fused`
attention never holds its scores. Nothing here needs MLX.
"""

from mlx_model.config import TextConfig, VisionConfig

GROUP_OVERHEAD = 2  # a scale and a bias, of the keys' own type, for each group of a packed cache


def token_bytes(text: TextConfig, itemsize: int, kv_bits: int | None, *, drafts: bool) -> int:
    """Keys and values of one token in all attention layers, the MTP head's among them."""
    values = 2 * text.num_key_value_heads * text.head_dim
    own = values * itemsize
    if kv_bits is not None:
        group = 64 if text.head_dim % 64 == 0 else 32
        own = values * kv_bits // 8 + values // group * GROUP_OVERHEAD * itemsize
    layers = text.layer_types.count("full_attention")
    return layers * own + values * itemsize * text.mtp_num_hidden_layers * drafts


def state_bytes(text: TextConfig, itemsize: int) -> int:
    """Recurrent and convolution states of one point."""
    state = text.linear_num_value_heads * text.linear_value_head_dim * text.linear_key_head_dim
    conv = (text.linear_conv_kernel_dim - 1) * _channels(text)
    return text.layer_types.count("linear_attention") * (4 * state + itemsize * conv)


def chunk_bytes(text: TextConfig, chunk: int, context: int, *, fused: bool) -> int:
    """The most that one chunk of a prefill holds at once, in float32."""
    width = text.intermediate_size or _expert_width(text)
    mixing = 8 * _channels(text) + 6 * text.num_attention_heads * text.head_dim
    values = chunk * (8 * text.hidden_size + 4 * width + mixing)
    if not fused:
        values += 3 * text.num_attention_heads * chunk * context
    return 4 * (values + 3 * text.vocab_size)


def sight_bytes(vision: VisionConfig, patches: int, frame: int, *, fused: bool) -> int:
    """The most that the vision tower holds for `patches`, `frame` of them in one frame."""
    width = 2 * vision.patch_dim + 10 * vision.hidden_size + 3 * vision.intermediate_size
    values = patches * (width + vision.out_hidden_size)
    if not fused:
        values += 3 * vision.num_heads * frame * frame
    return 4 * values


def _channels(text: TextConfig) -> int:
    keys = text.linear_num_key_heads * text.linear_key_head_dim
    return 2 * keys + text.linear_num_value_heads * text.linear_value_head_dim


def _expert_width(text: TextConfig) -> int:
    moe = text.moe
    assert moe is not None
    return moe.num_experts_per_tok * moe.intermediate_size + moe.shared_expert_intermediate_size
